import {
  inUse,
  NOTHING_SPENT,
  nextRested,
  permitted,
  type RateLimit,
  type Spending,
  settled,
} from './rate-limit.ts';
import { type Holder, LEASE_MS, type Lent, lend, living, type Sighting, sighted } from './rate-shares.ts';

/** What one server knows of its share in the limit of one queue. All times are ms by its own clock. */
export interface Borrower {
  /** Parts lent to it, as the item last said. */
  readonly share: number;
  /** Of these it is sure, and may use them. */
  readonly usable: number;
  /** When the latest write that won was sent: until `LEASE_MS` later the parts may be used. */
  readonly leasedAt: number;
  /** Since when it has parts without a break. */
  readonly heldSince: number;
  /** Whether the item may say anything of this server. */
  readonly listed: boolean;
  readonly spending: Spending;
  readonly sightings: ReadonlyMap<string, Sighting>;
  /** When the latest turn began, and its number; no two turns of a server have the same. */
  readonly turnAt: number;
  readonly beat: number;
  /** It met another server's turn: the next one comes so much later, in ms. */
  readonly apartMs: number;
  /** When somebody last wanted to start a job, and how many starts were refused since the latest turn. */
  readonly askedAt: number;
  readonly missed: number;
}

/** Turns are at least this far apart: at most 1.7 writes a second. */
const PACE_MS = 600;
/** Two servers whose turns have met would go on to meet. */
const APART_MS = 150;
/** Nobody has asked for so long: what is lent goes back. */
const IDLE_MS = 1_500;
/** Where all parts of the limit rest here, the lease is renewed so long before the first has rested. */
const LEAD_MS = 50;
/** Parts are kept beyond those in use, for a load that grows; and where starts were refused, nobody knows how many wait. */
const HEADROOM = 1.25;
const GROWTH = 2;

const NEVER = Number.NEGATIVE_INFINITY;

export const NEW_BORROWER: Borrower = {
  share: 0,
  usable: 0,
  leasedAt: NEVER,
  heldSince: NEVER,
  listed: false,
  spending: NOTHING_SPENT,
  sightings: new Map(),
  turnAt: NEVER,
  beat: 0,
  apartMs: 0,
  askedAt: NEVER,
  missed: 0,
};

/** Jobs that may be started now. */
function freeParts(borrower: Borrower, limit: RateLimit, now: number): number {
  if (!passedLess(borrower.leasedAt, LEASE_MS, now)) return 0;
  return Math.max(0, Math.min(borrower.usable, limit.starts) - inUse(borrower.spending, limit, now));
}

/** Somebody wants to start `wanted` jobs, and may start `starts`; each is to be settled when it is over. */
export function ask(
  borrower: Borrower,
  limit: RateLimit,
  wanted: number,
  now: number,
): { readonly borrower: Borrower; readonly starts: number } {
  const starts = Math.min(wanted, freeParts(borrower, limit, now));
  return {
    borrower: {
      ...borrower,
      askedAt: now,
      missed: borrower.missed + wanted - starts,
      spending: permitted(borrower.spending, starts),
    },
    starts,
  };
}

/** Of the jobs permitted `started` have begun, and `unused` have not. */
export function settle(
  borrower: Borrower,
  limit: RateLimit,
  started: number,
  unused: number,
  now: number,
): Borrower {
  return { ...borrower, spending: settled(borrower.spending, limit, now, started, unused) };
}

/** Nobody will ask any more. */
export function retired(borrower: Borrower): Borrower {
  return { ...borrower, askedAt: NEVER };
}

/** A turn begins: the next ones keep their distance from it. */
export function turnBegun(borrower: Borrower, beat: number, now: number): Borrower {
  return { ...borrower, turnAt: now, beat, apartMs: 0, listed: true };
}

/** Another server had its turn meanwhile: what it wrote is to be read first. */
export function turnMet(borrower: Borrower): Borrower {
  return { ...borrower, apartMs: APART_MS };
}

/**
 * What the turn makes of the item, read at `now`. What it gives back is not used from here on, and what
 * an earlier write may give back neither: whether one is through may not be known before another has won.
 */
export function turned(
  borrower: Borrower,
  server: string,
  limit: RateLimit,
  holders: readonly Holder[],
  now: number,
): { readonly borrower: Borrower; readonly lent: Lent } {
  const sightings = sighted(borrower.sightings, holders, now);
  const alive = living(holders, sightings, limit, now);
  const before = alive.find((each) => each.server === server)?.share ?? 0;
  const lent = lend(alive, {
    server,
    beat: borrower.beat,
    limit,
    need: needOf(borrower, limit, now),
    inUse: inUse(borrower.spending, limit, now),
    heldMs: now - borrower.heldSince,
  });
  const usable = Math.min(borrower.usable, before, lent.usable);
  return { borrower: { ...borrower, sightings, share: before, usable }, lent };
}

/** The write that was sent at `sentAt` has won. */
export function turnWon(borrower: Borrower, server: string, lent: Lent, sentAt: number): Borrower {
  const { share, usable } = lent;
  const held = share > 0 && borrower.share > 0 && Number.isFinite(borrower.heldSince);
  return {
    ...borrower,
    share,
    usable,
    leasedAt: sentAt,
    heldSince: held ? borrower.heldSince : share > 0 ? sentAt : NEVER,
    listed: lent.holders.some((each) => each.server === server),
    missed: 0,
  };
}

/** Whether a turn can bring something: not where all parts of the limit are in use here. */
export function turnHelps(borrower: Borrower, limit: RateLimit, now: number): boolean {
  return inUse(borrower.spending, limit, now) < limit.starts;
}

/** Whether a turn may be had at once. */
export function mayTurn({ listed, turnAt, apartMs }: Borrower, now: number): boolean {
  return !listed || !passedLess(turnAt, PACE_MS + apartMs, now);
}

/** In how many ms the next turn is due; undefined where none is before somebody asks. */
export function nextTurnIn(borrower: Borrower, limit: RateLimit, now: number): number | undefined {
  const { askedAt, turnAt, apartMs, listed, spending } = borrower;
  const paceMs = Math.max(0, turnAt + PACE_MS + apartMs - now);
  const restsInMs = nextRested(spending, limit, now) ?? 0;
  if (passedLess(askedAt, IDLE_MS, now)) {
    // Nobody has asked since the last turn: the lease may run out.
    if (askedAt < turnAt) return listed ? askedAt + IDLE_MS - now : undefined;
    return turnHelps(borrower, limit, now) ? paceMs : Math.max(paceMs, restsInMs - LEAD_MS);
  }
  if (!listed) return undefined;
  return Math.max(paceMs, inUse(spending, limit, now) >= borrower.share ? restsInMs : 0);
}

/** In how many ms it is worth asking again; 0 where jobs may be started now. */
export function nextFreeIn(borrower: Borrower, limit: RateLimit, now: number): number {
  if (freeParts(borrower, limit, now) > 0) return 0;
  const restsInMs = nextRested(borrower.spending, limit, now);
  if (!turnHelps(borrower, limit, now)) return Math.max(1, restsInMs ?? CLAIM_IN_MS);
  if (mayTurn(borrower, now)) return 0;
  const turnInMs = borrower.turnAt + PACE_MS + borrower.apartMs - now;
  return Math.max(1, Math.min(turnInMs, restsInMs ?? turnInMs));
}

/** All parts start jobs just now: the first of these claims is over in about so many ms. */
const CLAIM_IN_MS = 10;

function needOf({ askedAt, missed, spending }: Borrower, limit: RateLimit, now: number): number {
  if (!passedLess(askedAt, IDLE_MS, now)) return 0;
  const wanted = inUse(spending, limit, now) + missed;
  return Math.ceil(wanted * (missed > 0 ? GROWTH : HEADROOM)) + 1;
}

/** A clock that was put back makes nothing last longer. */
function passedLess(since: number, ms: number, now: number): boolean {
  return now >= since && now - since < ms;
}
