import { describe, expect, it } from 'vitest';
import { schedule, tickJobId } from '../../../src/rules/cron-schedule.ts';
import { isUuidV7 } from '../../../src/rules/job-id.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');

/** The ticks of an expression after a moment, in UTC and to the second. */
function ticks(expression: string, zone: string, from: string, count: number): string[] {
  const { nextAfter } = schedule(expression, zone, NOW);
  const found: string[] = [];
  let moment = Date.parse(from);
  for (let n = 0; n < count; n += 1) {
    moment = nextAfter(moment) ?? Number.NaN;
    found.push(new Date(moment).toISOString().slice(0, 19));
  }
  return found;
}

describe('ojs-cron 5.2 and DECISIONS 6: changes of the clocks', () => {
  it('a reading that is skipped does not fire, and the next one that is there does', () => {
    expect(ticks('30 2 * * *', 'America/New_York', '2026-03-07T08:00:00Z', 2)).toEqual([
      '2026-03-09T06:30:00',
      '2026-03-10T06:30:00',
    ]);
    expect(ticks('*/20 * * * *', 'America/New_York', '2026-03-08T06:39:59Z', 2)).toEqual([
      '2026-03-08T06:40:00',
      '2026-03-08T07:00:00',
    ]);
  });

  it('a reading that is repeated fires once, at the first, whatever the expression', () => {
    expect(ticks('30 1 * * *', 'America/New_York', '2026-10-31T08:00:00Z', 2)).toEqual([
      '2026-11-01T05:30:00',
      '2026-11-02T06:30:00',
    ]);
    expect(ticks('*/20 * * * *', 'America/New_York', '2026-11-01T05:20:00Z', 2)).toEqual([
      '2026-11-01T05:40:00',
      '2026-11-01T07:00:00',
    ]);
    // Asked in the middle of the second pass.
    expect(ticks('* * * * * *', 'America/New_York', '2026-11-01T06:20:00.5Z', 2)).toEqual([
      '2026-11-01T07:00:00',
      '2026-11-01T07:00:01',
    ]);
  });

  it('half an hour is skipped and repeated on Lord Howe', () => {
    // 2026-10-04: 02:00 becomes 02:30. 2026-04-05: 02:00 becomes 01:30.
    expect(ticks('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00:00Z', 2)).toEqual([
      '2026-10-04T15:15:00',
      '2026-10-05T15:15:00',
    ]);
    expect(ticks('45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T00:00:00Z', 2)).toEqual([
      '2026-04-04T14:45:00',
      '2026-04-05T15:15:00',
    ]);
  });

  it('an expression whose every reading is skipped is refused, as one that no calendar has', () => {
    expect(() => schedule('30 2 * 3 0#2', 'America/New_York', NOW)).toThrow(/no day/);
    expect(() => schedule('0 0 31 2 *', 'UTC', NOW)).toThrow(/no day/);
  });
});

describe('ojs-cron 3: the calendar', () => {
  it.each([
    ['0 0 13 * 5', ['2026-01-02T00:00:00', '2026-01-09T00:00:00', '2026-01-13T00:00:00']],
    ['0 0 15W 2,3 *', ['2026-02-16T00:00:00', '2026-03-16T00:00:00']],
    ['0 0 L * *', ['2026-01-31T00:00:00', '2026-02-28T00:00:00']],
    ['0 0 * * 5L', ['2026-01-30T00:00:00', '2026-02-27T00:00:00']],
    ['0 0 * * FRI#3', ['2026-01-16T00:00:00', '2026-02-20T00:00:00']],
    ['0 0 29 2 *', ['2028-02-29T00:00:00', '2032-02-29T00:00:00']],
    ['*/20 * * * * *', ['2026-01-01T00:00:20', '2026-01-01T00:00:40', '2026-01-01T00:01:00']],
    ['0 0 * * 0', ['2026-01-04T00:00:00']],
    ['0 0 * * 7', ['2026-01-04T00:00:00']],
  ])('%s', (expression, expected) => {
    expect(ticks(expression, 'UTC', '2026-01-01T00:00:00Z', expected.length)).toEqual(expected);
  });

  it('ticks are UTC moments, whatever the zone', () => {
    expect(ticks('0 9 * * *', 'Asia/Tokyo', '2026-01-01T00:00:00Z', 1)).toEqual(['2026-01-02T00:00:00']);
    expect(ticks('0 9 * * *', 'Asia/Kolkata', '2026-01-01T00:00:00Z', 1)).toEqual(['2026-01-01T03:30:00']);
  });
});

describe('DECISIONS 6: late ticks', () => {
  it('@every counts from the registration, then from the last tick, and keeps its beat when some are missed', () => {
    const { nextAfter, nextWatched } = schedule('@every 1m30s', 'UTC', NOW);
    expect(nextAfter(NOW + 7)).toBe(NOW + 90_007);
    expect(nextWatched(NOW, NOW + 900_000)).toBe(NOW + 900_000);
    expect(nextWatched(NOW, NOW + 900_001)).toBe(NOW + 990_000);
    expect(nextWatched(NOW, NOW - 5)).toBe(NOW + 90_000);
    expect(nextWatched(NOW, NOW + 5)).toBe(NOW + 90_000);
  });

  it('a calendar goes on with the first tick that was watched', () => {
    const { nextWatched } = schedule('0 * * * *', 'UTC', NOW);
    expect(nextWatched(NOW, NOW + 5 * 3_600_000)).toBe(NOW + 5 * 3_600_000);
    expect(nextWatched(NOW, NOW + 5 * 3_600_000 + 1)).toBe(NOW + 6 * 3_600_000);
    expect(nextWatched(NOW, NOW - 5)).toBe(NOW + 3_600_000);
  });
});

describe('DESIGN decision 23: the id of a tick', () => {
  it('is a UUIDv7 of its moment, the same everywhere, another for each tick, name and registration', () => {
    const id = tickJobId('server.1', 'nightly', NOW);
    expect(isUuidV7(id)).toBe(true);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(NOW);
    expect(tickJobId('server.1', 'nightly', NOW)).toBe(id);
    const others = [
      tickJobId('server.2', 'nightly', NOW),
      tickJobId('server.1', 'daily', NOW),
      tickJobId('server.1', 'nightly', NOW + 1),
    ];
    expect(new Set([id, ...others]).size).toBe(4);
  });
});
