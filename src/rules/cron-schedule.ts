import { createHash } from 'node:crypto';
import { Cron } from 'croner';
import { type CalendarExpression, parseExpression, refusal } from './cron-expression.ts';
import { type WallClock, wallClock } from './time-zone.ts';

/** When a cron ticks. All moments are ms since 1970. */
export interface Schedule {
  /** The first tick after `moment`: for `@every` the registration or the last tick; undefined: there is none. */
  nextAfter(moment: number): number | undefined;
  /**
   * The tick that follows `tick` where nobody was there before `since`: the first one at or after that,
   * since missed ticks fire once, not once per tick (DECISIONS.md 6). Where somebody was, the very next.
   */
  nextWatched(tick: number, since: number): number | undefined;
}

/** Further ahead no tick is looked for: twice the longest gap that a 29th of February makes. */
const HORIZON_MS = 17 * 366 * 86_400_000;

/**
 * The schedule of an expression in a time zone (ojs-cron 3 to 5). The library finds the next reading
 * of a wall clock that fits; which instant that is, is decided here, because DECISIONS.md 6 is stricter
 * than any library: readings that a change of the clocks skips do not fire, and those that it repeats
 * fire once, at the first, whatever the expression.
 * @throws OjsError 400 for a bad expression or zone, and for an expression that never comes true.
 */
export function schedule(expression: string, zone: string, now: number): Schedule {
  const parsed = parseExpression(expression);
  const clock = wallClock(zone);
  if (parsed.kind === 'interval') return every(parsed.everyMs);
  const calendar = onCalendar(parsed, clock);
  if (calendar.nextAfter(now) === undefined) throw refusal(expression, 'no day of the calendar fits it');
  return calendar;
}

function every(everyMs: number): Schedule {
  return {
    nextAfter: (moment) => moment + everyMs,
    nextWatched: (tick, since) => tick + everyMs * Math.max(1, Math.ceil((since - tick) / everyMs)),
  };
}

function onCalendar({ pattern }: CalendarExpression, clock: WallClock): Schedule {
  // Readings are held as if they were UTC, so the library sees a zone without changes.
  const readings = new Cron(pattern, { timezone: 'UTC', mode: '5-or-6-parts', paused: true });

  function nextAfter(moment: number): number | undefined {
    let after = clock.reading(moment);
    const last = after + HORIZON_MS;
    for (;;) {
      const next = readings.nextRun(new Date(after))?.getTime();
      if (next === undefined || next > last) return undefined;
      const instant = clock.firstInstant(next);
      if (instant !== undefined && instant > moment) return instant;
      // Skipped, or repeated and past: nothing fits before the end of the change.
      after = Math.max(next, clock.endOfChange(next) - 1);
    }
  }

  return { nextAfter, nextWatched: (tick, since) => nextAfter(Math.max(tick, since - 1)) };
}

/**
 * The id of the job of one tick: a UUIDv7 of the tick's moment, the same on every server, so that a
 * tick never makes two jobs. `nonce` tells crons of one name that came after each other apart.
 */
export function tickJobId(nonce: string, name: string, tick: number): string {
  const hash = createHash('sha256').update(`${nonce} ${name} ${tick}`).digest('hex');
  const time = Math.max(0, tick).toString(16).padStart(12, '0');
  const variant = '89ab'.charAt(Number.parseInt(hash.charAt(3), 16) % 4);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(8, 20)}`;
}
