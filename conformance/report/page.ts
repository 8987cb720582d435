import type { CaseResult } from '../running/judge-case.ts';
import type { PendingEntry } from './pending.ts';
import { reasonOf } from './reasons.ts';
import { passed, sumUp } from './results.ts';

/** Cases of one suite, and how many of them pass. */
export interface SuiteRow {
  readonly suite: string;
  readonly cases: number;
  readonly official: number;
  readonly byIntent: number;
}

const HEAD = `# Conformance

How this server does in the conformance cases of the Open Job Spec and in our own (\`own\`), one after the
other on a fresh state each. Made by \`make conformance ARGS=--page\`; not to be edited.

*Official* is the reading of the standard's own runner; *by intent* also judges what that runner passes over
(see [conformance/README.md](../conformance/README.md)), and decides.
`;

/** A row for each suite, in the order of the table on the screen. */
export function rowsOf(results: readonly CaseResult[]): SuiteRow[] {
  return sumUp(results).map(([suite, own]) => ({
    suite,
    cases: own.length,
    official: passed(own.map(({ official }) => official)),
    byIntent: passed(own.map(({ byIntent }) => byIntent)),
  }));
}

/**
 * The page `docs/conformance.md`: a row for each suite, and a row with a reason for each case that does
 * not pass by intent. It holds nothing that differs from run to run.
 */
export function pageText(
  rows: readonly SuiteRow[],
  pending: readonly PendingEntry[],
  reasons: ReadonlyMap<string, string>,
): string {
  const sum = (of: (row: SuiteRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const all = {
    suite: 'all',
    cases: sum(({ cases }) => cases),
    official: sum(({ official }) => official),
    byIntent: sum(({ byIntent }) => byIntent),
  };
  const table = [
    '| suite | cases | official | by intent |',
    '|---|---|---|---|',
    ...[...rows, all].map(rowText),
  ];
  return `${HEAD}\n${table.join('\n')}\n\n${failingText(pending, reasons)}`;
}

/** The part of the page that follows from the lists alone. */
export function failingText(pending: readonly PendingEntry[], reasons: ReadonlyMap<string, string>): string {
  const lines = pending.map((entry) => `| ${entry.path} | ${reasonOf(reasons, entry)} |`);
  return ['## What does not pass by intent', '', '| case | why |', '|---|---|', ...lines, ''].join('\n');
}

/** The rows that a page has. */
export function rowsIn(page: string): SuiteRow[] {
  return [...page.matchAll(/^\| (\S+) \| (\d+) \| (\d+) \| (\d+) \|$/gm)].map(
    ([, suite = '', cases, official, byIntent]) => ({
      suite,
      cases: Number(cases),
      official: Number(official),
      byIntent: Number(byIntent),
    }),
  );
}

function rowText({ suite, cases, official, byIntent }: SuiteRow): string {
  return `| ${suite} | ${cases} | ${official} | ${byIntent} |`;
}
