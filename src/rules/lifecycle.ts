import { decideFailure, type FailureReport, jobErrorOf, type Verdict } from './failure.ts';
import {
  DEFAULT_TIMEOUT_MS,
  deadline,
  type Head,
  hasEnded,
  leaseEnd,
  onProbation,
  type Place,
  PROBATION_MS,
  waitsLong,
} from './head.ts';
import type { JobError } from './job.ts';

/**
 * The standard's lifecycle (ojs-core 5, DECISIONS.md section 5) as functions from head to head.
 * None of them sets a write token: that is the writer's business (DESIGN decision 3).
 */

/** What a fetch asks for. */
export interface Claim {
  /** The server that gives the lease. */
  readonly server: string;
  readonly workerId?: string | undefined;
  /** Lease length in ms, where the fetch names one. */
  readonly leaseMs?: number | undefined;
  /** Lease length in ms where neither the fetch nor the job names one. */
  readonly defaultLeaseMs: number;
}

/**
 * The head as it is at `now`, with everything that time alone has done to it since it was written:
 * execution time-out, end of the lease, delay over, expiry; to a fixed point. The same head comes
 * back (identical, not only equal) where time has changed nothing.
 */
export function resolve(head: Head, now: number, reader: string): Head {
  let current = head;
  for (;;) {
    const next = resolveOnce(current, now, reader);
    if (next === current) return current;
    current = next;
  }
}

function resolveOnce(head: Head, now: number, reader: string): Head {
  if (hasEnded(head)) return head;
  if (head.lease) {
    if (deadline(head.lease, reader) <= now) return timedOut(head, head.lease.deadlineAt);
    if (leaseEnd(head.lease, reader) <= now) return leaseRanOut(head);
    return head;
  }
  const inTime = unlessExpired(head, now);
  if (inTime !== head || head.state === 'pending') return inTime;
  if (head.dueAt !== undefined && head.dueAt <= now) return available(head, head.dueAt);
  return head;
}

/** FETCH: the job is `claim`'s from now on. The lease is granted on probation (DESIGN decision 7). */
export function claimed(head: Head, claim: Claim, now: number): Head {
  const lengthMs = claim.leaseMs ?? head.visibilityTimeoutMs ?? claim.defaultLeaseMs;
  return {
    ...head,
    state: 'active',
    attempt: head.attempt + 1,
    startedAt: now,
    workerId: claim.workerId,
    dueAt: undefined,
    awaitsPromotion: undefined,
    lease: {
      server: claim.server,
      endsAt: now + PROBATION_MS,
      promisedAt: now + lengthMs,
      lengthMs,
      deadlineAt: now + (head.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    },
  };
}

/** ACTIVATE: available now, or scheduled where its moment is still to come. */
export function activated(head: Head, now: number): Head {
  const waits = head.dueAt !== undefined && head.dueAt > now;
  const next: Head = waits
    ? { ...head, state: 'scheduled', awaitsPromotion: waitsLong(head.dueAt, now) }
    : available(head, now);
  return { ...next, activatedAt: now };
}

/** ACK. The result is placed by the writer, which knows whether the head has room for it. */
export function completed(head: Head, now: number): Head {
  return ended(head, 'completed', now);
}

/** Its moment is so near that a delayed hint goes out: it leaves the due index. */
export function promoted(head: Head): Head {
  return { ...head, awaitsPromotion: undefined };
}

/** CANCEL, from any state that has not ended. */
export function cancelled(head: Head, now: number): Head {
  return ended(head, 'cancelled', now);
}

/**
 * NACK with an error: retryable or discarded, as policy, attempts and directive say, and discarded too
 * where the job has expired meanwhile.
 */
export function failed(head: Head, report: FailureReport, now: number): Head {
  const verdict = decideFailure(head.retry, head.attempt, report, head.id);
  return unlessExpired(withVerdict(head, verdict, jobErrorOf(report, head.attempt, now), now), now);
}

/** NACK with `requeue`: available at once unless it has expired, the attempt taken back, no error recorded. */
export function requeued(head: Head, now: number): Head {
  return unlessExpired({ ...available(head, now), attempt: head.attempt - 1 }, now);
}

/**
 * A claim whose answer never reached its worker: as if it had not been. The place in the queue is
 * kept, the attempt undone.
 */
export function givenBack(head: Head): Head {
  return { ...released(head), state: 'available', attempt: head.attempt - 1, startedAt: undefined };
}

/**
 * Retry of a dead-lettered job: the same job with all its attempts before it, at the back of its queue.
 * What failed before stays in its history (DECISIONS.md 1.7 and section 5, "DLQ retry").
 *
 * @param place where the job stands in the open index from now on.
 */
export function replayed(head: Head, place: Place, now: number): Head {
  const { deadLettered: _noMore, endedAt: _open, retryDelayMs: _none, ...rest } = released(head);
  return {
    ...rest,
    state: 'available',
    attempt: 0,
    enqueuedAt: now,
    failuresBefore: head.failures,
    attemptsBefore: (head.attemptsBefore ?? 0) + head.attempt,
    place,
  };
}

/**
 * The lease lasts until `endsAt` now, or longer where it did already: neither what is granted nor
 * what was promised is ever shortened.
 */
export function leaseExtended(head: Head, endsAt: number): Head {
  const { lease } = head;
  if (!lease) return head;
  const promisedAt = Math.max(endsAt, lease.promisedAt);
  const granted = onProbation(lease) ? Math.max(endsAt, lease.endsAt) : promisedAt;
  return { ...head, lease: { ...lease, endsAt: granted, promisedAt } };
}

function timedOut(head: Head, at: number): Head {
  return failed(
    head,
    { code: 'timeout', message: `The attempt ran longer than its ${executionMs(head)} ms.`, retryable: true },
    at,
  );
}

/**
 * The worker fell silent: straight back to available, without backoff (DECISIONS.md 1.3), or, when
 * attempts are used up, where `on_exhaustion` says, as after any other failure; but never discarded on
 * probation, since then the answer to the fetch may not have reached a worker at all.
 */
function leaseRanOut(head: Head): Head {
  if (!head.lease) return head;
  const at = Math.min(head.lease.endsAt, head.lease.promisedAt);
  const error: JobError = {
    type: 'visibility_timeout',
    code: 'timeout',
    message: 'The worker neither answered nor sent a heartbeat before its lease ran out.',
    retryable: true,
    attempt: head.attempt,
    occurred_at: new Date(at).toISOString(),
  };
  const spent = head.attempt >= head.retry.maxAttempts && !onProbation(head.lease);
  return withVerdict(head, { kind: spent ? head.retry.onExhaustion : 'again' }, error, at);
}

type Outcome = Verdict | { readonly kind: 'again' };

function withVerdict(head: Head, outcome: Outcome, error: JobError, now: number): Head {
  const recorded: Head = { ...head, failures: head.failures + 1, errors: [...head.errors, error] };
  switch (outcome.kind) {
    case 'again':
      return available(recorded, now);
    case 'retry':
      return {
        ...unleased(recorded),
        state: 'retryable',
        retryDelayMs: outcome.delayMs,
        dueAt: now + outcome.delayMs,
        awaitsPromotion: waitsLong(outcome.delayMs, 0),
      };
    case 'discard':
      return ended(recorded, 'discarded', now);
    case 'dead_letter':
      return { ...ended(recorded, 'discarded', now), deadLettered: true };
  }
}

/**
 * Discarded where nobody holds the job and `expires_at` has come: at that moment, but never before the
 * job was made, nor before the end of an attempt that outlived it.
 */
function unlessExpired(head: Head, now: number): Head {
  const { expiresAt, enqueuedAt, dueAt = 0, retryDelayMs = 0 } = head;
  if (hasEnded(head) || expiresAt === undefined || expiresAt > now) return head;
  const failedAt = head.state === 'retryable' ? dueAt - retryDelayMs : 0;
  return { ...ended(head, 'discarded', Math.max(expiresAt, enqueuedAt, failedAt)), expired: true };
}

function available(head: Head, at: number): Head {
  return {
    ...released(head),
    state: 'available',
    enqueuedAt: at,
    dueAt: undefined,
    awaitsPromotion: undefined,
  };
}

function ended(head: Head, state: 'completed' | 'cancelled' | 'discarded', at: number): Head {
  const { place: _leavesTheIndex, lease: _over, dueAt: _none, awaitsPromotion: _neither, ...rest } = head;
  return { ...rest, state, endedAt: at };
}

/** Nobody holds it any more; who did is still told (DECISIONS.md section 5). */
function unleased(head: Head): Head {
  const { lease: _over, ...rest } = head;
  return rest;
}

function released(head: Head): Head {
  const { workerId: _nobody, ...rest } = unleased(head);
  return rest;
}

function executionMs(head: Head): number {
  return head.timeoutMs ?? DEFAULT_TIMEOUT_MS;
}
