import { invalidRequest } from './errors.ts';
import { received } from './received.ts';

/**
 * How far a reader of the feed has come (DESIGN decision 18): everything before `hour` is read, and
 * of each server that told something since, everything before its position.
 */
export interface EventCursor {
  /** Hours since 1970. */
  readonly hour: number;
  readonly positions: Positions;
}

/** The next unread event of each server: number of its page, place in that page. */
export type Positions = ReadonlyMap<string, Position>;
export type Position = readonly [sequence: number, offset: number];

const HOUR_MS = 3_600_000;
const MAX_CHARACTERS = 16_384;
/** More servers in an hour than this make no cursor that a URL holds. */
const SERVER = /^[A-Za-z0-9_-]{1,32}$/;
const EXPECTED = 'the cursor of an earlier answer, as it came';

/** The hour since 1970 that a moment (ms since 1970) is in. */
export function hourOf(ms: number): number {
  return Math.floor(ms / HOUR_MS);
}

/** The cursor as a client keeps it: opaque, safe in a URL. */
export function cursorText({ hour, positions }: EventCursor): string {
  const entries = [...positions].map(([server, [sequence, offset]]) => [server, sequence, offset]);
  return Buffer.from(JSON.stringify([hour, ...entries])).toString('base64url');
}

/**
 * What `cursorText` wrote.
 * @param nowHour an hour later than this cannot have been read.
 * @throws OjsError 400 naming `after` for everything else.
 */
export function parseCursor(text: string, nowHour: number): EventCursor {
  const value = text.length <= MAX_CHARACTERS ? decoded(text) : undefined;
  if (Array.isArray(value)) {
    const [hour, ...entries]: unknown[] = value;
    const positions = new Map(entries.filter(isEntry).map(([server, ...position]) => [server, position]));
    if (isCount(hour) && hour <= nowHour + 1 && positions.size === entries.length) return { hour, positions };
  }
  throw invalidRequest(`after must be ${EXPECTED}; received ${received(text)}.`, {
    field: 'after',
    expected: EXPECTED,
    received: received(text),
  });
}

function decoded(text: string): unknown {
  const bytes = Buffer.from(text, 'base64url');
  // Buffer passes over what is not base64url: such a text does not come back the same.
  if (bytes.toString('base64url') !== text) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

function isEntry(entry: unknown): entry is [string, number, number] {
  if (!Array.isArray(entry) || entry.length !== 3) return false;
  const [server, sequence, offset]: unknown[] = entry;
  return typeof server === 'string' && SERVER.test(server) && isCount(sequence) && isCount(offset);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
