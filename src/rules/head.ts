import type { JobError } from './job.ts';
import type { JobState } from './job-state.ts';
import type { RetryPolicy } from './retry-policy.ts';
import type { Membership } from './workflow.ts';

/**
 * The head of a job: everything the server decides by, and nothing else (DESIGN decision 4).
 * All times are milliseconds since 1970. A field is absent (or undefined) until it is set.
 */
export interface Head {
  readonly id: string;
  readonly type: string;
  readonly queue: string;
  readonly state: JobState;
  /** -100 to 100. */
  readonly priority: number;
  /** Number of the attempt that runs or ran last; 0 before the first. */
  readonly attempt: number;
  readonly retry: RetryPolicy;
  readonly createdAt: number;
  /** When the job last became available (a scheduled one: when it was accepted). */
  readonly enqueuedAt: number;
  /** Scheduled or retryable until then; a pending job is scheduled once it is activated before. */
  readonly dueAt?: number | undefined;
  /** It waits so long that it stands in the due index, without a hint, until it is promoted. */
  readonly awaitsPromotion?: true | undefined;
  readonly expiresAt?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly visibilityTimeoutMs?: number | undefined;
  readonly startedAt?: number | undefined;
  readonly activatedAt?: number | undefined;
  /** When it was completed, cancelled or discarded. */
  readonly endedAt?: number | undefined;
  /** Discarded because `expires_at` passed, not by a failure: then there is no `completed_at`. */
  readonly expired?: boolean | undefined;
  /** Discarded into the dead letter: kept there, listed, and can be run again (DECISIONS.md section 6). */
  readonly deadLettered?: boolean | undefined;
  /** The delay that preceded (or precedes) the latest retry. */
  readonly retryDelayMs?: number | undefined;

  readonly workerId?: string | undefined;
  /** Present while active. */
  readonly lease?: Lease | undefined;

  /** How many attempts failed so far; never restarts. */
  readonly failures: number;
  /** How many of the failures came before the job was last taken out of the dead letter. */
  readonly failuresBefore?: number | undefined;
  /** How many attempts there were before that, of all its earlier lives together. */
  readonly attemptsBefore?: number | undefined;
  /** The latest failures, oldest first, while the head has room for them. */
  readonly errors: readonly JobError[];
  /** Pieces that hold the failures before those, oldest first. */
  readonly errorPieces: readonly string[];

  /** The job's own data while it fits (one JSON object); otherwise in `bodyPieces` pieces under `nonce`. */
  readonly body?: string | undefined;
  readonly bodyPieces?: number | undefined;
  /** The result's JSON text while it fits; otherwise where it lies. */
  readonly result?: string | undefined;
  readonly resultPieces?: PieceReference | undefined;

  /** Until when its pieces, and a lock of its own, are kept at least, in s since 1970; absent: as of its first write. */
  readonly companionsTtl?: number | undefined;

  /** Where the job stands in its queue's open index; absent once it ended. */
  readonly place?: Place | undefined;

  /** The batch that it was stored with, until the first write that proves it committed. */
  readonly batch?: string | undefined;

  /** The fingerprint whose lock knows this job; absent without a unique policy. */
  readonly uniqueKey?: string | undefined;

  /** The workflow that it is a job of. */
  readonly workflow?: Membership | undefined;

  /** Token of the put that made the head, or of the commit behind it (unique jobs); stays for life. */
  readonly nonce: string;
  /** Token of the latest write. */
  readonly token: string;
  /** Token of the write before that. */
  readonly previousToken?: string | undefined;
}

/** Who holds an active job, and until when (DESIGN decisions 6 and 7). */
export interface Lease {
  /** The server that gave it. */
  readonly server: string;
  /** End of what is granted so far: at first at most `PROBATION_MS` after the claim. */
  readonly endsAt: number;
  /** End of what was promised; equal to `endsAt` or earlier once the probation is over. */
  readonly promisedAt: number;
  /** The length in force, for heartbeats that name none. */
  readonly lengthMs: number;
  /** When the execution time-out strikes. */
  readonly deadlineAt: number;
}

/** `count` pieces written under the token `nonce`. */
export interface PieceReference {
  readonly nonce: string;
  readonly count: number;
}

/** Keys in the open index; never changed while the job is open. */
export interface Place {
  readonly partition: string;
  readonly order: string;
}

/** Execution time-out where the job names none (DECISIONS.md 1.1). */
export const DEFAULT_TIMEOUT_MS = 1_800_000;
/** `timeout_ms: 0` asks for no limit: a hundred years, so that a claim can add it blindly. */
export const NO_TIME_LIMIT_MS = 3_155_760_000_000;
/** A new lease is granted for this long until its server has seen the job still running. */
export const PROBATION_MS = 30_000;
/** How much longer a lease of another server is respected, for clocks that differ. */
export const FOREIGN_LEASE_MARGIN_MS = 500;

/** SQS delays a message by so much at most; what waits longer stands in the due index (DESIGN decision 15). */
export const LONGEST_HINT_DELAY_MS = 900_000;

/** Whether a wait from `now` to `dueAt` is too long for a delayed hint. */
export function waitsLong(dueAt: number | undefined, now: number): true | undefined {
  return dueAt !== undefined && dueAt - now > LONGEST_HINT_DELAY_MS ? true : undefined;
}

/** States in which something can still happen to a job. */
export type OpenState = Exclude<JobState, 'completed' | 'cancelled' | 'discarded'>;

const ENDED: ReadonlySet<JobState> = new Set(['completed', 'cancelled', 'discarded']);

/** Whether nothing can happen to the job any more. */
export function hasEnded(head: Pick<Head, 'state'>): boolean {
  return ENDED.has(head.state);
}

/** Whether something can still happen in this state. */
export function isOpen(state: JobState): state is OpenState {
  return !ENDED.has(state);
}

/** When the lease in force runs out, by the clock of the server `reader`. */
export function leaseEnd(lease: Lease, reader: string): number {
  return Math.min(lease.endsAt, lease.promisedAt) + marginFor(lease, reader);
}

/** When the execution time-out strikes, by the clock of the server `reader`. */
export function deadline(lease: Lease, reader: string): number {
  return lease.deadlineAt + marginFor(lease, reader);
}

/** Whether the lease has not been confirmed yet by the server that gave it. */
export function onProbation(lease: Lease): boolean {
  return lease.endsAt < lease.promisedAt;
}

/** The next moment at which time alone changes the job, or undefined where it does not. */
export function nextChange(head: Head, reader: string): number | undefined {
  if (hasEnded(head)) return undefined;
  if (head.lease) return Math.min(leaseEnd(head.lease, reader), deadline(head.lease, reader));
  const dueAt = head.state === 'pending' ? undefined : head.dueAt;
  const times = [dueAt, head.expiresAt].filter((time) => time !== undefined);
  return times.length > 0 ? Math.min(...times) : undefined;
}

function marginFor(lease: Lease, reader: string): number {
  return lease.server === reader ? 0 : FOREIGN_LEASE_MARGIN_MS;
}
