import type { Change } from '../engine/chronicle.ts';
import {
  type Counts,
  changeOf,
  type Move,
  NO_TOTALS,
  plusTotals,
  settled,
  type Totals,
} from '../rules/counts.ts';
import type { CounterBase } from '../table/counter-rows.ts';

/**
 * What this server has done to the counts of one queue, in memory. It is exact as far as this server
 * is told of its writes: one whose answer never came is missed until the next walk.
 */
export interface Ledger {
  book(change: Change, now: number): void;
  /** The counts by now; nothing changes in here. */
  totals(now: number): Totals;
  /** All that is booked, moves to come included. */
  counts(): Counts;
  /** When the next move is due, in ms. */
  nextMove(): number | undefined;
  /**
   * Puts what is due by now into the totals for good: `seen` must be the base as it is stored, since a
   * walk may have taken the moves over.
   */
  settle(now: number, seen: CounterBase): Totals;
  /** Heeds a walk: what it has seen coming stands in the base from now on. */
  heed(seen: CounterBase): void;
  /** Marks this moment, for `forgetMoves`. */
  mark(): number;
  /** A walk of this server has taken over the moves booked before the mark. */
  forgetMoves(mark: number, walkedAt: number): void;
}

interface Booked extends Move {
  readonly bookedAt: number;
  readonly sequence: number;
}

/** A ledger without entries. */
export function openLedger(): Ledger {
  let sums = NO_TOTALS;
  let moves: Booked[] = [];
  let sequence = 0;
  let heeded = 0;

  function heed({ walkedAt }: CounterBase): void {
    if (walkedAt <= heeded) return;
    heeded = walkedAt;
    moves = moves.filter(({ bookedAt }) => bookedAt > walkedAt);
  }

  return {
    book({ from, head }, now) {
      const change = settled(changeOf(from, head), now);
      sums = plusTotals(sums, change.totals);
      sequence += 1;
      if (change.moves.length === 0) return;
      moves.push(...change.moves.map((move) => ({ ...move, bookedAt: now, sequence })));
    },
    totals: (now) => settled({ totals: sums, moves }, now).totals,
    counts: () => ({ totals: sums, moves }),
    nextMove: () => moves.reduce<number | undefined>((first, { at }) => Math.min(at, first ?? at), undefined),
    settle(now, seen) {
      heed(seen);
      sums = settled({ totals: sums, moves }, now).totals;
      moves = moves.filter(({ at }) => at > now);
      return sums;
    },
    heed,
    mark: () => sequence,
    forgetMoves(mark, walkedAt) {
      heeded = Math.max(heeded, walkedAt);
      moves = moves.filter((move) => move.sequence > mark);
    },
  };
}
