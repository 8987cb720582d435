import { withoutColours } from './colours.ts';

/** Lines kept of a step that names no fault in a way known here, and of one that names many. */
const LAST_LINES = 40;
const MOST_LINES = 200;

/**
 * What a failed step says of its faults, to be read again at the very end: vitest's list of failed
 * tests, a conformance run's failures; else its last lines.
 */
export function faultsIn(output: string): string[] {
  const lines = withoutColours(output).split('\n');
  const from = lines.findIndex((line) => /Failed Tests \d+|^(FAILED|ERROR|EMPTY) /.test(line));
  return from < 0 ? lines.slice(-LAST_LINES) : lines.slice(from, from + MOST_LINES);
}
