import { newestFirst } from '../table/dead-letter-index.ts';
import type { Engine } from './engine.ts';
import type { DeadLetterQuery } from './list-dead-letter.ts';

/** Numbers of the dead letter. Times are ms since 1970, absent where there is no job. */
export interface DeadLetterCount {
  readonly total: number;
  readonly byQueue: ReadonlyMap<string, number>;
  readonly oldestAt?: number;
  readonly newestAt?: number;
}

/**
 * Counts the dead letter by its index, as it was a moment ago (ojs-dead-letter 10.1). Reads every entry
 * that is kept, 0.5 read units for 30, which the retention bounds; no head, so it knows no error types.
 */
export async function countDeadLetter(
  { store, clock }: Engine,
  { queue, type }: Pick<DeadLetterQuery, 'queue' | 'type'>,
): Promise<DeadLetterCount> {
  const byQueue = new Map<string, number>();
  let total = 0;
  let newestAt: number | undefined;
  let oldestAt: number | undefined;
  // What was discarded in the first millisecond that is kept no longer is not.
  for await (const entry of newestFirst(store, Math.max(0, clock.now() - store.retention.deadLetterMs + 1))) {
    if ((queue !== undefined && entry.queue !== queue) || (type !== undefined && entry.type !== type))
      continue;
    total += 1;
    byQueue.set(entry.queue, (byQueue.get(entry.queue) ?? 0) + 1);
    newestAt ??= entry.endedAt;
    oldestAt = entry.endedAt;
  }
  return {
    total,
    byQueue,
    ...(oldestAt !== undefined && { oldestAt }),
    ...(newestAt !== undefined && { newestAt }),
  };
}
