import type { RateLimit } from './rate-limit.ts';

/**
 * How servers share the parts of one limit: an item names what each has, and changes by compare-and-set
 * only. A server gives back parts that have rested, so whoever takes them may use them at once. One that
 * has said nothing for long is taken for gone, and its parts are free again.
 */
export interface Holder {
  readonly server: string;
  /** Parts that are lent to it. */
  readonly share: number;
  /** Another one with its every write, and never one again. */
  readonly beat: number;
  /** It could use more than it has. */
  readonly short: boolean;
  /** Its place in the line of those who have less than their fair part and want more; 0 outside of it. */
  readonly place: number;
}

/** Since when, by the own clock in ms, a reader sees a server stand at this beat. */
export interface Sighting {
  readonly beat: number;
  readonly since: number;
}

/** From the sending of a write that won a server may use what it has for so long. */
export const LEASE_MS = 1_200;
/** A claim that was permitted at the end of a lease is over within this time. */
const CLAIM_MS = 200;
/** Where there are more servers than parts, one that others wait for keeps its own for so long. */
const TENURE_MS = 10_000;

/** What a reader knows once it has seen `holders` at `now`. */
export function sighted(
  before: ReadonlyMap<string, Sighting>,
  holders: readonly Holder[],
  now: number,
): Map<string, Sighting> {
  return new Map(
    holders.map(({ server, beat }) => {
      const known = before.get(server);
      const since = known?.beat === beat && known.since <= now ? known.since : now;
      return [server, { beat, since }];
    }),
  );
}

/**
 * Those who are not taken for gone. A server writes again before it uses anything past its lease, and
 * by then the last it can have started with its parts has rested.
 */
export function living(
  holders: readonly Holder[],
  sightings: ReadonlyMap<string, Sighting>,
  { perMs }: RateLimit,
  now: number,
): Holder[] {
  const goneMs = LEASE_MS + CLAIM_MS + perMs;
  return holders.filter(({ server }) => now - (sightings.get(server)?.since ?? now) < goneMs);
}

/** What a server asks for in its turn. */
export interface Turn {
  readonly server: string;
  readonly beat: number;
  readonly limit: RateLimit;
  /** Parts it could use; 0: none any more. */
  readonly need: number;
  /** Parts it has in use: they cannot be given back. */
  readonly inUse: number;
  /** For how long it has had parts without a break, in ms. */
  readonly heldMs: number;
}

/** What comes of a turn. */
export interface Lent {
  /** What the item is to say. */
  readonly holders: readonly Holder[];
  /** What the server has once the item says so. */
  readonly share: number;
  /** Of these it uses at most so many: the others are given back when they have rested. */
  readonly usable: number;
}

/**
 * The turn of one server, from what the item says of those who live. Whoever has less than a fair part
 * and wants more gets it from those who have more; what nobody needs goes to those who want it.
 */
export function lend(holders: readonly Holder[], turn: Turn): Lent {
  const { server, beat, limit, need, inUse } = turn;
  const mine = holders.find((each) => each.server === server);
  const others = holders.filter((each) => each.server !== server);
  const share = mine?.share ?? 0;
  const goal = goalOf(others, mine, turn);
  const next = goal >= share ? goal : share - Math.min(share - goal, Math.max(0, share - inUse));
  const short = need > next && next < limit.starts;
  const inLine = short && next < fairPart(others, limit);
  const holder: Holder = {
    server,
    share: next,
    beat,
    short,
    place: inLine ? placeOf(others, share > next ? undefined : mine) : 0,
  };
  return {
    holders: next === 0 && need === 0 ? others : [...others, holder],
    share: next,
    usable: Math.min(goal, next),
  };
}

function goalOf(others: readonly Holder[], mine: Holder | undefined, turn: Turn): number {
  const { limit, need } = turn;
  if (need === 0) return 0;
  const share = mine?.share ?? 0;
  const lent = others.reduce((sum, each) => sum + each.share, 0);
  const line = others.filter(({ place }) => place > 0);
  const fair = fairPart(others, limit);
  let goal = Math.max(need, share);
  if (others.some(({ short }) => short)) goal = need;
  if (line.length > 0) goal = tenureIsOver(others, share, turn) ? 0 : Math.min(need, fair);
  // What is free belongs to those who came into the line before.
  const before = line.filter(({ place }) => !mine?.place || place < mine.place);
  const promised = before.reduce((sum, each) => sum + Math.max(0, fair - each.share), 0);
  const free = Math.max(0, limit.starts - lent - share - promised);
  // The limit may have become lower than what is lent.
  return Math.min(goal, share + free, Math.max(0, limit.starts - lent));
}

/** With more servers than parts everybody waits in turn. */
function tenureIsOver(others: readonly Holder[], share: number, { limit, heldMs }: Turn): boolean {
  const tooMany = others.length + 1 > limit.starts;
  return tooMany && share > 0 && heldMs >= Math.max(TENURE_MS, 2 * limit.perMs);
}

function fairPart(others: readonly Holder[], { starts }: RateLimit): number {
  return Math.max(1, Math.floor(starts / (others.length + 1)));
}

function placeOf(others: readonly Holder[], mine: Holder | undefined): number {
  return mine?.place || 1 + Math.max(0, ...others.map(({ place }) => place));
}
