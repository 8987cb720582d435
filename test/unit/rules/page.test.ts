import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PageRequest, pageOf } from '../../../src/rules/page.ts';

const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { maxLength: 30 }).map((all) => all.sort());
const page = (all: readonly string[], asked: PageRequest) => pageOf(all, (name) => name, asked);

describe('DECISIONS 1.7, page size', () => {
  it('following the cursors, or counting pages, or offsets: every entry once, in order', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 7 }), (all, limit) => {
        const walked: string[] = [];
        let cursor: string | undefined;
        do {
          const { entries, nextCursor, offset }: ReturnType<typeof page> = page(all, { limit, cursor });
          expect(offset).toBe(walked.length);
          walked.push(...entries);
          cursor = nextCursor;
        } while (cursor !== undefined);
        expect(walked).toEqual(all);
        const pages = Array.from(
          { length: 31 },
          (_, n) => page(all, { page: n + 1, per_page: limit }).entries,
        );
        expect(pages.flat()).toEqual(all);
        expect(page(all, { offset: 2, limit: 200 }).entries).toEqual(all.slice(2));
      }),
    );
  });

  it('a cursor whose entry is gone leads to the one after it', () => {
    const { nextCursor } = page(['a', 'b', 'c'], { limit: 2 });
    expect(page(['a', 'c'], { cursor: nextCursor }).entries).toEqual(['c']);
  });

  it('50 entries where nothing is asked for, 200 where more are', () => {
    const many = Array.from({ length: 300 }, (_, n) => String(n).padStart(3, '0'));
    expect(page(many, {}).entries).toHaveLength(50);
    expect(page(many, { limit: 9_999 })).toMatchObject({ limit: 200, total: 300 });
  });

  it.each(['!', '', 'YQ==', ' '])('refuses %j, which no answer had as its cursor', (cursor) => {
    expect(() => page(['a'], { cursor })).toThrow(/^cursor must be the next_cursor of an earlier answer/);
  });
});
