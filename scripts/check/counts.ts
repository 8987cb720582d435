import { withoutColours } from './colours.ts';

/** What the closing lines of a test runner say. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The last counts in `output`: vitest's line `Tests 1 failed | 2 passed`, or `2 passed, 1 failed`. */
export function countsIn(output: string): Counts | undefined {
  const lines = withoutColours(output).split('\n').reverse();
  const line = lines.find((each) => /^\s*Tests\s+\d/.test(each) || /^\d+ passed, \d+ failed/.test(each));
  if (line === undefined) return undefined;
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0);
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}
