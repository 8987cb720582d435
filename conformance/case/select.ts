import { type Case, waitingMs } from './case.ts';

/** Our own cases are keyed below this folder name. */
export const OWN_PREFIX = 'own/';

/** A case is slow where it sleeps for longer than this in all, ms. */
const SLOW_MS = 60_000;

/** Which of the slow cases to run. */
export type Slowness = 'all' | 'not-slow' | 'only-slow';

/**
 * True where a selector names a path: `level-0` and `level-0-core` name everything that begins so, our
 * own cases too; `own` names only ours. No selector at all names everything.
 */
export function selectsPath(selectors: readonly string[], path: string): boolean {
  if (selectors.length === 0) return true;
  const bare = path.startsWith(OWN_PREFIX) ? path.slice(OWN_PREFIX.length) : path;
  return selectors.some((selector) => path.startsWith(selector) || bare.startsWith(selector));
}

/** The cases that selectors (path beginnings or whole test ids) and slowness leave. */
export function selectCases(
  cases: readonly Case[],
  selectors: readonly string[],
  slowness: Slowness,
): Case[] {
  return cases.filter((testCase) => {
    const named = selectsPath(selectors, testCase.path) || selectors.includes(testCase.testId);
    if (!named || slowness === 'all') return named;
    return waitingMs(testCase) > SLOW_MS === (slowness === 'only-slow');
  });
}

/** A permutation that is the same for the same seed. */
export function shuffle<T>(items: readonly T[], seed: number): T[] {
  const random = mulberry32(seed);
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** A small generator of 32-bit numbers, even enough to vary an order. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
