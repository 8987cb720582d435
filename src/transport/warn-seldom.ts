import type { Clock } from '../rules/clock.ts';
import type { Log } from '../rules/log.ts';

/** Warns at most once a second; the next line says how many were left out. */
export type WarnSeldom = (fields: object, message: string) => void;

const QUIET_MS = 1_000;

/** An outage of SQS fails thousands of calls a second; one line a second tells it as well. */
export function warnSeldom(log: Log, clock: Clock): WarnSeldom {
  let quietUntilMs = 0;
  let leftOut = 0;
  return (fields, message) => {
    const nowMs = clock.now();
    if (nowMs < quietUntilMs) {
      leftOut += 1;
      return;
    }
    log.warn({ ...fields, leftOut }, message);
    quietUntilMs = nowMs + QUIET_MS;
    leftOut = 0;
  };
}
