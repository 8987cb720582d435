import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Counts,
  countsOf,
  NO_TOTALS,
  packed,
  settled,
  type Totals,
  totalsOf,
} from '../../../src/rules/counts.ts';
import type { Head } from '../../../src/rules/head.ts';
import { resolve } from '../../../src/rules/lifecycle.ts';
import { headOf } from './head-of.ts';

type Shape = Pick<Head, 'state' | 'dueAt' | 'expiresAt'>;
const at = (counts: Counts, now: number) => settled(counts, now).totals;
const one = (state: keyof Totals) => totalsOf((each) => (each === state ? 1 : 0));

describe('DESIGN 15 and 17: what a stored head counts for', () => {
  it.each<[string, Shape, [number, keyof Totals][]]>([
    [
      'scheduled, then available when due',
      { state: 'scheduled', dueAt: 10 },
      [
        [9, 'scheduled'],
        [10, 'available'],
      ],
    ],
    [
      'retryable, then available when due',
      { state: 'retryable', dueAt: 10 },
      [
        [9, 'retryable'],
        [10, 'available'],
      ],
    ],
    [
      'pending, also when the time it is scheduled for comes',
      { state: 'pending', dueAt: 10 },
      [
        [9, 'pending'],
        [10, 'pending'],
      ],
    ],
    [
      'available, then discarded when expired',
      { state: 'available', expiresAt: 10 },
      [
        [9, 'available'],
        [10, 'discarded'],
      ],
    ],
    [
      'due, then expired',
      { state: 'scheduled', dueAt: 10, expiresAt: 20 },
      [
        [9, 'scheduled'],
        [10, 'available'],
        [20, 'discarded'],
      ],
    ],
    [
      'expired before it is due',
      { state: 'scheduled', dueAt: 20, expiresAt: 10 },
      [
        [9, 'scheduled'],
        [10, 'discarded'],
        [20, 'discarded'],
      ],
    ],
    [
      'active until someone writes',
      { state: 'active', expiresAt: 10 },
      [
        [9, 'active'],
        [99, 'active'],
      ],
    ],
    ['ended for good', { state: 'completed', expiresAt: 10 }, [[99, 'completed']]],
  ])('%s', (_, head, expected) => {
    for (const [now, state] of expected) expect(at(countsOf(head), now), `at ${now}`).toEqual(one(state));
  });

  it('is the state that resolve gives, at every moment, for every head without a lease', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('scheduled' as const, 'retryable' as const, 'available' as const),
        fc.integer({ min: 1, max: 30 }),
        fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
        fc.integer({ min: 0, max: 40 }),
        (state, due, expiresAt, now) => {
          const head = newHead(
            'a',
            state === 'available' ? { state, expiresAt } : { state, dueAt: due, expiresAt },
          );
          expect(at(countsOf(head), now)).toEqual(one(resolve(head, now, 'me').state));
        },
      ),
    );
  });
});

describe('packed', () => {
  const move = (ms: number, n = 1) => ({ at: ms, from: 'scheduled', to: 'available', n }) as const;

  it('puts moves of one moment together, and drops those that undo each other', () => {
    expect(packed([move(5), move(5), move(6), move(6, -1)], 10)).toEqual([move(5, 2)]);
  });

  it('keeps the number of jobs and never makes one early, however few moves are left', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 100_000 })),
        fc.integer({ min: 1, max: 5 }),
        (times, most) => {
          const few = packed(
            times.map((ms) => move(ms)),
            most,
          );
          expect(few.length).toBeLessThanOrEqual(most);
          expect(few.reduce((n, each) => n + each.n, 0)).toBe(times.length);
          for (const now of times) {
            expect(at({ totals: NO_TOTALS, moves: few }, now - 1).available).toBeLessThanOrEqual(
              times.filter((ms) => ms < now).length,
            );
          }
        },
      ),
    );
  });
});

function newHead(id: string, shape: Shape): Head {
  return headOf({ id, ...shape });
}
