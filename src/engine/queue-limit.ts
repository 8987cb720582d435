import type { Clock } from '../rules/clock.ts';
import type { NewJob } from '../rules/job.ts';
import { limitQueueItem } from '../table/queue-item.ts';
import type { Store } from '../table/store.ts';
import type { SettingsReader } from './queue-settings.ts';

/** Sets the rate limits that new jobs bring for their queues (DECISIONS.md 1.4: the last writer wins). */
export interface LimitWriter {
  /** Resolves when what the jobs say is stored, and in force on this server; of two for one queue the last counts. */
  declare(jobs: readonly NewJob[]): Promise<void>;
  /** Forgets everything, as if this server had just started. */
  forget(): void;
}

/** Two producers that do not agree wait for each other: a queue's item is written so often at most. */
const WRITE_EVERY_MS = 1_000;

/** A write that is under way or waits for its time. */
interface Write {
  maxPerSecond: number;
  state: 'waiting' | 'sent' | 'over';
  /** When it was over, in ms since 1970. */
  overAt: number;
  readonly done: Promise<void>;
}

/** Writes only where the limit differs from what is known, which is read at most about once a second. */
export function limitWriter(store: Store, clock: Clock, settings: SettingsReader): LimitWriter {
  const latest = new Map<string, Write>();

  /** @param after the write before it, which must be over and long enough ago. */
  async function write(queue: string, entry: Write, after: Write | undefined): Promise<void> {
    if (after) {
      await after.done.catch(() => undefined);
      const waitMs = Math.max(0, after.overAt + WRITE_EVERY_MS - clock.now());
      await new Promise<void>((resolve) => clock.after(waitMs, resolve));
    }
    entry.state = 'sent';
    try {
      const { queue: stored } = await limitQueueItem(store, queue, entry.maxPerSecond, clock.now());
      settings.learn(queue, stored);
    } finally {
      entry.state = 'over';
      entry.overAt = clock.now();
    }
  }

  function startWrite(queue: string, maxPerSecond: number, after: Write | undefined): Promise<void> {
    const entry: Write = {
      maxPerSecond,
      state: after ? 'waiting' : 'sent',
      overAt: 0,
      done: Promise.resolve().then(() => write(queue, entry, after)),
    };
    latest.set(queue, entry);
    const forgetLater = () =>
      clock.after(WRITE_EVERY_MS, () => {
        if (latest.get(queue) === entry) latest.delete(queue);
      });
    entry.done.then(forgetLater, forgetLater);
    return entry.done;
  }

  async function declareOne(queue: string, maxPerSecond: number): Promise<void> {
    const known = await settings.current(queue);
    const last = latest.get(queue);
    if (last?.state === 'waiting') {
      // What nobody has written yet is overtaken by what comes after it.
      last.maxPerSecond = maxPerSecond;
      return last.done;
    }
    if (last?.state === 'sent' && last.maxPerSecond === maxPerSecond) return last.done;
    if (last?.state !== 'sent' && known.maxPerSecond === maxPerSecond) return;
    return startWrite(queue, maxPerSecond, last);
  }

  return {
    async declare(jobs) {
      const asked = new Map<string, number>();
      for (const { queue, maxPerSecond } of jobs) {
        if (maxPerSecond !== undefined) asked.set(queue, maxPerSecond);
      }
      await Promise.all([...asked].map(([queue, maxPerSecond]) => declareOne(queue, maxPerSecond)));
    },
    forget: () => latest.clear(),
  };
}
