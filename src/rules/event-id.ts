import { createHash } from 'node:crypto';

/**
 * The id of an event that several servers may tell of: the same for all of them, a UUIDv7 of the
 * moment (ms since 1970) with the rest from the subject (ojs-events 2.3).
 */
export function sharedEventId(atMs: number, subject: string): string {
  const time = atMs.toString(16).padStart(12, '0').slice(-12);
  const rest = createHash('sha256').update(subject).digest('hex');
  const variant = ((Number.parseInt(rest.slice(3, 4), 16) & 3) | 8).toString(16);
  return `evt_${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-${variant}${rest.slice(4, 7)}-${rest.slice(7, 19)}`;
}
