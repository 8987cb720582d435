import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateLimitOf } from '../../../../src/rules/rate-limit.ts';
import { mostIn, type Step, simulate } from './simulated.ts';

/** A claim that was permitted at the end of a lease must be over so soon; the rules say 200 ms. */
const CLAIM_MS = 200;

const SERVERS = 3;

const server = fc.nat(SERVERS - 1);
/** Moments, and what makes parts rest, leases end and servers be taken for gone. */
const pass: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('pass' as const),
  ms: fc.oneof(fc.nat(60), fc.integer({ min: 900, max: 1_300 }), fc.integer({ min: 2_200, max: 2_700 })),
});
const fetchBy = (who: fc.Arbitrary<number>): fc.Arbitrary<Step> =>
  fc.record({
    kind: fc.constant('fetch' as const),
    server: who,
    wanted: fc.integer({ min: 1, max: 12 }),
    claimMs: fc.nat(CLAIM_MS),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    gone: fc.boolean(),
  });
const read: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('read' as const), server });
const write: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('write' as const),
  server,
  latest: fc.boolean(),
  answered: fc.oneof(
    { weight: 4, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
});
const die: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('die' as const), server });

/** Turns without a break, so that more schedules come to lend something. */
const turn = fc.tuple(server, fc.nat(40)).map(([who, ms]): Step[] => [
  { kind: 'read', server: who },
  { kind: 'pass', ms },
  { kind: 'write', server: who, latest: true, answered: true },
]);
/** Every server starts as much as it may. */
const burst = fc.tuple(...Array.from({ length: SERVERS }, (_, who) => fetchBy(fc.constant(who))));

const alone = (one: fc.Arbitrary<Step>) => one.map((each): Step[] => [each]);
const schedule = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: turn },
      { weight: 6, arbitrary: burst },
      { weight: 5, arbitrary: alone(pass) },
      { weight: 2, arbitrary: alone(fetchBy(server)) },
      { weight: 3, arbitrary: alone(read) },
      { weight: 3, arbitrary: alone(write) },
      { weight: 1, arbitrary: alone(die) },
    ),
    { minLength: 20, maxLength: 80, size: 'max' },
  )
  .map((parts) => parts.flat());
const skews = fc.array(fc.integer({ min: -600_000, max: 600_000 }), {
  minLength: SERVERS,
  maxLength: SERVERS,
});

describe('DECISIONS 1.4, rate limit: a sliding window of job starts over any number of servers', () => {
  it.each([
    0.5, 1, 2, 2.5, 3, 10,
  ])('%d a second: no window has more starts, whatever the order of reads, writes, claims and deaths', (maxPerSecond) => {
    const limit = rateLimitOf(maxPerSecond);
    fc.assert(
      fc.property(skews, schedule, (clocks, steps) => {
        expect(mostIn(simulate(limit, clocks, steps), limit.perMs)).toBeLessThanOrEqual(limit.starts);
      }),
      { numRuns: 1_500 },
    );
  });
});
