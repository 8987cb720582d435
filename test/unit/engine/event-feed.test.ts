import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventSource, readFeed } from '../../../src/engine/event-feed.ts';
import { cursorText, type EventCursor, hourOf, parseCursor } from '../../../src/rules/event-cursor.ts';
import type { EventHour, EventPage } from '../../../src/table/event-pages.ts';

const HOUR = 3_600_000;
const START = 480_000 * HOUR;

/** One event as a test writes it down. */
interface Told {
  readonly server: string;
  readonly timeMs: number;
  readonly name: string;
}

/** Pages in memory, as the table would have them, cut at `pageSizes`; counts what is asked. */
function sourceOf(told: readonly Told[], pageSizes: readonly number[]): EventSource & { asked: number } {
  const pages = new Map<string, EventPage[]>();
  const hours: EventHour[] = [];
  const byServer = new Map<string, Told[]>();
  for (const each of told) byServer.set(each.server, [...(byServer.get(each.server) ?? []), each]);
  for (const [server, events] of byServer) {
    let sequence = 0;
    let left = events;
    while (left[0]) {
      const hour = hourOf(left[0].timeMs);
      const size = pageSizes[sequence % pageSizes.length] ?? 1;
      const page = left.slice(0, size).filter(({ timeMs }) => hourOf(timeMs) === hour);
      left = left.slice(page.length);
      const key = `${server} ${hour}`;
      if (!pages.has(key)) hours.push({ hour, server });
      pages.set(key, [...(pages.get(key) ?? []), { sequence, lines: page.map(textOf) }]);
      sequence += 1;
    }
  }
  const source = {
    asked: 0,
    async hours(fromHour: number) {
      source.asked += 1;
      const sameDay = (hour: number) => Math.floor(hour / 24) === Math.floor(fromHour / 24);
      return hours
        .filter(({ hour }) => hour >= fromHour && sameDay(hour))
        .sort((a, b) => a.hour - b.hour || (a.server < b.server ? -1 : 1));
    },
    async pages({ server, hour }: EventHour, fromSequence: number) {
      source.asked += 1;
      const all = (pages.get(`${server} ${hour}`) ?? []).filter(({ sequence }) => sequence >= fromSequence);
      return { pages: all.slice(0, 2), more: all.length > 2 };
    },
  };
  return source;
}

function textOf({ server, timeMs, name }: Told): string {
  return JSON.stringify({ time: new Date(timeMs).toISOString(), server, name });
}

function nameOf(text: string): string {
  const { name }: { name: string } = JSON.parse(text);
  return name;
}

/** Polls until nothing more comes; every cursor goes over the wire. */
async function readAll(
  source: EventSource,
  now: number,
  limit: number,
  wanted: (name: string) => boolean = () => true,
): Promise<{ names: string[]; cursor: EventCursor; polls: number }> {
  let cursor: EventCursor = { hour: hourOf(START) - 1, positions: new Map() };
  const names: string[] = [];
  for (let polls = 1; ; polls += 1) {
    const answer = await readFeed(source, { cursor, limit, now, wanted: ({ text }) => wanted(nameOf(text)) });
    expect(answer.events.length).toBeLessThanOrEqual(limit);
    names.push(...answer.events.map(({ text }) => nameOf(text)));
    cursor = parseCursor(cursorText(answer.cursor), hourOf(now));
    if (!answer.hasMore) return { names, cursor, polls };
    expect(polls).toBeLessThan(1_000);
  }
}

/** Events of some servers over four days, each server's in the order of time. */
const history = fc
  .array(
    fc.record({ server: fc.constantFrom('a', 'b', 'c'), gapMs: fc.oneof(fc.nat(2_000), fc.nat(9 * HOUR)) }),
    { maxLength: 60 },
  )
  .map((steps) => {
    let timeMs = START;
    return steps.map(({ server, gapMs }, index): Told => {
      timeMs += gapMs;
      return { server, timeMs, name: `e${index}` };
    });
  });
const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });

describe('the feed (ojs-events 6.4, 9.2)', () => {
  it('brings every event once, oldest first, whatever the pages and limits', async () => {
    await fc.assert(
      fc.asyncProperty(history, sizes, fc.integer({ min: 1, max: 20 }), async (told, pageSizes, limit) => {
        const now = (told.at(-1)?.timeMs ?? START) + 60_000;
        const { names } = await readAll(sourceOf(told, pageSizes), now, limit);
        const inOrder = told.toSorted((a, b) => a.timeMs - b.timeMs || (a.server < b.server ? -1 : 1));
        expect(names).toEqual(inOrder.map(({ name }) => name));
      }),
    );
  });

  it('brings those that match once, and says has_more only where one more matches', async () => {
    await fc.assert(
      fc.asyncProperty(history, sizes, fc.integer({ min: 1, max: 5 }), async (told, pageSizes, limit) => {
        const now = (told.at(-1)?.timeMs ?? START) + 60_000;
        const wanted = (name: string) => Number(name.slice(1)) % 3 === 0;
        const { names, polls } = await readAll(sourceOf(told, pageSizes), now, limit, wanted);
        expect(names.toSorted()).toEqual(
          told
            .map(({ name }) => name)
            .filter(wanted)
            .toSorted(),
        );
        if (told.length < 20) expect(polls).toBeLessThanOrEqual(Math.max(1, Math.ceil(names.length / limit)));
      }),
    );
  });

  it('brings every event once to a reader who polls while it is written', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 1, max: 9 }), async (told, limit) => {
        const names: string[] = [];
        let cursor: EventCursor = { hour: hourOf(START), positions: new Map() };
        for (let known = 0; known <= told.length + 1; known += 3) {
          const part = told.slice(0, known);
          const now = (part.at(-1)?.timeMs ?? START) + 1_000;
          const source = sourceOf(part, [1]);
          for (let more = true; more; ) {
            const answer = await readFeed(source, { cursor, limit, now, wanted: () => true });
            names.push(...answer.events.map(({ text }) => nameOf(text)));
            ({ cursor, hasMore: more } = answer);
          }
        }
        const end = (told.at(-1)?.timeMs ?? START) + 1_000;
        const { events } = await readFeed(sourceOf(told, [1]), {
          cursor,
          limit: 1_000,
          now: end,
          wanted: () => true,
        });
        names.push(...events.map(({ text }) => nameOf(text)));
        expect(names.toSorted()).toEqual(told.map(({ name }) => name).toSorted());
      }),
    );
  });

  it('costs one question for the list and one a server, however long the history (DESIGN 19)', async () => {
    const told = Array.from(
      { length: 3_000 },
      (_, index): Told => ({
        server: index % 2 === 0 ? 'a' : 'b',
        timeMs: START + index * 100_000,
        name: `e${index}`,
      }),
    );
    const now = (told.at(-1)?.timeMs ?? 0) + 1_000;
    const source = sourceOf(told, [3]);
    const { cursor } = await readAll(source, now, 1_000);
    source.asked = 0;
    const answer = await readFeed(source, { cursor, limit: 100, now, wanted: () => true });
    expect(answer).toMatchObject({ events: [], hasMore: false });
    expect(source.asked).toBeLessThanOrEqual(1 + 2);
  });

  it('does a bounded number of questions where a filter matches nothing', async () => {
    const told = Array.from(
      { length: 700 },
      (_, index): Told => ({
        server: `s${index}`,
        timeMs: START + index * 500_000,
        name: `e${index}`,
      }),
    );
    const now = (told.at(-1)?.timeMs ?? 0) + 1_000;
    const source = sourceOf(told, [3]);
    const cursor = { hour: hourOf(START), positions: new Map() };
    const answer = await readFeed(source, { cursor, limit: 100, now, wanted: () => false });
    expect(answer).toMatchObject({ events: [], hasMore: true });
    expect(source.asked).toBeLessThan(70);
  });

  it('holds back what is younger than 400 ms where several servers tell', async () => {
    const now = START + 10_000;
    const old: Told = { server: 'a', timeMs: now - 5_000, name: 'old' };
    const young: Told = { server: 'a', timeMs: now - 100, name: 'young' };
    const other: Told = { server: 'b', timeMs: now - 4_000, name: 'other' };
    expect((await readAll(sourceOf([old, young], [1]), now, 10)).names).toEqual(['old', 'young']);
    const several = sourceOf([old, young, other], [1]);
    const { names, cursor } = await readAll(several, now, 10);
    expect(names).toEqual(['old', 'other']);
    const later = await readFeed(several, { cursor, limit: 10, now: now + 400, wanted: () => true });
    expect(later.events.map(({ text }) => nameOf(text))).toEqual(['young']);
  });
});
