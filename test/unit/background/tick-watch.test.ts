import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TickWatch, tickWatch } from '../../../src/background/tick-watch.ts';
import { type Cron, decided, registered, severalWereMissed, ticked } from '../../../src/rules/cron.ts';
import type { Beat } from '../../../src/table/server-beats.ts';

const START = Date.parse('2026-06-01T12:00:00Z');
const SECOND = 1_000;

/** A server from its start to its end, in seconds of the run; in a stall it does nothing at all. */
interface Life {
  readonly from: number;
  readonly to: number;
  readonly stalls: readonly { readonly from: number; readonly to: number }[];
  /** It ends with a goodbye, and not by kill -9. */
  readonly clean?: boolean;
}

interface Fired {
  readonly tick: number;
  /** Ticks that fired together with it, itself included. */
  readonly together: number;
}

/**
 * Runs servers of these lives over one cron that ticks each second, in steps of half a second: what they
 * do is that of cron-scheduler and census, without the stores. @returns what fired, seconds of the run.
 */
function run(lives: readonly Life[], seconds: number): Fired[] {
  let now = START;
  const beats = new Map<string, Beat>();
  const servers = new Map<
    string,
    { watch: TickWatch; due: Map<string, number>; census: Map<string, number[]> }
  >();
  const definition = { expression: '* * * * * *', zone: 'UTC', overlap: 'allow', template: '{}' } as const;
  let cron: Cron = registered('each-second', { ...definition, enabled: true }, 'nonce', START);
  const fired: Fired[] = [];
  const clock = { now: () => now, after: () => () => undefined };

  function act(watch: TickWatch): void {
    while (cron.nextRunAt !== undefined && cron.nextRunAt <= now) {
      if (severalWereMissed(cron, watch.since()) && !watch.sure()) return;
      const { decision } = decided(cron, [], watch.since(), now);
      if (!decision) return;
      const together = ((decision.next ?? 0) - decision.tick) / SECOND;
      fired.push({ tick: (decision.tick - START) / SECOND, together });
      cron = ticked(cron, decision);
    }
  }

  for (let half = 0; half <= seconds * 2; half += 1) {
    now = START + half * 500;
    const at = half / 2;
    for (const [n, { from, to, stalls, clean }] of lives.entries()) {
      const server = `server-${n}`;
      if (at === to && clean) beats.delete(server);
      if (at < from || at >= to || stalls.some((stall) => at >= stall.from && at < stall.to)) continue;
      const known = servers.get(server);
      const { watch, due, census } = known ?? {
        watch: tickWatch(clock),
        due: new Map([['beat', from + 1.5]]),
        census: new Map<string, number[]>(),
      };
      servers.set(server, { watch, due, census });
      const every = (what: string, after: number) => {
        if (at < (due.get(what) ?? from)) return false;
        due.set(what, at + after);
        return true;
      };
      if (every('read', 10)) watch.hasRead();
      if (every('beat', 3)) beats.set(server, { server, count: now, watchedSince: watch.since() });
      if (every('look', 1.5)) {
        const others = [...beats.values()].filter((beat) => beat.server !== server);
        watch.saw(others);
        // The census takes a server for dead that has stood still for 10 s, and removes its sign.
        for (const { server: other, count } of others) {
          const [before, sinceMs = now] = census.get(other) ?? [];
          if (before !== count) census.set(other, [count, now]);
          else if (now - sinceMs >= 10_000) beats.delete(other);
        }
      }
      act(watch);
    }
  }
  return fired;
}

const alive = (from: number, to: number, stalls: Life['stalls'] = []): Life => ({ from, to, stalls });
/** Many runs of minutes, in steps of half a second. */
const MANY_RUNS = { numRuns: 40 };
const MANY_RUNS_MS = 30_000;
/** What fired between two moments, seconds of the run. */
const between = (fired: readonly Fired[], from: number, to: number) =>
  fired.filter(({ tick }) => tick >= from && tick < to);

describe('DESIGN decision 23: ticks that were missed fire once together, those that are late each by itself', () => {
  it('one server: each tick by itself', () => {
    expect(run([alive(0, 60)], 59)).toEqual(
      Array.from({ length: 59 }, (_, n) => ({ tick: n + 1, together: 1 })),
    );
  });

  it('a fresh server does not take late ticks for missed ones while another lives', () => {
    const late = alive(0, 120, [{ from: 50, to: 58 }]);
    const fired = run([late, alive(53, 120)], 119);
    expect(fired.filter(({ together }) => together > 1)).toEqual([]);
    expect(fired).toHaveLength(119);
  });

  it('nobody for a minute: all of it fires once, the ticks since the start each by itself', () => {
    const fired = run([alive(0, 30), alive(90, 200)], 199);
    expect(between(fired, 30, 90)).toEqual([{ tick: 30, together: 60 }]);
    expect(between(fired, 90, 200)).toHaveLength(110);
  });

  it('nobody for a minute, and then several at once: the same', () => {
    const fired = run([alive(0, 30), alive(10, 28), alive(90, 200), alive(91, 200), alive(93.5, 200)], 199);
    expect(between(fired, 30, 90)).toEqual([{ tick: 30, together: 60 }]);
    expect(between(fired, 90, 200)).toHaveLength(110);
  });

  it('a goodbye is believed at once, a kill after 15 s', () => {
    for (const clean of [true, false]) {
      const lives = [
        { ...alive(0, 30), clean },
        { ...alive(60, 90), clean },
      ];
      expect(between(run(lives, 61), 30, 60)).toHaveLength(clean ? 1 : 0);
      expect(between(run(lives, 76), 30, 60)).toEqual([{ tick: 30, together: 30 }]);
    }
  });

  it('a server that stood still for a minute on its own was not there', () => {
    const fired = run([alive(0, 200, [{ from: 50, to: 110 }])], 199);
    expect(Math.max(...between(fired, 40, 120).map(({ together }) => together))).toBeGreaterThan(50);
  });

  it('ojs-cron 7.3, CRON-25: where all are away at once, whoever comes back first, it fires once', () => {
    const away = [{ from: 40, to: 340 }];
    for (let offset = 0; offset < 10; offset += 0.5) {
      const back = [{ from: 40, to: 340 + offset }];
      for (const lives of [
        [alive(0, 400, away), alive(offset, 400, away)],
        [alive(0, 400, away), alive(0, 400, back)],
        [alive(0, 400, back), alive(offset, 400, away), alive(3, 400, back)],
      ]) {
        const missed = between(run(lives, 399), 40, 340);
        expect(missed, `offset ${offset}`).toEqual([{ tick: 40, together: expect.any(Number) }]);
        expect(missed[0]?.together).toBeGreaterThanOrEqual(300);
      }
    }
  });

  it('a server that was away while another one lived takes nothing for missed', () => {
    const fired = run([alive(0, 200, [{ from: 50, to: 110 }]), alive(0, 200)], 199);
    expect(fired.filter(({ together }) => together > 1)).toEqual([]);
    expect(fired).toHaveLength(199);
  });

  it(
    'whoever comes, goes and stalls: while one is always there, every tick has its own decision',
    () => {
      // At most one in half a minute, of at most 11 s, and none at the very start.
      const stall = fc.option(fc.record({ after: fc.nat(9), length: fc.integer({ min: 1, max: 11 }) }));
      const stalls = fc.array(stall, { maxLength: 11 }).map((all) =>
        all.flatMap((each, n) => {
          const from = n * 30 + 10 + (each?.after ?? 0);
          return each ? [{ from, to: from + each.length }] : [];
        }),
      );
      const guest = fc
        .record({ from: fc.nat(280), length: fc.integer({ min: 1, max: 150 }), stalls, clean: fc.boolean() })
        .map(({ length, ...life }) => ({ ...life, to: life.from + length }));
      // The two that are always there hand the watch on to each other.
      const handover = fc.integer({ min: 60, max: 220 });
      fc.assert(
        fc.property(
          handover,
          stalls,
          stalls,
          fc.array(guest, { maxLength: 4 }),
          (at, first, second, guests) => {
            const hosts = [alive(0, at + 30, first), alive(at, 340, second)];
            const fired = run([...hosts, ...guests], 339);
            expect(fired.filter(({ together }) => together > 1)).toEqual([]);
            expect(fired.map(({ tick }) => tick)).toEqual(Array.from({ length: 339 }, (_, n) => n + 1));
          },
        ),
        MANY_RUNS,
      );
    },
    MANY_RUNS_MS,
  );

  it(
    'however long nobody was there: what fires together is of that time only',
    () => {
      const lives = fc.record({
        before: fc.array(fc.integer({ min: 20, max: 60 }), { minLength: 1, maxLength: 3 }),
        outage: fc.integer({ min: 2, max: 100 }),
        after: fc.array(fc.nat(6), { minLength: 1, maxLength: 3 }),
      });
      fc.assert(
        fc.property(lives, ({ before, outage, after }) => {
          const down = Math.max(...before);
          const up = down + outage;
          const back = Math.min(...after);
          const fired = run(
            [...before.map((to) => alive(0, to)), ...after.map((late) => alive(up + late - back, up + 60))],
            up + 59,
          );
          expect(between(fired, 0, down).every(({ together }) => together === 1)).toBe(true);
          expect(between(fired, down, up)).toEqual([{ tick: down, together: outage }]);
          expect(between(fired, up, up + 60)).toHaveLength(60);
        }),
        MANY_RUNS,
      );
    },
    MANY_RUNS_MS,
  );
});
