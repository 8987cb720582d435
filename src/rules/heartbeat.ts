import type { Lease } from './head.ts';

/** Leases shorter than this are kept exactly; a write each beat. */
const EXACT_BELOW_MS = 20_000;
/** What a longer lease gets on top, so that the next beats need no write: half its length, at most this. */
const RESERVE_MS = 60_000;

/**
 * Until when a heartbeat at `now` extends `lease`, or undefined where the lease covers it already
 * (DESIGN decision 8; DECISIONS.md section 6: now + the length asked for, else that of the fetch).
 * Never shortens.
 */
export function leaseNeededBy(lease: Lease, now: number, askedMs: number | undefined): number | undefined {
  const lengthMs = askedMs ?? lease.lengthMs;
  const wanted = now + lengthMs;
  if (Math.min(lease.endsAt, lease.promisedAt) >= wanted) return undefined;
  return lengthMs < EXACT_BELOW_MS ? wanted : wanted + Math.min(lengthMs / 2, RESERVE_MS);
}
