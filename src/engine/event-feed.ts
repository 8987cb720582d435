import { type EventCursor, hourOf, type Position } from '../rules/event-cursor.ts';
import type { EventHour, EventPage } from '../table/event-pages.ts';

/** Where the feed is read from: the table, or a test's own pages. */
export interface EventSource {
  /** Servers that told something on the day of `fromHour`, from that hour on, the oldest first. */
  hours(fromHour: number): Promise<EventHour[]>;
  /** Pages of one server and hour from a number on, in order; `more` where there are more. */
  pages(of: EventHour, fromSequence: number): Promise<{ pages: EventPage[]; more: boolean }>;
}

/** One event of the feed. */
export interface FeedEvent {
  /** The envelope's JSON text. */
  readonly text: string;
  readonly timeMs: number;
}

export interface FeedRequest {
  readonly cursor: EventCursor;
  /** At most so many events. */
  readonly limit: number;
  readonly wanted: (event: FeedEvent) => boolean;
  /** Ms since 1970. */
  readonly now: number;
}

export interface FeedAnswer {
  readonly events: FeedEvent[];
  readonly cursor: EventCursor;
  /** Whether there is more to be read at once. */
  readonly hasMore: boolean;
}

/** An hour gets no page any more so long after its end; a page that is later goes into another hour. */
const GRACE_MS = 120_000;
/**
 * Where several servers tell, what is younger is held back until all have written their pages, so
 * that the events of a job that went from server to server come in the order of its life.
 */
const HELD_BACK_MS = 400;
/** After so many Querys for pages a request begins with no other hour, and brings no more of this one. */
const QUERIES = 40;
const DAY_HOURS = 24;

/** What is to come of one server in one hour. */
interface Stream {
  readonly of: EventHour;
  position: Position;
  buffer: { readonly event: FeedEvent; readonly after: Position }[];
  more: boolean;
}

/**
 * The next events after a cursor, oldest first, each exactly once whatever the limits: a server's
 * own in the order it told them, those of several merged by time. One Query for the list of the
 * hour's servers and one for each of them, where nothing has been missed; a long history is worked off
 * hour by hour, in bounded portions.
 */
export async function readFeed(source: EventSource, request: FeedRequest): Promise<FeedAnswer> {
  const { now, limit, wanted } = request;
  const events: FeedEvent[] = [];
  const positions = new Map(request.cursor.positions);
  const openFrom = hourOf(now - GRACE_MS);
  let queriesLeft = QUERIES;

  async function fill(stream: Stream): Promise<void> {
    queriesLeft -= 1;
    const [sequence, offset] = stream.position;
    const { pages, more } = await source.pages(stream.of, sequence);
    stream.more = more;
    stream.buffer = pages.flatMap((page) => {
      const skipped = page.sequence === sequence ? offset : 0;
      return page.lines.slice(skipped).map((text, index) => ({
        event: { text, timeMs: timeOf(text) },
        after: positionAfter(page, skipped + index),
      }));
    });
  }

  /** The oldest event at hand; undefined where none is left, 'later' where the queries are used up. */
  async function oldest(streams: readonly Stream[]): Promise<Stream | 'later' | undefined> {
    const empty = streams.filter(({ buffer, more }) => buffer.length === 0 && more);
    if (empty.length > queriesLeft) return 'later';
    await Promise.all(empty.map(fill));
    if (empty.some(({ buffer, more }) => buffer.length === 0 && more)) return oldest(streams);
    let first: Stream | undefined;
    for (const stream of streams) {
      if (stream.buffer[0] && (!first?.buffer[0] || isOlder(stream, first))) first = stream;
    }
    return first;
  }

  /** @returns whether everything of the hour that can be read by now has been. */
  async function readHour(entries: readonly EventHour[], horizonMs: number): Promise<boolean> {
    const streams = entries.map(
      (of): Stream => ({ of, position: positions.get(of.server) ?? [0, 0], buffer: [], more: true }),
    );
    await Promise.all(streams.map(fill));
    for (;;) {
      const stream = await oldest(streams);
      if (stream === 'later') return false;
      const next = stream?.buffer[0];
      if (!stream || !next || next.event.timeMs > horizonMs) return true;
      const fits = wanted(next.event);
      if (fits && events.length === limit) return false;
      if (fits) events.push(next.event);
      stream.buffer.shift();
      stream.position = next.after;
      positions.set(stream.of.server, next.after);
    }
  }

  function answer(hour: number, entries: readonly EventHour[], hasMore: boolean): FeedAnswer {
    const servers = serversOf(entries);
    const kept = [...positions].filter(([server]) => servers.has(server));
    return { events, cursor: { hour, positions: new Map(kept) }, hasMore };
  }

  const open: EventHour[] = [];
  for await (const entries of hoursOf(source, request.cursor.hour, now)) {
    const hour = entries[0]?.hour ?? openFrom;
    if (hour >= openFrom) {
      open.push(...entries);
      continue;
    }
    const mayGoOn = queriesLeft > 0 && (await readHour(entries, Number.POSITIVE_INFINITY));
    if (!mayGoOn) return answer(hour, entries, true);
  }
  const horizonMs = serversOf(open).size > 1 ? now - HELD_BACK_MS : Number.POSITIVE_INFINITY;
  const openHour = Math.max(openFrom, request.cursor.hour);
  for (const entries of byHour(open)) {
    const mayGoOn = queriesLeft > 0 && (await readHour(entries, horizonMs));
    if (!mayGoOn) return answer(openHour, open, true);
  }
  return answer(openHour, open, false);
}

/** The servers of each hour, the oldest hour first. */
async function* hoursOf(source: EventSource, fromHour: number, now: number): AsyncGenerator<EventHour[]> {
  for (let hour = fromHour; hour <= hourOf(now) + 1; hour = nextDay(hour)) {
    yield* byHour(await source.hours(hour));
  }
}

function nextDay(hour: number): number {
  return (Math.floor(hour / DAY_HOURS) + 1) * DAY_HOURS;
}

function byHour(entries: readonly EventHour[]): EventHour[][] {
  const hours = new Map<number, EventHour[]>();
  for (const entry of entries) hours.set(entry.hour, [...(hours.get(entry.hour) ?? []), entry]);
  return [...hours].sort(([a], [b]) => a - b).map(([, servers]) => servers);
}

function serversOf(entries: readonly EventHour[]): ReadonlySet<string> {
  return new Set(entries.map(({ server }) => server));
}

function isOlder(a: Stream, b: Stream): boolean {
  const [first, second] = [a.buffer[0]?.event.timeMs ?? 0, b.buffer[0]?.event.timeMs ?? 0];
  return first < second || (first === second && a.of.server < b.of.server);
}

function positionAfter({ sequence, lines }: EventPage, offset: number): Position {
  return offset + 1 < lines.length ? [sequence, offset + 1] : [sequence + 1, 0];
}

function timeOf(text: string): number {
  const event: { time: string } = JSON.parse(text);
  return Date.parse(event.time);
}
