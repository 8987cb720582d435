import { type CronExpression, CronExpressionParser } from 'cron-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schedule } from '../../../src/rules/cron-schedule.ts';

/**
 * The other library as the oracle. Around a change of the clocks it follows other rules than
 * DECISIONS.md 6 (a skipped reading fires later, a repeated hour fires twice for some expressions), so
 * there it only says which readings of a wall clock fit, and the rule is spelled out here: minute by
 * minute, a reading fires where it is there for the first time.
 */

const ZONES = [
  'UTC',
  'America/New_York',
  'America/Sao_Paulo',
  'Europe/London',
  'Europe/Berlin',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'Asia/Tokyo',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
];
const FROM = Date.parse('2026-01-01T00:00:00Z');
const TO = Date.parse('2031-01-01T00:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Years of minutes: seconds of work on a busy machine. */
const WORK_MS = 60_000;

/** What the wall shows, as ms since 1970 as if it were UTC; by another way than the code's own. */
function readings(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return (instant) => Date.parse(`${format.format(instant).replace(' ', 'T')}Z`);
}

/** Every instant at which the clocks of a zone change, to the minute. */
function changesOf(zone: string): number[] {
  const reading = readings(zone);
  const offset = (instant: number) => reading(instant) - instant;
  const found: number[] = [];
  for (let day = FROM; day < TO; day += 24 * HOUR) {
    if (offset(day) === offset(day + 24 * HOUR)) continue;
    let minute = day;
    while (offset(minute) === offset(minute + MINUTE)) minute += MINUTE;
    found.push(minute + MINUTE);
  }
  return found;
}

const number = (min: number, max: number) => fc.integer({ min, max }).map(String);
const range = (min: number, max: number) =>
  fc
    .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
    .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
const step = (max: number) => fc.integer({ min: 2, max }).map((n) => `*/${n}`);
const field = (min: number, max: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant('*') },
    { weight: 2, arbitrary: number(min, max) },
    range(min, max),
    step(max - min + 1),
    fc.uniqueArray(number(min, max), { minLength: 2, maxLength: 3 }).map((items) => items.join(',')),
  );
/** The next tick of the other library; undefined where it looks no further (it takes a bounded number of steps). */
function nextOf(oracle: CronExpression): number | undefined {
  try {
    return oracle.next().getTime();
  } catch (error) {
    if (error instanceof Error && error.message.includes('loop limit exceeded')) return undefined;
    throw error;
  }
}

/** Days up to 28, so that there is a tick each month. */
const expressions = fc
  .tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6))
  .map((fields) => fields.join(' '));

describe('DECISIONS 6 and ojs-cron 5.2: ticks against a second library, 10 zones, 5 years', () => {
  it(
    'far from a change of the clocks both libraries tick alike',
    () => {
      const changes = new Map(ZONES.map((zone) => [zone, changesOf(zone)]));
      fc.assert(
        fc.property(
          expressions,
          fc.constantFrom(...ZONES),
          fc.integer({ min: FROM, max: TO }),
          (expression, zone, from) => {
            const { nextAfter } = schedule(expression, zone, FROM);
            const oracle = CronExpressionParser.parse(expression, { currentDate: new Date(from), tz: zone });
            let moment = from;
            for (let n = 0; n < 5; n += 1) {
              const tick = nextAfter(moment);
              const expected = nextOf(oracle);
              // The other library has given up: nothing to compare with.
              fc.pre(expected !== undefined);
              const last = Math.max(tick ?? 0, expected) + 3 * HOUR;
              if (changes.get(zone)?.some((change) => change > from - 3 * HOUR && change < last)) return;
              expect(new Date(tick ?? 0).toISOString()).toBe(new Date(expected).toISOString());
              moment = expected;
            }
          },
        ),
        { numRuns: 400 },
      );
    },
    WORK_MS,
  );

  it.each(ZONES)(
    '%s: at every change of the clocks a reading fires where it is there first',
    (zone) => {
      const reading = readings(zone);
      const samples = fc.sample(expressions, { numRuns: 6, seed: 5 });
      const dense = ['* * * * *', '*/5 * * * *', '30 * * * *', '30 2 * * *', '15 1 * * *', '0 0 * * *'];
      for (const change of changesOf(zone)) {
        const [from, to] = [change - 3 * HOUR, change + 3 * HOUR];
        for (const expression of [...dense, ...samples]) {
          const fits = CronExpressionParser.parse(expression, { tz: 'UTC' });
          const expected: number[] = [];
          const shown = new Set<number>();
          for (let minute = from - 3 * HOUR; minute < to; minute += MINUTE) {
            const wall = reading(minute);
            const first = !shown.has(wall);
            shown.add(wall);
            if (minute > from && first && fits.includesDate(new Date(wall))) expected.push(minute);
          }
          const { nextAfter } = schedule(expression, zone, FROM);
          const found: number[] = [];
          let tick = nextAfter(from);
          while (tick !== undefined && tick < to) {
            found.push(tick);
            tick = nextAfter(tick);
          }
          expect(found, `${expression} around ${new Date(change).toISOString()}`).toEqual(expected);
        }
      }
    },
    WORK_MS,
  );

  it('there are changes to speak of', () => {
    const counts = Object.fromEntries(ZONES.map((zone) => [zone, changesOf(zone).length]));
    expect(counts).toMatchObject({ UTC: 0, 'Asia/Tokyo': 0, 'America/New_York': 10, 'Europe/Berlin': 10 });
    expect(counts['Australia/Lord_Howe']).toBe(10);
  });
});
