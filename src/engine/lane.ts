import type { Head } from '../rules/head.ts';
import { laneOfPriority } from '../rules/lane.ts';
import { laneIn } from '../table/keys.ts';
import type { Hint } from '../transport/hint.ts';
import type { HeldHint } from '../transport/lane-buffer.ts';
import type { Lane } from '../transport/transport.ts';

/** The lane of a job, fixed at enqueue: as its place in the open index says, where it has one. */
export function laneOf({ queue, priority, place }: Pick<Head, 'queue' | 'priority' | 'place'>): Lane {
  return { queue, lane: place ? laneIn(place.order) : laneOfPriority(priority) };
}

/**
 * The hint at a job. It stands in its lane as of when the job became available, so one that is retried
 * goes to the back (DECISIONS.md 6, "Retry"); in the open index it keeps its first place.
 */
export function hintAt(head: Head): Hint {
  const [, , sequence = '0'] = head.place?.order.split('#') ?? [];
  return {
    jobId: head.id,
    nonce: head.nonce,
    atMs: head.dueAt ?? head.enqueuedAt,
    seq: Number.parseInt(sequence, 36),
    ...(head.dueAt !== undefined && { dueMs: head.dueAt }),
  };
}

/** A hint that this server has from the table, without a message of SQS behind it. */
export function ownHint(head: Head): HeldHint {
  // A head that stores a lease is not free for a blind claim, so it is to be read first.
  return { lane: laneOf(head), hint: hintAt(head), receiveCount: head.lease ? 2 : 0 };
}
