import { type Head, waitsLong } from '../rules/head.ts';
import type { NewJob } from '../rules/job.ts';
import { laneOfPriority } from '../rules/lane.ts';
import { openOrder, openPartition } from '../table/keys.ts';
import type { Engine } from './engine.ts';

/** Makes the heads of new jobs; one per server, since it numbers them in the order they came. */
export interface NewHeads {
  /** The head of a job accepted at `now` (ms since 1970), not stored yet. */
  make(job: NewJob, now: number): Head;
}

/** Order among jobs of the same millisecond, on this server. */
const SEQUENCES = 36 ** 7;

/** @param engine one per server. */
export function newHeads(engine: Engine): NewHeads {
  const { store } = engine;
  let sequence = 0;

  function make(job: NewJob, now: number): Head {
    const waits = job.scheduledAt !== undefined && job.scheduledAt.ms > now;
    const dueAt = waits ? job.scheduledAt.ms : undefined;
    const nonce = store.tokens.next();
    sequence = (sequence + 1) % SEQUENCES;
    return {
      id: job.id ?? engine.newId(),
      type: job.type,
      queue: job.queue,
      state: job.pending ? 'pending' : waits ? 'scheduled' : 'available',
      priority: job.priority,
      attempt: 0,
      retry: job.retry,
      createdAt: now,
      enqueuedAt: now,
      dueAt,
      awaitsPromotion: job.pending ? undefined : waitsLong(dueAt, now),
      expiresAt: job.expiresAt?.ms,
      timeoutMs: job.timeoutMs,
      visibilityTimeoutMs: job.visibilityTimeoutMs,
      failures: 0,
      errors: [],
      errorPieces: [],
      place: {
        partition: openPartition(job.queue),
        order: openOrder(laneOfPriority(job.priority), dueAt ?? now, sequence, store.tokens.server),
      },
      nonce,
      token: nonce,
    };
  }

  return { make };
}
