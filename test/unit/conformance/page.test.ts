import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadCases } from '../../../conformance/case/load.ts';
import { OWN_PREFIX } from '../../../conformance/case/select.ts';
import { failingText, pageText, rowsIn } from '../../../conformance/report/page.ts';
import { parsePending } from '../../../conformance/report/pending.ts';
import { parseReasons } from '../../../conformance/report/reasons.ts';

const root = new URL('../../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

describe('reasons.txt', () => {
  it('is a word and a reason; remarks and empty lines do not count', () => {
    expect([...parseReasons('# remark\n\nlevel 3  Not yet.\nnever   Cannot be.\n')]).toEqual([
      ['level 3', 'Not yet.'],
      ['never', 'Cannot be.'],
    ]);
  });

  it.each(['never', 'level 3 Not yet.', 'a  x\na  y'])('%j is refused', (text) => {
    expect(() => parseReasons(text)).toThrow(/^reasons\.txt:\d/);
  });
});

describe('the page', () => {
  const pending = parsePending('l1/a.json  never\n');
  const reasons = parseReasons('never  Cannot be.\n');
  const rows = [
    { suite: 'l1', cases: 3, official: 3, byIntent: 2 },
    { suite: 'own', cases: 1, official: 0, byIntent: 1 },
  ];

  it('has a row for each suite, their sum, and each failing case with its reason', () => {
    const page = pageText(rows, pending, reasons);
    expect(rowsIn(page)).toEqual([...rows, { suite: 'all', cases: 4, official: 3, byIntent: 3 }]);
    expect(page.endsWith('| l1/a.json | Cannot be. |\n')).toBe(true);
  });

  it('needs a reason for each', () => {
    expect(() => pageText(rows, pending, new Map())).toThrow("'never', which l1/a.json is listed with");
  });
});

describe('docs/conformance.md', () => {
  const page = read('docs/conformance.md');
  const pending = parsePending(read('conformance/pending.txt'));
  const reasons = parseReasons(read('conformance/reasons.txt'));
  const stale = 'run make conformance ARGS=--page';

  it('names what pending.txt names, with the reasons of reasons.txt', () => {
    expect(page.endsWith(`\n${failingText(pending, reasons)}`), stale).toBe(true);
    const used = new Set(pending.map(({ closedBy }) => closedBy));
    expect([...reasons.keys()].filter((word) => !used.has(word))).toEqual([]);
  });

  it('counts the cases that are there, and those that are not listed as passing', () => {
    const folder = process.env.OJS_SUITES || fileURLToPath(new URL('../shared/ojs/conformance/suites', root));
    const official = existsSync(folder) ? loadCases(folder) : [];
    const own = loadCases(fileURLToPath(new URL('conformance/cases', root)), OWN_PREFIX);
    const here = new Map<string, number>();
    for (const { path } of [...official, ...own]) {
      const suite = path.split('/')[0] ?? '';
      here.set(suite, (here.get(suite) ?? 0) + 1);
    }
    const told = rowsIn(page).filter(({ suite }) => here.has(suite));
    const wanted = [...here].map(([suite, cases]) => {
      const listed = pending.filter(({ path }) => path.startsWith(`${suite}/`)).length;
      return { suite, cases, byIntent: cases - listed };
    });
    const bySuite = (a: { suite: string }, b: { suite: string }) => (a.suite < b.suite ? -1 : 1);
    expect(told.map(({ official: _, ...row }) => row).sort(bySuite), stale).toEqual(wanted.sort(bySuite));
  });
});
