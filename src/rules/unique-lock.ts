import { type Head, hasEnded } from './head.ts';
import type { JobState } from './job-state.ts';
import type { UniquePolicy } from './unique-policy.ts';

/** A job that a lock knows; it counts only while the stored head has this nonce (DESIGN decision 20). */
export interface Holder {
  readonly id: string;
  readonly nonce: string;
  /** The newest holder takes this one's place: it is cancelled before that one's head is placed. */
  readonly replaced?: true;
}

/**
 * All jobs of one fingerprint, as far as later requests may ask for them. It is the commit record: a
 * unique job exists from the moment the lock names it, and whoever finds it without its head places it.
 */
export interface UniqueLock {
  /** Oldest first; the last one is the newest. Never empty. */
  readonly holders: readonly Holder[];
  /** The newest holder's head as it was accepted; absent once it is known to have been placed. */
  readonly head?: Head | undefined;
  /** When the store may forget the lock, in seconds since 1970. */
  readonly ttl: number;
}

/** What a new job meets (ojs-unique-jobs, section 5). */
export type Verdict =
  | {
      readonly kind: 'accept';
      /** The open jobs that it replaces. */
      readonly replaces: readonly Head[];
      /** The scheduled job whose time it takes over. */
      readonly schedule?: Head | undefined;
    }
  | { readonly kind: 'duplicate'; readonly of: Head };

/** Live holders that a lock keeps, the newest included; then the oldest is let go. */
const MAX_LIVE = 50;
/** What the lock is kept for beyond the moments it is about; as pieces are (DESIGN decision 4). */
const KEPT_MS = 90 * 86_400_000;
/** A lock is renewed when it would be forgotten so much earlier than it should. */
const RENEWED_MS = 30 * 86_400_000;

/** Whether `head`, as it is at `now`, makes a new job with `policy` a duplicate (7.4). */
function isDuplicate(policy: UniquePolicy, head: Head, now: number): boolean {
  const { states, periodMs } = policy;
  return states.includes(head.state) && (periodMs === undefined || head.createdAt + periodMs > now);
}

/** The rule: what becomes of a new job. `heads` are the holders' at `now`, oldest first. */
export function judge(policy: UniquePolicy, heads: readonly Head[], now: number): Verdict {
  const duplicates = heads.filter((head) => isDuplicate(policy, head, now));
  const newest = duplicates.at(-1);
  if (!newest) return { kind: 'accept', replaces: [] };
  switch (policy.onConflict) {
    case 'reject':
    case 'ignore':
      return { kind: 'duplicate', of: newest };
    case 'replace':
      return { kind: 'accept', replaces: duplicates.filter(isLive) };
    case 'replace_except_schedule':
      return {
        kind: 'accept',
        replaces: duplicates.filter(isLive),
        schedule: duplicates.findLast(({ state }) => state === 'scheduled'),
      };
  }
}

/**
 * The lock once `head` is accepted: it keeps what is live, and of what has ended the newest job of each
 * state, which is enough for every `states` and `period` that a later request may name.
 *
 * @param heads the holders' that are valid, at `now`, oldest first.
 */
export function withNewest(
  lock: UniqueLock | undefined,
  heads: readonly Head[],
  {
    head,
    replaces,
    policy,
    now,
  }: { head: Head; replaces: readonly Head[]; policy: UniquePolicy; now: number },
): UniqueLock {
  const live = heads.filter(isLive);
  const letGo = new Set(live.filter((one) => !replaces.includes(one)).slice(0, excess(live.length)));
  const newestOf = new Map<JobState, Head>(heads.filter(hasEnded).map((one) => [one.state, one]));
  const kept = heads.filter((one) => (isLive(one) ? !letGo.has(one) : newestOf.get(one.state) === one));
  return {
    holders: [
      ...kept.map((one): Holder => ({ ...holderOf(one), ...(replaces.includes(one) && { replaced: true }) })),
      holderOf(head),
    ],
    head,
    ttl: Math.max(lock?.ttl ?? 0, ...[...kept, head].map((one) => neededTtl(policy, one, now))),
  };
}

/** The `ttl` that a refused request needs the lock to have, where it must be written for that. */
export function renewedTtl(
  lock: UniqueLock,
  policy: UniquePolicy,
  head: Head,
  now: number,
): number | undefined {
  const ttl = neededTtl(policy, head, now);
  return ttl - lock.ttl > RENEWED_MS / 1000 ? ttl : undefined;
}

function neededTtl({ periodMs = 0 }: UniquePolicy, head: Head, now: number): number {
  return Math.ceil((Math.max(now, head.dueAt ?? 0, head.createdAt + periodMs) + KEPT_MS) / 1000);
}

function excess(live: number): number {
  return Math.max(0, live + 1 - MAX_LIVE);
}

function isLive(head: Head): boolean {
  return !hasEnded(head);
}

function holderOf({ id, nonce }: Head): Holder {
  return { id, nonce };
}
