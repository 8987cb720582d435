import type { Head } from '../rules/head.ts';
import { leaseNeededBy } from '../rules/heartbeat.ts';
import { type Holder, holds } from '../rules/holder.ts';
import { leaseExtended, resolve } from '../rules/lifecycle.ts';
import { replaceHead } from '../table/replace-head.ts';
import type { Engine } from './engine.ts';

/** Each refusal means that someone else moved the job on. */
const ATTEMPTS = 8;

/**
 * The job's head where the holder still holds it, its lease extended if a beat now asks for more
 * (DESIGN decision 8); undefined where it is lost to him.
 *
 * @param read the head as it was read.
 * @param leaseMs length from now, where the beat names one; else the length in force at the fetch.
 */
export async function extendLease(
  { store, clock, leases }: Engine,
  read: Head | undefined,
  holder: Holder,
  leaseMs?: number,
): Promise<Head | undefined> {
  let stored = read;
  for (let attempt = 0; stored && attempt < ATTEMPTS; attempt += 1) {
    const now = clock.now();
    const current = resolve(stored, now, store.tokens.server);
    if (current.state !== 'active' || !current.lease || !holds(current, holder)) return undefined;
    const endsAt = leaseNeededBy(current.lease, now, leaseMs);
    if (endsAt === undefined) return current;
    const outcome = await replaceHead(store, stored, leaseExtended(current, endsAt), store.tokens.next());
    if (outcome.written) {
      leases.changed(outcome.head);
      return outcome.head;
    }
    stored = outcome.stored;
  }
  return undefined;
}
