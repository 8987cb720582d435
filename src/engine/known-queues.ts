import type { Clock } from '../rules/clock.ts';
import type { Log } from '../rules/log.ts';
import { registerQueue } from '../table/queue-list.ts';
import type { Store } from '../table/store.ts';

/** The queues that this server has entered into the list of queues. */
export interface KnownQueues {
  /** A job is put into the queue: resolves when the list has it. Never throws: who fetches finds a queue all the same. */
  note(queue: string): Promise<void>;
  /** Forgets them, as if this server had just started. */
  forget(): void;
}

/** Each queue is entered once a server: 1 write unit. */
export function knownQueues(store: Store, clock: Clock, log: Log): KnownQueues {
  const listed = new Set<string>();
  return {
    async note(queue) {
      if (listed.has(queue)) return;
      listed.add(queue);
      try {
        await registerQueue(store, queue, clock.now());
      } catch (error) {
        listed.delete(queue);
        log.warn({ err: error, queue }, 'The queue could not be entered into the list of queues.');
      }
    },
    forget: () => listed.clear(),
  };
}
