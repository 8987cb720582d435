import type { Clock } from '../rules/clock.ts';
import type { Log } from '../rules/log.ts';
import { registerQueue } from '../table/queue-list.ts';
import type { Store } from '../table/store.ts';

/** The queues that this server has entered into the list of queues. */
export interface KnownQueues {
  /** A job was put into the queue. Behind the answer: without it a queue is found as soon as somebody fetches from it. */
  note(queue: string): void;
  /** Forgets them, as if this server had just started. */
  forget(): void;
}

/** Each queue is entered once a server: 1 write unit. */
export function knownQueues(store: Store, clock: Clock, log: Log): KnownQueues {
  const listed = new Set<string>();
  return {
    note(queue) {
      if (listed.has(queue)) return;
      listed.add(queue);
      registerQueue(store, queue, clock.now()).catch((error) => {
        listed.delete(queue);
        log.warn({ err: error, queue }, 'The queue could not be entered into the list of queues.');
      });
    },
    forget: () => listed.clear(),
  };
}
