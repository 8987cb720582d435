import { type Case, waitingMs } from '../case/case.ts';
import { shuffle } from '../case/select.ts';
import { type CaseResult, judgeCase, type Readings } from './judge-case.ts';
import { openSender } from './send.ts';
import type { Target } from './targets.ts';

/** How the cases are run. */
export interface Plan {
  readonly cases: readonly Case[];
  readonly readings: Readings;
  /** How often every case runs; each round is shuffled anew. */
  readonly repeat: number;
  /** No seed: the official order. */
  readonly seed: number | undefined;
  readonly sleep: (ms: number) => Promise<void>;
  /** Called with each result as it comes. */
  readonly onResult: (result: CaseResult) => void;
}

/**
 * Runs every case, one after the other on each target. With several targets and no seed, those that
 * wait longest go first, so that none is left alone with them at the end.
 * @returns a result for each case, in the order of `cases`; one that failed in any round has failed
 */
export async function runAll(plan: Plan, targets: readonly Target[]): Promise<CaseResult[]> {
  const results = new Map<string, CaseResult>();
  const waiting = rounds(plan, targets.length);
  await Promise.all(
    targets.map(async (target) => {
      const sender = openSender(target.url);
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const result = await judgeCase(next, plan.readings, sender, plan.sleep);
        plan.onResult(result);
        results.set(next.path, worse(results.get(next.path), result));
      }
      sender.close();
    }),
  );
  return plan.cases.flatMap((testCase) => results.get(testCase.path) ?? []);
}

function rounds({ cases, repeat, seed }: Plan, targets: number): Case[] {
  const longestFirst = [...cases].sort((a, b) => waitingMs(b) - waitingMs(a));
  const usual = targets > 1 ? longestFirst : cases;
  return Array.from({ length: repeat }, (_, round) =>
    seed === undefined ? usual : shuffle(cases, seed + round),
  ).flat();
}

function worse(before: CaseResult | undefined, now: CaseResult): CaseResult {
  if (before === undefined) return now;
  return {
    testCase: now.testCase,
    official: before.official?.status === 'passed' ? now.official : before.official,
    byIntent: before.byIntent?.status === 'passed' ? now.byIntent : before.byIntent,
    ms: Math.max(before.ms, now.ms),
  };
}
