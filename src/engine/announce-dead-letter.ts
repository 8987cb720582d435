import type { Head } from '../rules/head.ts';
import type { Log } from '../rules/log.ts';
import { formatMs } from '../rules/timestamp.ts';
import { readErrors } from '../table/fit-head.ts';
import type { Store } from '../table/store.ts';
import type { Announcer } from '../transport/announcer.ts';
import type { Chronicle } from './chronicle.ts';

/**
 * Announces every job that enters the dead letter on the `-dlq` queue of its own queue (DESIGN section
 * 4), behind the answer and at best: the dead letter itself is the truth.
 */
export function deadLetterAnnouncements(store: Store, announcer: Announcer, log: Log): Chronicle {
  async function announce(head: Head): Promise<void> {
    // The last error lies in a piece where the head has no room for it.
    const errors = head.errors.length > 0 ? head.errors : await readErrors(store, head);
    const announcement = {
      job_id: head.id,
      type: head.type,
      queue: head.queue,
      dead_lettered_at: formatMs(head.endedAt ?? 0),
      total_attempts: (head.attemptsBefore ?? 0) + head.attempt,
      error_type: errors.at(-1)?.type,
    };
    announcer.send(head.queue, JSON.stringify(announcement));
  }

  return ({ from, head }) => {
    if (!head.deadLettered || from?.deadLettered) return;
    announce(head).catch((error) =>
      log.warn({ err: error, job_id: head.id }, 'A dead-lettered job could not be announced.'),
    );
  };
}
