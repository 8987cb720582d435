import type { Clock } from '../rules/clock.ts';
import { readQueue, type StoredQueue } from '../table/queue-item.ts';
import type { Store } from '../table/store.ts';

/** What a fetch has to know of a queue. */
export interface QueueSettings {
  readonly paused: boolean;
  /** Its rate limit, in starts a second. */
  readonly maxPerSecond: number | undefined;
}

/** The settings of queues as this server knows them: one read serves all who ask. */
export interface SettingsReader {
  /** As they were when somebody last asked for `current`: costs nothing, and may be old. */
  lastKnown(queue: string): QueueSettings;
  /** Asks the table where what is known is too old. 0.5 read units. */
  current(queue: string): Promise<QueueSettings>;
  /** This server has just written the queue's item, or has found that there is none. */
  learn(queue: string, stored: StoredQueue | undefined): void;
  /** Forgets everything, as if this server had just started. */
  forget(): void;
}

/** With the time of a read and a replica's lag, a change is heeded everywhere within a second. */
const FRESH_MS = 800;
/** Queues remembered; names come from requests, so they must not fill the memory. */
const MOST_QUEUES = 10_000;

const NONE: QueueSettings = { paused: false, maxPerSecond: undefined };

/**
 * @param onResumed told when a queue that was paused is found not to be any more.
 * @param onRead told of every item that was read or written, for what else it says.
 */
export function settingsReader(
  store: Store,
  clock: Clock,
  onResumed: (queue: string) => void,
  onRead: (stored: StoredQueue) => void,
): SettingsReader {
  const known = new Map<string, { readonly settings: QueueSettings; readonly at: number }>();
  const reading = new Map<string, Promise<QueueSettings>>();

  const lastKnown = (queue: string) => known.get(queue)?.settings ?? NONE;

  function learn(queue: string, stored: StoredQueue | undefined, at: number): void {
    if (stored) onRead(stored);
    const before = known.get(queue);
    // A read that began before a write of this server knows less than it does.
    if (before && before.at > at) return;
    const settings = { paused: stored?.pausedAt !== undefined, maxPerSecond: stored?.maxPerSecond };
    known.delete(queue);
    known.set(queue, { settings, at });
    const [oldest] = known.keys();
    if (known.size > MOST_QUEUES && oldest !== undefined) known.delete(oldest);
    if (before?.settings.paused && !settings.paused) onResumed(queue);
  }

  async function read(queue: string): Promise<QueueSettings> {
    const at = clock.now();
    learn(queue, await readQueue(store, queue, false), at);
    return lastKnown(queue);
  }

  return {
    lastKnown,
    async current(queue) {
      const last = known.get(queue);
      if (last && clock.now() - last.at < FRESH_MS) return last.settings;
      const running = reading.get(queue) ?? read(queue).finally(() => reading.delete(queue));
      reading.set(queue, running);
      return running;
    },
    learn: (queue, stored) => learn(queue, stored, clock.now()),
    forget: () => known.clear(),
  };
}
