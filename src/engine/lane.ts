import type { Head } from '../rules/head.ts';
import type { Hint } from '../transport/hint.ts';
import type { HeldHint } from '../transport/lane-buffer.ts';
import { DEFAULT_LANE } from '../transport/names.ts';
import type { Lane } from '../transport/transport.ts';

/** The lane of a queue's jobs. One a queue so far: priority is stored and orders nothing yet. */
export function laneOf(queue: string): Lane {
  return { queue, lane: DEFAULT_LANE };
}

/** The hint at a job: its place is the one it has in the open index. */
export function hintAt(head: Head): Hint {
  const [, atMs = '0', sequence = '0'] = head.place?.order.split('#') ?? [];
  return {
    jobId: head.id,
    nonce: head.nonce,
    atMs: Number(atMs),
    seq: Number.parseInt(sequence, 36),
    ...(head.dueAt !== undefined && { dueMs: head.dueAt }),
  };
}

/** A hint that this server has from the table, without a message of SQS behind it. */
export function ownHint(head: Head): HeldHint {
  // A head that stores a lease is not free for a blind claim, so it is to be read first.
  return { lane: laneOf(head.queue), hint: hintAt(head), receiveCount: head.lease ? 2 : 0 };
}
