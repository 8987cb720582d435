import type { Clock } from '../rules/clock.ts';
import { readQueue, type StoredQueue } from '../table/queue-item.ts';
import type { Store } from '../table/store.ts';

/** Which queues are paused, as this server knows it: at most a second old where fetches ask. */
export interface Pauses {
  /** As it was when somebody last asked `isPaused`: costs nothing, and may be old. */
  lastKnown(queue: string): boolean;
  /** Whether workers get nothing from the queue: asks the table where what is known is too old. */
  isPaused(queue: string): Promise<boolean>;
  /** This server has paused or resumed it. */
  learn(queue: string, paused: boolean): void;
  /** Forgets everything, as if this server had just started. */
  forget(): void;
}

/** With the time of a read and a replica's lag, a pause is heeded everywhere within a second. */
const FRESH_MS = 800;
/** Queues remembered; names come from requests, so they must not fill the memory. */
const MOST_QUEUES = 10_000;

/**
 * The gate before every claim. The queue's item is read at most about once a second, and only where
 * fetches come.
 *
 * @param onResumed told when a queue that was paused is found not to be any more.
 * @param onRead told of every queue that was read, for what else its item says.
 */
export function pauseGate(
  store: Store,
  clock: Clock,
  onResumed: (queue: string) => void,
  onRead: (stored: StoredQueue) => void,
): Pauses {
  const known = new Map<string, { readonly paused: boolean; readonly at: number }>();
  const reading = new Map<string, Promise<boolean>>();

  function learn(queue: string, paused: boolean, at: number): void {
    const before = known.get(queue);
    // A read that began before a write of this server knows less than it does.
    if (before && before.at > at) return;
    known.delete(queue);
    known.set(queue, { paused, at });
    const [oldest] = known.keys();
    if (known.size > MOST_QUEUES && oldest !== undefined) known.delete(oldest);
    if (before?.paused && !paused) onResumed(queue);
  }

  async function read(queue: string): Promise<boolean> {
    const at = clock.now();
    const stored = await readQueue(store, queue, false);
    if (stored) onRead(stored);
    learn(queue, stored?.pausedAt !== undefined, at);
    return known.get(queue)?.paused ?? false;
  }

  return {
    lastKnown: (queue) => known.get(queue)?.paused ?? false,
    async isPaused(queue) {
      const last = known.get(queue);
      if (last && clock.now() - last.at < FRESH_MS) return last.paused;
      const running = reading.get(queue) ?? read(queue).finally(() => reading.delete(queue));
      reading.set(queue, running);
      return running;
    },
    learn: (queue, paused) => learn(queue, paused, clock.now()),
    forget: () => known.clear(),
  };
}
