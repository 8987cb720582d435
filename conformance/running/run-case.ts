import type { Case, Step } from '../case/case.ts';
import type { Reading } from '../language/reading.ts';
import type { Answer, Failure, Judgement, Memory, Request } from './exchange.ts';

/** How a case reaches the server and the clock. */
export interface Wire {
  /** `place` names the step and its repetition within the case. */
  send(request: Request, place: string): Promise<Answer>;
  sleep(ms: number): Promise<void>;
}

/**
 * `error`: a setup step failed. `empty`: nothing was checked that could have failed; not a pass.
 */
export type Status = 'passed' | 'failed' | 'error' | 'empty';

/** What became of a case under one reading. */
export interface Outcome {
  readonly status: Status;
  readonly checks: number;
  /** Those of the first step that failed; the steps after it were not sent. */
  readonly failures: readonly Failure[];
}

/** Runs one case: setup, steps up to the first that fails, teardown (its failures say nothing). */
export async function runCase(testCase: Case, reading: Reading, wire: Wire): Promise<Outcome> {
  const memory: Memory = { answers: new Map(), names: new Map() };
  const run = (steps: readonly Step[], part: string) =>
    runSteps(steps, part, { testCase, reading, wire, memory });
  const setup = await run(testCase.setup, 'setup');
  const main = setup.failures.length > 0 ? setup : await run(testCase.steps, 'steps');
  await run(testCase.teardown, 'teardown');
  const checks = setup === main ? setup.checks : setup.checks + main.checks;
  return { status: statusOf(), checks, failures: main.failures };

  function statusOf(): Status {
    if (setup.failures.length > 0) return 'error';
    if (main.failures.length > 0) return 'failed';
    return checks === 0 && reading.mustCheck ? 'empty' : 'passed';
  }
}

interface Run {
  readonly testCase: Case;
  readonly reading: Reading;
  readonly wire: Wire;
  readonly memory: Memory;
}

async function runSteps(steps: readonly Step[], part: string, run: Run): Promise<Judgement> {
  const done = new Set<string>();
  let checks = 0;
  for (let at = 0; at < steps.length; ) {
    const group = groupAt(steps, at);
    const first = at;
    const judgements = await Promise.all(
      group.map((step, offset) => runStep(step, first + offset, part, done, run)),
    );
    checks += judgements.reduce((sum, judgement) => sum + judgement.checks, 0);
    const failures = judgements.flatMap((judgement) => judgement.failures);
    if (failures.length > 0) return { checks, failures };
    at += group.length;
  }
  return { checks, failures: [] };
}

/** The steps to send at once: consecutive ones, of which each names another one. */
function groupAt(steps: readonly Step[], at: number): readonly Step[] {
  const first = steps[at];
  if (first === undefined || first.parallelWith === undefined) return steps.slice(at, at + 1);
  const ids = new Set([first.id]);
  let end = at + 1;
  for (
    let next = steps[end];
    next?.parallelWith !== undefined && ids.has(next.parallelWith);
    next = steps[end]
  ) {
    ids.add(next.id);
    end += 1;
  }
  return ids.has(first.parallelWith) ? steps.slice(at, end) : steps.slice(at, at + 1);
}

async function runStep(
  step: Step,
  at: number,
  part: string,
  done: Set<string>,
  { testCase, reading, wire, memory }: Run,
): Promise<Judgement> {
  const id = reading.identify(step, at, done);
  if (id === undefined) return { checks: 0, failures: [] };
  done.add(id);
  const judgements: Judgement[] = [];
  for (let time = 0; time < reading.times(step); time += 1) {
    if (step.action !== 'WAIT' && step.delayMs > 0) await wire.sleep(step.delayMs);
    const move = reading.move(step, id, memory, testCase);
    if (move.kind === 'sleep') await wire.sleep(step.durationMs ?? step.delayMs);
    if (move.kind === 'refuse') judgements.push({ checks: 0, failures: move.failures });
    if (move.kind === 'judge') judgements.push(move.judgement);
    if (move.kind !== 'send') continue;
    const answer = await answerTo(move.request, `${part}/${at}/${time}`, id, wire);
    if ('assertion' in answer) return { checks: 0, failures: [answer] };
    memory.answers.set(id, answer);
    judgements.push(reading.judge(step, id, move.request, answer, memory, testCase));
  }
  return {
    checks: judgements.reduce((sum, judgement) => sum + judgement.checks, 0),
    failures: judgements.flatMap((judgement) => judgement.failures),
  };
}

/** No answer at all is a failure of the step. */
async function answerTo(request: Request, place: string, id: string, wire: Wire): Promise<Answer | Failure> {
  try {
    return await wire.send(request, place);
  } catch (error) {
    if (error instanceof Diverged) throw error;
    const got = error instanceof Error ? error.message : String(error);
    return { step: id, assertion: 'answer', expected: 'an HTTP answer', got };
  }
}

/** Ends a run on recorded answers that asks for something which was not recorded. */
export class Diverged extends Error {}
