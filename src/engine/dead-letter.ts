import { notFound, type OjsError } from '../rules/errors.ts';
import type { Head } from '../rules/head.ts';
import type { Store } from '../table/store.ts';

/** Whether `head` is a dead-lettered job that is kept no longer: to callers it is gone, swept or not. */
export function isPastRetention(store: Pick<Store, 'deadLetterMs'>, head: Head, now: number): boolean {
  return head.deadLettered === true && (head.endedAt ?? 0) <= now - store.deadLetterMs;
}

/** Whether `head` is in the dead letter (DECISIONS.md section 6). */
export function isDeadLettered(store: Pick<Store, 'deadLetterMs'>, head: Head, now: number): boolean {
  return head.deadLettered === true && !isPastRetention(store, head, now);
}

/** 404 for a job that is not in the dead letter, whatever else it may be. */
export function notDeadLettered(id: string): OjsError {
  return notFound('dead-letter job', id);
}
