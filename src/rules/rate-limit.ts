/** A limit as it is kept: at most `starts` in any `perMs` milliseconds. */
export interface RateLimit {
  /** A whole number, 1 or more: the parts that servers share among them. */
  readonly starts: number;
  /** 1,000, or as much more as makes a whole number of a fraction: 0.5 is 1 start in 2,000 ms. */
  readonly perMs: number;
}

/** @param maxPerSecond over 0. */
export function rateLimitOf(maxPerSecond: number): RateLimit {
  const starts = Math.ceil(maxPerSecond);
  return { starts, perMs: (starts / maxPerSecond) * 1_000 };
}

/** A part rests this much longer: moments are whole milliseconds, and clocks do not run alike. */
const REST_MARGIN_MS = 10;

/**
 * What of its parts one server has in use. Each part starts one job, and rests once that start is over
 * for as long as the limit says: so two starts with one part are never nearer than that, however long
 * the claims took. All times are ms by the server's own clock, and only differences of them count.
 */
export interface Spending {
  /** Starts that are permitted and not over yet. */
  readonly open: number;
  /** Those that are over, oldest first. */
  readonly ended: readonly Ended[];
}

interface Ended {
  readonly at: number;
  readonly starts: number;
}

export const NOTHING_SPENT: Spending = { open: 0, ended: [] };

/** Parts that may not start a job now. */
export function inUse({ open, ended }: Spending, limit: RateLimit, now: number): number {
  return ended.reduce((sum, each) => sum + (restMs(each, limit, now) > 0 ? each.starts : 0), open);
}

/** `starts` more are permitted. */
export function permitted({ open, ended }: Spending, starts: number): Spending {
  return { open: open + starts, ended };
}

/** Of those permitted `started` are over now, and `unused` will not start: these are free at once. */
export function settled(
  { open, ended }: Spending,
  limit: RateLimit,
  now: number,
  started: number,
  unused: number,
): Spending {
  const resting = ended
    // A clock that was put back must not make a part rest for as long as that.
    .map((each) => (each.at > now ? { ...each, at: now } : each))
    .filter((each) => restMs(each, limit, now) > 0);
  return {
    open: Math.max(0, open - started - unused),
    ended: started > 0 ? [...resting, { at: now, starts: started }] : resting,
  };
}

/** In how many ms the next part has rested; undefined where none rests. */
export function nextRested({ ended }: Spending, limit: RateLimit, now: number): number | undefined {
  const rests = ended.map((each) => restMs(each, limit, now)).filter((ms) => ms > 0);
  return rests.length > 0 ? Math.min(...rests) : undefined;
}

function restMs({ at }: Ended, { perMs }: RateLimit, now: number): number {
  return Math.min(at, now) + perMs + REST_MARGIN_MS - now;
}
