import type { Head } from './head.ts';

/** What a worker says of itself with an ack, a nack or a heartbeat; official clients send neither on ack. */
export interface Holder {
  readonly workerId?: string | undefined;
  readonly attempt?: number | undefined;
}

/**
 * Whether the active job `head` is held by whom `holder` names (DECISIONS.md 1.3): what is sent must
 * match; a lease fetched without a worker id matches any.
 */
export function holds(head: Head, holder: Holder): boolean {
  if (holder.attempt !== undefined && holder.attempt !== head.attempt) return false;
  return holder.workerId === undefined || head.workerId === undefined || holder.workerId === head.workerId;
}
