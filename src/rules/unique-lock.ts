import { type Head, hasEnded } from './head.ts';
import type { JobState } from './job-state.ts';
import type { UniquePolicy } from './unique-policy.ts';

/** A job that a lock knows; it counts only while the stored head has this nonce (DESIGN decision 20). */
export interface Holder {
  readonly id: string;
  readonly nonce: string;
  /** The newest holder takes this one's place: it is cancelled before that one can be seen. */
  readonly replaced?: true;
  /** Staged for the lock's batch; it is one of the newest. */
  readonly staged?: true;
  /** On its way out of the dead letter: kept also where the lock knows newer jobs that died. */
  readonly returning?: true;
}

/**
 * All jobs of one fingerprint, as far as later requests may ask for them. It is the commit record: a
 * unique job exists from the moment the lock names it, and whoever finds it without its head places it.
 * Where it names a batch, the header of that is the commit record of its staged holders.
 */
export interface UniqueLock {
  /** What a compare-and-set compares: the token of the enqueue (the newest holder's nonce) or return behind it. */
  readonly version: string;
  /** Oldest first; the last one is the newest. Never empty where it is stored. */
  readonly holders: readonly Holder[];
  /** The batch of the staged holders, until what they replace is known to be cancelled. */
  readonly batch?: string | undefined;
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
  const kept = keptOf(lock, heads, replaces, MAX_LIVE - 1);
  return {
    version: head.nonce,
    holders: [...kept.map((one) => keptHolder(lock, one, replaces)), holderOf(head)],
    head,
    ttl: ttlOf(lock, [...kept, head], policy.periodMs, now),
  };
}

/**
 * The lock once these jobs of a batch, the newest last, are staged. What it knew before stays known,
 * since the batch may be aborted: until it is committed, they take nobody's room.
 */
export function withStaged(
  lock: UniqueLock | undefined,
  heads: readonly Head[],
  {
    batch,
    version,
    staged,
    replaces,
    periodMs,
    now,
  }: {
    batch: string;
    version: string;
    staged: readonly Head[];
    replaces: readonly Head[];
    periodMs?: number | undefined;
    now: number;
  },
): UniqueLock {
  const kept = keptOf(lock, heads, replaces, MAX_LIVE);
  const own = remembered(staged);
  return {
    version,
    holders: [
      ...kept.map((one) => keptHolder(lock, one, replaces)),
      ...own.map((one): Holder => ({ ...holderOf(one), staged: true })),
    ],
    batch,
    ttl: ttlOf(lock, [...kept, ...own], periodMs, now),
  };
}

/**
 * The lock that knows a job again which is about to leave the dead letter; in the place that its age
 * gives it. `heads` as for `withNewest`.
 */
export function withReturning(
  lock: UniqueLock | undefined,
  heads: readonly Head[],
  { head, version, now }: { head: Head; version: string; now: number },
): UniqueLock {
  const others = keptOf(lock, heads, [], MAX_LIVE - 1).filter((one) => one.nonce !== head.nonce);
  const older = others.filter(({ createdAt }) => createdAt <= head.createdAt);
  const younger = others.filter(({ createdAt }) => createdAt > head.createdAt);
  return {
    version,
    holders: [
      ...older.map((one) => keptHolder(lock, one, [])),
      { ...holderOf(head), returning: true },
      ...younger.map((one) => keptHolder(lock, one, [])),
    ],
    ttl: ttlOf(lock, [...others, head], undefined, now),
  };
}

/** The lock without the jobs of its batch, which was aborted: they never were, and replace nothing. */
export function withoutStaged({ batch: _aborted, ...lock }: UniqueLock): UniqueLock {
  return { ...lock, holders: lock.holders.filter(({ staged }) => !staged).map(unmarked) };
}

/** The lock once nothing is left of its batch to be done. */
export function withoutBatch({ batch: _settled, ...lock }: UniqueLock): UniqueLock {
  return { ...lock, holders: lock.holders.map(unmarked) };
}

function unmarked({ id, nonce, returning }: Holder): Holder {
  return { id, nonce, ...(returning && { returning }) };
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

function neededTtl({ periodMs = 0 }: Pick<UniquePolicy, 'periodMs'>, head: Head, now: number): number {
  return Math.ceil((Math.max(now, head.dueAt ?? 0, head.createdAt + periodMs) + KEPT_MS) / 1000);
}

/** What a lock keeps of these jobs, the newest last. */
export function remembered(heads: readonly Head[]): Head[] {
  return keptOf(undefined, heads, [], MAX_LIVE);
}

/** Those that stay: `room` for what is live or about to be (never less than is to be cancelled), one of each ended state. */
function keptOf(
  lock: UniqueLock | undefined,
  heads: readonly Head[],
  replaces: readonly Head[],
  room: number,
): Head[] {
  const counts = (head: Head) => isLive(head) || isReturning(lock, head);
  const live = heads.filter(counts);
  const excess = Math.max(0, live.length - room);
  const letGo = new Set(live.filter((one) => !replaces.includes(one)).slice(0, excess));
  const newestOf = new Map<JobState, Head>(heads.filter(hasEnded).map((one) => [one.state, one]));
  return heads.filter((one) => newestOf.get(one.state) === one || (counts(one) && !letGo.has(one)));
}

function keptHolder(lock: UniqueLock | undefined, head: Head, replaces: readonly Head[]): Holder {
  return {
    ...holderOf(head),
    ...(replaces.includes(head) && { replaced: true }),
    ...(isReturning(lock, head) && { returning: true }),
  };
}

/** It has not left the dead letter yet. */
function isReturning(lock: UniqueLock | undefined, { nonce, deadLettered }: Head): boolean {
  return deadLettered === true && lock?.holders.some((one) => one.nonce === nonce && one.returning) === true;
}

function ttlOf(lock: UniqueLock | undefined, heads: readonly Head[], periodMs = 0, now: number): number {
  return Math.max(lock?.ttl ?? 0, ...heads.map((one) => neededTtl({ periodMs }, one, now)));
}

function isLive(head: Head): boolean {
  return !hasEnded(head);
}

function holderOf({ id, nonce }: Head): Holder {
  return { id, nonce };
}
