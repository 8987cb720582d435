import type { Clock } from '../rules/clock.ts';
import { DEAD_AFTER_MS, watchOf } from '../rules/tick-watch.ts';
import type { Beat } from '../table/server-beats.ts';

/**
 * Knows since when every tick of a cron has had a server that was there. The scheduler says when it has
 * read what is due, the census what it reads of the others, and tells them in turn what is known here.
 */
export interface TickWatch {
  /** The crons that are due soon have been read. */
  hasRead(): void;
  /** There are crons: from now on this server gives signs of life. */
  isNeeded(): void;
  /** Whether it does. */
  needed(): boolean;
  /** The other servers' signs of life as they are now. */
  saw(others: readonly Beat[]): void;
  /** Since when ticks have been watched, in ms since 1970; the present while this server does not see. */
  since(): number;
  /** Whether no server can be there that has watched for longer. */
  sure(): boolean;
  /** As if this server had just started. */
  forget(): void;
}

/** A server that could not read for so long, or stood still, was not there. */
const BLIND_AFTER_MS = 25_000;

interface Sighting {
  readonly count: number;
  readonly changed: boolean;
  readonly atMs: number;
}

export function tickWatch(clock: Clock): TickWatch {
  const unknown = () => ({ since: clock.now(), sure: false });
  let known = unknown();
  let seen = new Map<string, Sighting>();
  let readAt = Number.NEGATIVE_INFINITY;
  let sawAt = Number.NEGATIVE_INFINITY;
  /** Since when it has looked without a gap: nobody was seen to stand still for longer. */
  let lookingSince = 0;
  let wanted = false;

  const isBlind = () => clock.now() - readAt > BLIND_AFTER_MS;

  function sightingOf({ server, count }: Beat, now: number): Sighting {
    const before = seen.get(server);
    return before?.count === count ? before : { count, changed: before !== undefined, atMs: now };
  }

  return {
    hasRead() {
      if (isBlind()) known = unknown();
      readAt = clock.now();
    },
    isNeeded() {
      wanted = true;
    },
    needed: () => wanted,
    saw(others) {
      const now = clock.now();
      if (now - sawAt > DEAD_AFTER_MS) lookingSince = now;
      sawAt = now;
      seen = new Map(others.map((beat) => [beat.server, sightingOf(beat, now)]));
      if (isBlind()) return;
      const signs = others.map(({ server, watchedSince }) => {
        const { changed, atMs } = seen.get(server) ?? { changed: false, atMs: now };
        return { watchedSince, changed, stillMs: now - Math.max(atMs, lookingSince) };
      });
      known = watchOf(known.since, signs);
    },
    since: () => (isBlind() ? clock.now() : known.since),
    sure: () => !isBlind() && known.sure,
    forget() {
      known = unknown();
      seen = new Map();
      readAt = Number.NEGATIVE_INFINITY;
      sawAt = Number.NEGATIVE_INFINITY;
      wanted = false;
    },
  };
}
