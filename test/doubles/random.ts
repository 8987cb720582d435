import { createHash } from 'node:crypto';

/**
 * A sequence of numbers in [0, 1) that is the same for the same seed and name (mulberry32). Each habit
 * has its own, so that one habit more or less leaves the dice of the others as they were.
 */
export function seededRandom(seed: number, name: string): () => number {
  let state = createHash('sha256').update(`${seed} ${name}`).digest().readUInt32BE();
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
