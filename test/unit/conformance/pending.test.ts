import { describe, expect, it } from 'vitest';
import {
  isAsListed,
  judgePending,
  parsePending,
  type Selection,
} from '../../../conformance/report/pending.ts';
import { verdictLines } from '../../../conformance/report/verdict.ts';

const LIST = parsePending('# remark\nl1/a.json  level 1\n\nl1/b.json  never\nl2/c.json   level 2\n');

function selection(ran: Record<string, boolean>, more: Partial<Selection> = {}): Selection {
  return {
    ran: new Map(Object.entries(ran)),
    existing: new Set(['l1/a.json', 'l1/b.json', 'l1/ok.json', 'l2/c.json']),
    selects: () => true,
    ...more,
  };
}

const AS_LISTED = { 'l1/a.json': false, 'l1/b.json': false, 'l2/c.json': false, 'l1/ok.json': true };

describe('pending.txt', () => {
  it('is a path and what closes it; remarks and empty lines do not count', () => {
    expect(LIST).toEqual([
      { path: 'l1/a.json', closedBy: 'level 1' },
      { path: 'l1/b.json', closedBy: 'never' },
      { path: 'l2/c.json', closedBy: 'level 2' },
    ]);
  });

  it.each(['l1/a.json', 'l1/a.json level 1', 'a  x\na  y'])('%j is refused', (text) => {
    expect(() => parsePending(text)).toThrow(/^pending\.txt:\d/);
  });

  it('holds where exactly the listed cases fail', () => {
    const verdict = judgePending(LIST, selection(AS_LISTED));
    expect(isAsListed(verdict)).toBe(true);
    expect([verdict.length, verdict.expected.length, verdict.passed]).toEqual([3, 3, ['l1/ok.json']]);
  });

  it('does not hold where a listed case passes, and gives the line to take out', () => {
    const verdict = judgePending(LIST, selection({ ...AS_LISTED, 'l1/a.json': true }));
    expect(isAsListed(verdict)).toBe(false);
    expect(verdict.passed).toEqual(['l1/ok.json']);
    expect(verdictLines(verdict)).toContain('  l1/a.json  level 1');
  });

  it('does not hold where another case fails', () => {
    const verdict = judgePending(LIST, selection({ ...AS_LISTED, 'l1/ok.json': false }));
    expect(isAsListed(verdict)).toBe(false);
    expect(verdictLines(verdict)).toContain('  l1/ok.json  l1');
  });

  it('suggests the level of a level folder', () => {
    const verdict = judgePending([], selection({ 'level-3-workflows/chain/x.json': false }));
    expect(verdictLines(verdict)).toContain('  level-3-workflows/chain/x.json  level 3');
  });

  it('counts only listed cases inside the selection', () => {
    const verdict = judgePending(
      LIST,
      selection({ 'l2/c.json': false }, { selects: (path) => path.startsWith('l2') }),
    );
    expect(isAsListed(verdict)).toBe(true);
    expect([verdict.length, verdict.expected.length]).toEqual([3, 1]);
  });

  it('does not hold where a listed file is gone from a folder that is selected', () => {
    const existing = new Set(['l1/b.json', 'l1/ok.json', 'l2/c.json']);
    const { 'l1/a.json': _gone, ...ran } = AS_LISTED;
    expect(isAsListed(judgePending(LIST, selection(ran, { existing })))).toBe(false);
    const notSelected = selection(ran, { existing, selects: (path) => path !== 'l1/a.json' });
    expect(isAsListed(judgePending(LIST, notSelected))).toBe(true);
  });

  it('does not mind files of a suite that is not there at all', () => {
    const verdict = judgePending(
      LIST,
      selection({ 'own/x.json': true }, { existing: new Set(['own/x.json']) }),
    );
    expect(isAsListed(verdict)).toBe(true);
  });
});
