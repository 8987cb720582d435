import { performance } from 'node:perf_hooks';
import type { Case } from '../case/case.ts';
import type { Reading } from '../language/reading.ts';
import { recorded } from './record.ts';
import { Diverged, type Outcome, runCase, type Wire } from './run-case.ts';
import type { Sender } from './send.ts';

/** What became of a case; a reading that was not asked for is undefined. */
export interface CaseResult {
  readonly testCase: Case;
  readonly official: Outcome | undefined;
  readonly byIntent: Outcome | undefined;
  /** Resets included. */
  readonly ms: number;
}

/** The readings to run. */
export interface Readings {
  readonly official: Reading | undefined;
  readonly byIntent: Reading | undefined;
}

/**
 * Runs one case under both readings, each after a reset. Where the official reading sends the very
 * same requests, it judges the answers that the reading by intent got.
 */
export async function judgeCase(
  testCase: Case,
  readings: Readings,
  sender: Sender,
  sleep: (ms: number) => Promise<void>,
): Promise<CaseResult> {
  const startedAt = performance.now();
  const { live, replay } = recorded({ send: (request) => sender.send(request), sleep });
  const byIntent = readings.byIntent && (await runAfterReset(testCase, readings.byIntent, sender, live));
  const official =
    readings.official &&
    ((byIntent && !repeats(testCase) && (await runReplay(testCase, readings.official, replay))) ||
      (await runAfterReset(testCase, readings.official, sender, live)));
  return { testCase, official, byIntent, ms: performance.now() - startedAt };
}

/** By intent a repeated step is sent more often, so what follows is not what the official reading meets. */
function repeats(testCase: Case): boolean {
  return [...testCase.setup, ...testCase.steps].some((step) => step.repeat > 1);
}

async function runReplay(testCase: Case, reading: Reading, replay: Wire): Promise<Outcome | undefined> {
  try {
    return await runCase(testCase, reading, replay);
  } catch (error) {
    if (error instanceof Diverged) return undefined;
    throw error;
  }
}

/** The official runner takes any answer to a reset; by intent a case that starts on leftovers is void. */
async function runAfterReset(testCase: Case, reading: Reading, sender: Sender, wire: Wire): Promise<Outcome> {
  const refused = await reset(sender);
  if (refused !== undefined && reading.mustCheck) {
    const failure = { step: 'reset', assertion: 'status', expected: '2xx', got: refused };
    return { status: 'error', checks: 0, failures: [failure] };
  }
  return runCase(testCase, reading, wire);
}

/** Empties the server. Says what went wrong, or nothing. */
async function reset(sender: Sender): Promise<string | undefined> {
  try {
    const answer = await sender.send({
      method: 'POST',
      path: '/ojs/v1/admin/reset',
      headers: {},
      body: undefined,
    });
    return answer.status >= 200 && answer.status < 300 ? undefined : `${answer.status} ${answer.text}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
