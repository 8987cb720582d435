import { type Head, hasEnded } from './head.ts';

/** How long a job is kept after its end, in ms (DECISIONS.md section 6, DESIGN decision 19). */
export interface Retention {
  readonly completedMs: number;
  /** Of a job that failed for good, or expired, and is not in the dead letter. */
  readonly discardedMs: number;
  readonly cancelledMs: number;
  readonly deadLetterMs: number;
}

const DAY_MS = 86_400_000;

/** What holds where nobody says anything else. */
export const DEFAULT_RETENTION: Retention = {
  completedMs: 7 * DAY_MS,
  discardedMs: 30 * DAY_MS,
  cancelledMs: 7 * DAY_MS,
  deadLetterMs: 180 * DAY_MS,
};

/** Until when an ended job is kept, in ms since 1970; undefined while it is open. */
export function keptUntil(
  retention: Retention,
  { state, deadLettered, endedAt = 0 }: Pick<Head, 'state' | 'deadLettered' | 'endedAt'>,
): number | undefined {
  switch (state) {
    case 'completed':
      return endedAt + retention.completedMs;
    case 'cancelled':
      return endedAt + retention.cancelledMs;
    case 'discarded':
      return endedAt + (deadLettered ? retention.deadLetterMs : retention.discardedMs);
    default:
      return undefined;
  }
}

/** Whether the job is kept no longer: to callers it is gone, deleted or not. */
export function isPastRetention(retention: Retention, head: Head, now: number): boolean {
  return hasEnded(head) && (keptUntil(retention, head) ?? now) <= now;
}
