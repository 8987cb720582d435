import type { PendingEntry, Verdict } from './pending.ts';

/** How the run compares with `pending.txt`, differences as lines to paste or to take out. */
export function verdictLines(verdict: Verdict): string[] {
  const { expected, toRemove, unlisted, missing } = verdict;
  return [
    `pending.txt: ${verdict.length} listed, ${expected.length} of them ran and failed as listed`,
    ...section('pass now; take these lines out of pending.txt:', toRemove.map(line)),
    ...section('fail and are not listed; the list would need:', unlisted.map(suggestion)),
    ...section('are listed, but there is no such case:', missing.map(line)),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${lines.length} ${title}`, ...lines.map((each) => `  ${each}`)];
}

function line({ path, closedBy }: PendingEntry): string {
  return `${path}  ${closedBy}`;
}

/** An unlisted path with its level or suite as what would close it. */
function suggestion(path: string): string {
  const level = /^level-(\d)/.exec(path)?.[1];
  return `${path}  ${level === undefined ? (path.split('/')[0] ?? path) : `level ${level}`}`;
}
