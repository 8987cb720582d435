import { invalidRequest } from './errors.ts';
import { received } from './received.ts';

/** The clock on the wall in one time zone. A reading is ms since 1970 as if the wall showed UTC. */
export interface WallClock {
  /** What the wall shows at an instant (ms since 1970). */
  reading(instant: number): number;
  /** The first instant at which the wall shows `reading`; undefined where a change of the clocks skips it. */
  firstInstant(reading: number): number | undefined;
  /** The end of what is skipped or repeated, as a reading, for one that a change of the clocks skips or repeats. */
  endOfChange(reading: number): number;
}

const DAY_MS = 86_400_000;
const EXPECTED = 'a name of the IANA time zone database such as "Europe/Berlin", or "UTC"';
const MAX_CHARACTERS = 64;

const clocks = new Map<string, WallClock>();
/** Zones kept at hand; there are some 600 names. */
const MAX_CLOCKS = 1_000;

/**
 * The clock of an IANA zone (ojs-cron 5.1). Offsets and abbreviations name no zone: what is not UTC
 * has an area and a place.
 * @throws OjsError 400 for anything else.
 */
export function wallClock(zone: string): WallClock {
  const known = clocks.get(zone);
  if (known) return known;
  const fresh = clockOf(offsetsOf(zone));
  if (clocks.size >= MAX_CLOCKS) clocks.clear();
  clocks.set(zone, fresh);
  return fresh;
}

/** @returns offset from UTC in ms, by instant. */
function offsetsOf(zone: string): (instant: number) => number {
  const refused = () =>
    invalidRequest(`timezone must be ${EXPECTED}; received ${received(zone)}.`, {
      field: 'timezone',
      expected: EXPECTED,
      received: received(zone),
    });
  if (zone === 'UTC') return () => 0;
  if (zone.length > MAX_CHARACTERS || !/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+$/.test(zone)) throw refused();
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw refused();
  }
  return (instant) => {
    const second = Math.floor(instant / 1_000) * 1_000;
    const parts = new Map(format.formatToParts(second).map(({ type, value }) => [type, value]));
    const at = (part: Intl.DateTimeFormatPartTypes) => Number(parts.get(part));
    const reading = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'));
    return reading - second;
  };
}

/** The clocks of no zone change twice within two days. */
function clockOf(offset: (instant: number) => number): WallClock {
  /** The offsets in force around a reading: before and after the change next to it, if there is one. */
  const around = (reading: number) => [offset(reading - DAY_MS), offset(reading + DAY_MS)] as const;
  const shows = (instant: number, reading: number) => instant + offset(instant) === reading;

  return {
    reading: (instant) => instant + offset(instant),
    firstInstant(reading) {
      const instants = around(reading)
        .map((each) => reading - each)
        .filter((instant) => shows(instant, reading));
      return instants.length > 0 ? Math.min(...instants) : undefined;
    },
    endOfChange(reading) {
      const [before, after] = around(reading);
      if (before === after) return reading;
      let [low, high] = [reading - DAY_MS, reading + DAY_MS];
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (offset(middle) === before) low = middle;
        else high = middle;
      }
      return Math.max(reading, high + Math.max(before, after));
    },
  };
}
