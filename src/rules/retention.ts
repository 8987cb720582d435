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

/**
 * The table may delete a head so long after its retention: the sweep of the dead letter comes first, and
 * a head that a unique lock names as not placed yet is there for longer than that is believed.
 */
const HEAD_STAYS_MS = 2 * DAY_MS;
/** The table deletes in no order, within days: pieces outlive the ended head that names them by so much. */
export const PIECES_STAY_MS = 2 * DAY_MS;
/** What hangs on an open job is renewed when it would be kept for less than this. */
const RENEWED_BEFORE_MS = 30 * DAY_MS;
/** And is kept for so much longer than that from then on. */
const RENEWED_EVERY_MS = 60 * DAY_MS;
/**
 * A completed job cannot renew its pieces, since its ack is blind: an open one has them kept for its
 * retention and so much longer, however seldom it is looked at.
 */
const BEYOND_COMPLETED_MS = 23 * DAY_MS;

/** What decides how long a job is kept. */
export type Ending = Pick<Head, 'state' | 'deadLettered' | 'endedAt'>;

/** Until when an ended job is kept, in ms since 1970; undefined while it is open. */
function keptUntil(retention: Retention, head: Ending): number | undefined {
  const { state, deadLettered, endedAt = 0 } = head;
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
export function isPastRetention(retention: Retention, head: Ending, now: number): boolean {
  const until = keptUntil(retention, head);
  return until !== undefined && until <= now;
}

/** When the table may delete the head, in s since 1970; undefined while the job is open. */
export function headTtl(retention: Retention, head: Ending): number | undefined {
  const until = keptUntil(retention, head);
  return until === undefined ? undefined : seconds(until + HEAD_STAYS_MS);
}

/** What hangs on a head beside itself: its pieces and its unique lock. */
type Holding = Ending & Pick<Head, 'createdAt' | 'dueAt' | 'lease' | 'companionsTtl'>;

/**
 * The `ttl`, in s since 1970, with which pieces of this job are written or renewed at `now` (DESIGN
 * decision 4): 90 days past its moment while it is open, longer where a completed job is kept so long
 * that its blind ack could not renew them in time; of an ended one as long as its head, and 90 days.
 */
export function companionsTtl(retention: Retention, head: Holding, now: number): number {
  const from = Math.max(now, head.dueAt ?? 0, head.lease?.promisedAt ?? 0);
  return Math.max(seconds(from + renewedBefore(retention) + RENEWED_EVERY_MS), endedTtl(retention, head));
}

/** Whether what hangs on the head must be renewed, as the head was written last. */
export function mustRenew(retention: Retention, head: Holding, now: number): boolean {
  const kept = companionsKept(retention, head);
  if (hasEnded(head)) return kept < endedTtl(retention, head);
  const from = Math.max(now, head.dueAt ?? 0, head.lease?.promisedAt ?? 0);
  return kept < seconds(from + renewedBefore(retention));
}

/** When an open job must be looked at again, so that what hangs on it is renewed; ms since 1970. */
export function renewalDue(retention: Retention, head: Holding): number {
  return companionsKept(retention, head) * 1000 - renewedBefore(retention);
}

/** Where the head says nothing, they are from its first write or later. */
function companionsKept(retention: Retention, head: Holding): number {
  return head.companionsTtl ?? seconds(head.createdAt + renewedBefore(retention) + RENEWED_EVERY_MS);
}

function endedTtl(retention: Retention, head: Ending): number {
  const until = keptUntil(retention, head);
  return until === undefined ? 0 : seconds(until + HEAD_STAYS_MS + PIECES_STAY_MS);
}

function renewedBefore({ completedMs }: Retention): number {
  return Math.max(RENEWED_BEFORE_MS, completedMs + BEYOND_COMPLETED_MS);
}

/** How long progress is kept after its report, in s since 1970: as long as the longest job it may belong to. */
export function progressTtl(retention: Retention, now: number): number {
  const { completedMs, discardedMs, cancelledMs, deadLetterMs } = retention;
  const longestMs = Math.max(completedMs, discardedMs, cancelledMs, deadLetterMs);
  return seconds(now + longestMs + RENEWED_BEFORE_MS + RENEWED_EVERY_MS);
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
