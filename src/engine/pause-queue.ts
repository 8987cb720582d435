import { pauseQueueItem, resumeQueueItem } from '../table/queue-item.ts';
import type { Engine } from './engine.ts';

/**
 * Pauses a queue, on this server at once and on others within a second; makes it where nothing has
 * named it. Only FETCH is held back (DECISIONS.md section 6, "Queues").
 * @returns since when it is paused, in ms; of one that was paused already, since then.
 */
export async function pauseQueue(engine: Engine, name: string): Promise<number> {
  const now = engine.clock.now();
  const { won, queue } = await pauseQueueItem(engine.store, name, now);
  engine.settings.learn(name, queue);
  if (won && queue) engine.queueChronicle(queue);
  return queue?.pausedAt ?? now;
}

/**
 * Lets workers have jobs of the queue again; leaves one alone that is not paused.
 * @returns when it was last resumed, in ms; of one that was never paused, now.
 */
export async function resumeQueue(engine: Engine, name: string): Promise<number> {
  const now = engine.clock.now();
  const { won, queue } = await resumeQueueItem(engine.store, name, now);
  engine.settings.learn(name, queue);
  if (won && queue) engine.queueChronicle(queue);
  return queue?.resumedAt ?? now;
}
