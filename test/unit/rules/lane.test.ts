import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseLane, DEFAULT_LANE, laneOfPriority } from '../../../src/rules/lane.ts';

const priority = fc.integer({ min: -100, max: 100 });

describe('DESIGN decision 14: the lane of a priority', () => {
  it.each([
    [100, '000'],
    [10, '090'],
    [0, DEFAULT_LANE],
    [-10, '110'],
    [-100, '200'],
  ])('priority %i is lane %s', (of, lane) => {
    expect(laneOfPriority(of)).toBe(lane);
  });

  it('lanes in the order of their names are priorities from the highest to the lowest, each its own', () => {
    fc.assert(
      fc.property(priority, priority, (one, other) => {
        const [lane, second] = [laneOfPriority(one), laneOfPriority(other)];
        expect(lane).toMatch(/^[0-2]\d\d$/);
        expect(lane < second).toBe(one > other);
        expect(lane === second).toBe(one === other);
      }),
    );
  });
});

describe('DESIGN decision 14: from which lane a fetch takes', () => {
  /** Lanes as a fetch sees them: their place in its order, and how many hints are at hand. */
  const lanes = fc
    .array(fc.nat({ max: 3 }), { maxLength: 12 })
    .map((hints) => hints.map((atHand, place) => ({ place, atHand })));

  it('the first in its order that has hints at hand; none while none has', () => {
    fc.assert(
      fc.property(lanes, (inOrder) => {
        const choice = chooseLane(inOrder, ({ atHand }) => atHand);
        const withHints = inOrder.filter(({ atHand }) => atHand > 0);
        expect(choice?.lane).toBe(withHints[0]);
      }),
    );
  });

  it('what it passes over is everything before, and has nothing at hand', () => {
    fc.assert(
      fc.property(lanes, (inOrder) => {
        const choice = chooseLane(inOrder, ({ atHand }) => atHand);
        if (!choice) return;
        expect(choice.before).toEqual(inOrder.filter(({ place }) => place < choice.lane.place));
        expect(choice.before.every(({ atHand }) => atHand === 0)).toBe(true);
      }),
    );
  });

  it('taking hint by hint, with others coming at any time, never takes a lower one past a higher one', () => {
    const script = fc.array(
      fc.oneof(
        fc.record({ comes: fc.integer({ min: 0, max: 4 }) }),
        fc.record({ takes: fc.constant(true as const) }),
      ),
    );
    fc.assert(
      fc.property(script, (steps) => {
        /** The lanes of the hints at hand; the smaller the higher. */
        const hints: number[] = [];
        const atHand = (lane: number) => hints.filter((each) => each === lane).length;
        for (const step of steps) {
          if ('comes' in step) {
            hints.push(step.comes);
            continue;
          }
          const lane = chooseLane([0, 1, 2, 3, 4], atHand)?.lane;
          if (lane === undefined) {
            expect(hints).toEqual([]);
            continue;
          }
          hints.splice(hints.indexOf(lane), 1);
          expect(hints.filter((left) => left < lane)).toEqual([]);
        }
      }),
    );
  });
});
