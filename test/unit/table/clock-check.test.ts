import { describe, expect, it } from 'vitest';
import { skewMs } from '../../../src/table/clock-check.ts';

describe('how far the clock is off, told from a Date header of whole seconds (DESIGN 7)', () => {
  const date = new Date(5_000).toUTCString();

  it.each([
    ['within the second of the answer', 5_000, 5_010, 0],
    ['late in that second', 5_990, 6_000, 0],
    ['across its start', 4_990, 5_010, 0],
    ['ahead', 6_400, 6_410, 400],
    ['behind', 4_500, 4_600, -400],
  ])('%s', (_name, sentAt, receivedAt, off) => {
    expect(skewMs(date, sentAt, receivedAt)).toBe(off);
  });

  it('says nothing where there is no date', () => {
    expect(skewMs(undefined, 0, 0)).toBe(0);
    expect(skewMs('yesterday', 0, 0)).toBe(0);
  });
});
