import { conflict } from '../rules/errors.ts';
import type { Head } from '../rules/head.ts';
import { isUuidV7 } from '../rules/job-id.ts';
import { replayed } from '../rules/lifecycle.ts';
import { formatMs } from '../rules/timestamp.ts';
import { openOrder, openPartition } from '../table/keys.ts';
import { isDeadLettered, notDeadLettered } from './dead-letter.ts';
import type { Engine } from './engine.ts';
import { type Job, loadJob } from './job.ts';
import { hintAt, laneOf } from './lane.ts';
import { returnToLock } from './return-to-lock.ts';
import { rewrite } from './rewrite.ts';
import { settle } from './settle.ts';

/** Behind every job that was enqueued in the same millisecond. */
const LAST_SEQUENCE = 36 ** 7 - 1;

/**
 * Manual retry (ojs-dead-letter 6.1): the job is available again with all its attempts before it, at
 * the back of its lane; what failed before stays in `errors`.
 * @throws OjsError 404 for what is not in the dead letter; 409 for a job past its `expires_at`, which
 *   would be discarded at once and be lost to the dead letter.
 */
export async function retryDeadLetter(engine: Engine, id: string): Promise<Job> {
  const { store, clock, lanes } = engine;
  const stored = isUuidV7(id) ? await settle(engine, id) : undefined;
  const check = (current: Head | undefined): Head => {
    const now = clock.now();
    if (!current || !isDeadLettered(store, current, now)) throw notDeadLettered(id);
    if (current.expiresAt !== undefined && current.expiresAt <= now) throw alreadyExpired(current);
    return current;
  };
  await returnToLock(engine, check(stored));
  const head = await rewrite(
    engine,
    id,
    (current) => {
      const now = clock.now();
      return replayed(check(current), placeAtTheBack(engine, current, now), now);
    },
    stored,
  );
  lanes.send(laneOf(head), hintAt(head));
  return loadJob(store, head);
}

/** In the lane that it had: its priority has not changed. */
function placeAtTheBack({ store }: Engine, head: Head, now: number) {
  const { queue, lane } = laneOf(head);
  return {
    partition: openPartition(queue),
    order: openOrder(lane, now, LAST_SEQUENCE, store.tokens.server),
  };
}

function alreadyExpired(head: Head) {
  const at = formatMs(head.expiresAt ?? 0);
  return conflict(
    `Job ${head.id} expired at ${at}: it would be discarded at once. Enqueue its work as a new job.`,
    { job_id: head.id, current_state: head.state, expected_state: 'discarded and not past its expires_at' },
  );
}
