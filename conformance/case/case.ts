import type { Json, JsonObject } from './json.ts';

/** One step of a case, in the names of this runner. Both readings start from it. */
export interface Step {
  /** As written; undefined where the case gives none. */
  readonly id: string | undefined;
  /** An HTTP method, `WAIT`, `ASSERT`, or a word of the other vocabulary (`push`, `get`, `fetch`, `ack`). */
  readonly action: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
  /** Text to send as it stands (`raw_body` or `body_raw`); only the reading by intent sends it. */
  readonly rawBody: string | undefined;
  /** The operation's input in the other vocabulary. */
  readonly request: JsonObject | undefined;
  /** Slept before the request, ms. */
  readonly delayMs: number;
  /** Slept by `WAIT`, ms. */
  readonly durationMs: number | undefined;
  /** How often the step is sent; only the reading by intent repeats. */
  readonly repeat: number;
  readonly parallelWith: string | undefined;
  readonly assertions: JsonObject | undefined;
  readonly expect: JsonObject | undefined;
  /** Name → path into the answer (`capture`, `captures` or `store`). */
  readonly captures: Readonly<Record<string, string>>;
}

/** One case file. */
export interface Case {
  /** The key of a case: its file's path below the suites folder, with `/` between folders. */
  readonly path: string;
  /** Not unique: six official ids are used by two files each. */
  readonly testId: string;
  /** `0` … `4`, or `ext`. */
  readonly level: string;
  readonly name: string;
  readonly setup: readonly Step[];
  readonly steps: readonly Step[];
  readonly teardown: readonly Step[];
}

/** The time that a case spends asleep, ms. */
export function waitingMs(testCase: Case): number {
  let sum = 0;
  for (const step of [...testCase.setup, ...testCase.steps, ...testCase.teardown]) {
    sum += step.action === 'WAIT' ? (step.durationMs ?? step.delayMs) : step.delayMs * step.repeat;
  }
  return sum;
}

const HTTP_METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

/** True where the official runner does not do what the case says: the case speaks another vocabulary. */
export function speaksOtherVocabulary(testCase: Case): boolean {
  return testCase.steps.some(
    (step) =>
      step.id === undefined ||
      step.expect !== undefined ||
      step.rawBody !== undefined ||
      step.repeat > 1 ||
      (step.action !== 'WAIT' && !HTTP_METHODS.has(step.action)) ||
      Object.keys(step.captures).length > 0,
  );
}
