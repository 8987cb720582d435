import { notFound, type OjsError } from '../rules/errors.ts';
import type { Head } from '../rules/head.ts';
import { isPastRetention } from '../rules/retention.ts';
import type { Store } from '../table/store.ts';

/** Whether `head` is in the dead letter (DECISIONS.md section 6). */
export function isDeadLettered({ retention }: Store, head: Head, now: number): boolean {
  return head.deadLettered === true && !isPastRetention(retention, head, now);
}

/** 404 for a job that is not in the dead letter, whatever else it may be. */
export function notDeadLettered(id: string): OjsError {
  return notFound('dead-letter job', id);
}
