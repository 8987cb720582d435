import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Head } from '../../../src/rules/head.ts';
import { claimed, completed, failed, givenBack, requeued } from '../../../src/rules/lifecycle.ts';
import { clamped, progressOf, reported, type StoredProgress } from '../../../src/rules/progress.ts';
import { headOf } from './head-of.ts';

const T0 = 1_000_000;
const claim = (head: Head, now: number) => claimed(head, { server: 'me', defaultLeaseMs: 60_000 }, now);
const active = claim(headOf(), T0);

describe('progress (ojs-progress 5, 8)', () => {
  it('5.1: what is out of range is clamped', () => {
    expect([-3, 0, 0.25, 1, 1.5].map(clamped)).toEqual([0, 0, 0.25, 1, 1]);
  });

  it('5.1: never goes down within an attempt, whatever is reported', () => {
    const report = fc.record({
      value: fc.option(fc.double({ min: -1, max: 2, noNaN: true }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(report, { maxLength: 20 }), (reports) => {
        let stored: StoredProgress | undefined;
        let highest: number | undefined;
        for (const [index, each] of reports.entries()) {
          stored = reported(active, stored, each, T0 + index) ?? stored;
          if (each.value !== undefined) highest = Math.max(highest ?? 0, clamped(each.value));
          expect(stored?.value).toBe(highest);
        }
      }),
    );
  });

  it('5.1: a lower number is passed over with what came beside it', () => {
    const stored = reported(active, undefined, { value: 0.6, message: 'far' }, T0);
    expect(reported(active, stored, { value: 0.4, message: 'back' }, T0 + 1)).toBeUndefined();
  });

  it('5.2: a report without a number keeps the one before and replaces the rest', () => {
    const stored = reported(active, undefined, { value: 0.6, message: 'far', data: '{"n":1}' }, T0);
    const next = reported(active, stored, { message: 'still' }, T0 + 1);
    expect(next).toMatchObject({ value: 0.6, message: 'still', updatedAt: T0 + 1 });
    expect(next?.data).toBeUndefined();
  });

  it('5.3: a new attempt begins with nothing, also one that has the number of an old one', () => {
    const stored = reported(active, undefined, { value: 0.6 }, T0);
    const second = claim(failed(active, { message: 'no' }, T0 + 10), T0 + 5_000);
    const again = claim(requeued(active, T0 + 10), T0 + 20);
    expect(again.attempt).toBe(active.attempt);
    for (const head of [second, again, givenBack(active)]) {
      expect(progressOf(head, stored)).toBeUndefined();
    }
    expect(reported(again, stored, { value: 0.1 }, T0 + 30)).toMatchObject({ value: 0.1 });
  });

  it('8.1: has come to the end where it was used and the job is completed', () => {
    const stored = reported(active, undefined, { value: 0.6, message: 'far' }, T0);
    const head = completed(active, T0 + 50);
    expect(progressOf(head, stored)).toMatchObject({ value: 1, message: 'far', updatedAt: T0 + 50 });
    expect(progressOf(head, undefined)).toBeUndefined();
  });

  it('8.2: stays as it was on failure', () => {
    const stored = reported(active, undefined, { value: 0.73 }, T0);
    expect(progressOf(failed(active, { message: 'no' }, T0 + 50), stored)).toMatchObject({ value: 0.73 });
  });
});
