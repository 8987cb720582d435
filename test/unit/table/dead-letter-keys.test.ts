import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { headFromItem, headToItem } from '../../../src/table/head-item.ts';
import { deadLetterEntryOf, deadLetterOrderAt, deadLetterPlace } from '../../../src/table/keys.ts';
import { headOf } from '../rules/head-of.ts';

const entries = fc.record({
  jobId: fc.uuid({ version: 7 }),
  endedAt: fc.integer({ min: 0, max: 9_999_999_999_999 }),
  queue: fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,127}$/),
  type: fc.stringMatching(/^[a-z][a-z0-9_-]{0,20}(\.[a-z][a-z0-9_-]{0,20}){0,3}$/),
});

describe('keys of the dead letter (DESIGN, "Keys")', () => {
  test('the order of an entry says all of it', () => {
    fc.assert(
      fc.property(entries, (entry) => {
        expect(deadLetterEntryOf(deadLetterPlace(entry).order)).toEqual(entry);
      }),
    );
  });

  test('entries are ordered by when they were discarded, and fit into a key of AWS (1,024 bytes)', () => {
    fc.assert(
      fc.property(entries, entries, (a, b) => {
        const [left, right] = [deadLetterPlace(a).order, deadLetterPlace(b).order];
        if (a.endedAt < b.endedAt) expect(left < right).toBe(true);
        expect(Buffer.byteLength(left)).toBeLessThanOrEqual(1_024);
        expect(left >= deadLetterOrderAt(a.endedAt) && left < deadLetterOrderAt(a.endedAt + 1)).toBe(true);
        expect(left < ':').toBe(true);
      }),
    );
  });

  test.each([
    '',
    'somewhere',
    '12#a#b#c',
    '00000000000001#a#b',
    '00000000000001#a#b#c#d',
  ])('what is no order is told: %j', (text) => expect(deadLetterEntryOf(text)).toBeUndefined());

  test('the 8 partitions share the jobs', () => {
    const count = new Map<string, number>();
    for (const jobId of fc.sample(fc.uuid({ version: 7 }), { numRuns: 800, seed: 1 })) {
      const { partition } = deadLetterPlace({ jobId, endedAt: 1, queue: 'q', type: 't' });
      count.set(partition, (count.get(partition) ?? 0) + 1);
    }
    expect([...count.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((index) => `X#${index}`));
    expect(Math.max(...count.values())).toBeLessThan(150);
  });
});

describe('a head in the dead letter', () => {
  const dead = headOf({ state: 'discarded', endedAt: 5, deadLettered: true, place: undefined });

  it('is there by its key in the index, and by nothing else', () => {
    const { openPartition, openOrder, ...rest } = headToItem(dead);
    expect(openPartition).toMatch(/^X#[0-7]$/);
    expect(headFromItem({ ...rest, openPartition, openOrder }).deadLettered).toBe(true);
    expect(
      headFromItem({ ...rest, openPartition: undefined, openOrder: undefined }).deadLettered,
    ).toBeUndefined();
  });

  it('has no place among the open jobs', () => {
    expect(headFromItem(headToItem(dead)).place).toBeUndefined();
    expect(headFromItem(headToItem(headOf())).place).toEqual(headOf().place);
  });
});
