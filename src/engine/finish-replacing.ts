import type { Head } from '../rules/head.ts';
import { finishAsker } from '../rules/unique-batch.ts';
import { standsStill } from '../rules/unique-steps.ts';
import { finishBatch } from '../table/batch-header.ts';
import type { Engine } from './engine.ts';
import { eachOf } from './stage-batch.ts';
import type { Replacing } from './stage-unique.ts';
import { cancelReplaced, walkToLock } from './unique-walk.ts';

/** Locks at which cancellations are under way at once. */
const AT_ONCE = 20;

/**
 * Cancels what a committed batch replaces; then all of its jobs can be seen (DESIGN decision 21). What
 * cannot be done now is done by whoever meets one of those jobs or its lock.
 *
 * @returns the fingerprints where that is left to others.
 */
export async function cancelAllReplaced(
  engine: Engine,
  batch: string,
  replacing: readonly Replacing[],
): Promise<ReadonlySet<string>> {
  const left = new Set<string>();
  await eachOf(replacing, AT_ONCE, async ({ key, targets }) => {
    try {
      for (const { read, stored } of targets) {
        // It was read before the commit, so nobody can have seen the new job by then.
        const outcome = await cancelReplaced(engine, read, stored);
        const still = !outcome.written && outcome.stored && standsStill(read, outcome.stored);
        if (still) await finishAtLock(engine, key, batch);
      }
    } catch (error) {
      left.add(key);
      engine.log.warn({ err: error, batch }, 'What a job replaces could not be cancelled; others do it.');
    }
  });
  try {
    if (left.size === 0 && replacing.length > 0) await finishBatch(engine.store, batch, engine.clock.now());
  } catch (error) {
    engine.log.warn({ err: error, batch }, 'The header of a batch could not be finished.');
  }
  return left;
}

/** The same for whoever meets a unique job of the batch that cannot be seen yet. */
export async function finishReplacing(engine: Engine, { uniqueKey, batch }: Head): Promise<void> {
  if (uniqueKey !== undefined && batch !== undefined) await finishAtLock(engine, uniqueKey, batch);
}

async function finishAtLock(engine: Engine, key: string, batch: string): Promise<void> {
  await walkToLock(engine, {
    key,
    asker: finishAsker(batch),
    first: { step: 'read', own: false },
    commit: () => Promise.reject(new Error('Nothing is committed here.')),
  });
}
