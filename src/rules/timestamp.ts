import { parseDuration } from './duration.ts';
import { invalidRequest } from './errors.ts';
import { received } from './received.ts';

/** A moment as the client wrote it: the text comes back character for character, `ms` decides. */
export interface Timestamp {
  /** Milliseconds since 1970-01-01T00:00Z; negative before. */
  readonly ms: number;
  readonly text: string;
}

const EXPECTED =
  'an RFC 3339 time with zone such as "2025-06-01T09:00:00Z" or "2025-06-01T11:00:00.5+02:00", ' +
  'or an ISO 8601 duration from now such as "+PT30S"';
const MAX_CHARACTERS = 64;
const YEAR_0 = -62_167_219_200_000;
const YEAR_10000 = 253_402_300_800_000;
const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/i;

/**
 * Reads a time that a client sent (ojs-json-format, section 5; DECISIONS.md 1.1). An absolute time
 * keeps its text; a duration, with or without a plus sign, counts from `now` (ms) and becomes UTC
 * with milliseconds. Throws `invalidRequest` naming `field` for everything else, dates that no
 * calendar has and years over 9999 included.
 */
export function parseTimestamp(value: unknown, field: string, now: number): Timestamp {
  if (typeof value === 'string' && value.length <= MAX_CHARACTERS) {
    const absolute = parseRfc3339(value);
    if (absolute !== undefined) return { ms: absolute, text: value };
    const delay = parseDuration(value.startsWith('+') ? value.slice(1) : value);
    if (delay !== undefined) return { ms: now + delay, text: formatMs(now + delay) };
  }
  throw invalidRequest(`${field} must be ${EXPECTED}; received ${received(value)}.`, {
    field,
    expected: EXPECTED,
    received: received(value),
  });
}

/** RFC 3339 in UTC with milliseconds, as every time that the server makes itself. */
export function formatMs(ms: number): string {
  return new Date(ms).toISOString();
}

/** In ms, or undefined where the text is no such time. Fractions finer than a millisecond are cut. */
function parseRfc3339(text: string): number | undefined {
  const match = RFC_3339.exec(text);
  if (!match) return undefined;
  const at = (index: number) => Number(match[index] ?? 0);
  const [year, month, day] = [at(1), at(2), at(3)];
  const [hour, minute, second] = [at(4), at(5), at(6)];
  const [offsetHour, offsetMinute] = [at(9), at(10)];
  if (hour > 23 || minute > 59 || second > 60 || offsetHour > 23 || offsetMinute > 59) return undefined;
  const midnight = new Date(0).setUTCFullYear(year, month - 1, day);
  // A day that the month does not have, and a month that no year has, move the date into another month.
  if (new Date(midnight).getUTCMonth() !== month - 1) return undefined;
  const offset = (match[8] === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute);
  const minuteStart = midnight + (hour * 60 + minute - offset) * 60_000;
  if (second === 60 && !endsMonth(minuteStart)) return undefined;
  const ms = minuteStart + second * 1000 + Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  return ms >= YEAR_0 && ms < YEAR_10000 ? ms : undefined;
}

/** A leap second (:60) can only follow the last minute of a month in UTC (RFC 3339, appendix D). */
function endsMonth(minuteStart: number): boolean {
  const next = new Date(minuteStart + 60_000);
  return next.getUTCDate() === 1 && next.getUTCHours() === 0 && next.getUTCMinutes() === 0;
}
