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
/**
 * A sign that stood still for so long before it went was not taken back by its server: another one took it
 * for dead, sooner than is done here.
 */
const TAKEN_FOR_DEAD_MS = 9_000;

interface Sighting {
  readonly beat: Beat;
  /** Whether it has been seen to change, and when it was first seen as it is. */
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

  function sightingOf(beat: Beat, now: number): Sighting {
    const before = seen.get(beat.server);
    if (before?.beat.count === beat.count) return before;
    return { beat, changed: before !== undefined, atMs: now };
  }

  function stillMs({ atMs }: Sighting, now: number): number {
    return now - Math.max(atMs, lookingSince);
  }

  /** Those that others have removed, and that may yet come again. */
  function removed(others: readonly Beat[], now: number): Sighting[] {
    const there = new Set(others.map(({ server }) => server));
    return [...seen.values()].filter((sighting) => {
      const still = stillMs(sighting, now);
      return !there.has(sighting.beat.server) && still >= TAKEN_FOR_DEAD_MS && still < DEAD_AFTER_MS;
    });
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
      if (now - sawAt > DEAD_AFTER_MS) {
        // Others may have been away as well: whoever lives is seen to change again.
        lookingSince = now;
        seen = new Map();
      }
      sawAt = now;
      const sightings = [...removed(others, now), ...others.map((beat) => sightingOf(beat, now))];
      seen = new Map(sightings.map((sighting) => [sighting.beat.server, sighting]));
      if (isBlind()) return;
      const signs = sightings.map((sighting) => ({
        watchedSince: sighting.beat.watchedSince,
        changed: sighting.changed,
        stillMs: stillMs(sighting, now),
      }));
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
