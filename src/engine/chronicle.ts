import type { Head } from '../rules/head.ts';
import type { StoredQueue } from '../table/queue-item.ts';

/** One write on a head that won, told by the server that made it. */
export interface Change {
  /**
   * What was stored before; absent for a new job. A blind write has not read it: then it is what the
   * write's condition has proven, an available job for a claim, an active one for an ack.
   */
  readonly from?: Head | undefined;
  readonly head: Head;
}

/**
 * Is told of every write that won, once, after it has and before the caller has his answer. What
 * follows from the truth without being part of it (counts, events, announcements) listens here, so
 * that no verb knows who does. Must neither throw nor wait.
 */
export type Chronicle = (change: Change) => void;

/** One chronicle for several who listen. */
export function toldTo(...listeners: readonly Chronicle[]): Chronicle {
  return (change) => {
    for (const listener of listeners) listener(change);
  };
}
/** Told in the same way of every pause and resume that won, with the queue as it is stored since. */
export type QueueChronicle = (queue: StoredQueue) => void;
