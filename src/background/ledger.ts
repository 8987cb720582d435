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
  /** Whether so many moves to come are booked that `settle` is worth a read of the base. */
  crowded(now: number): boolean;
  /** When the next move is due, in ms. */
  nextMove(): number | undefined;
  /**
   * Puts what is due by now into the totals for good: `seen` must be the base as it is stored, since a
   * walk may have taken the moves over. Once an hour, moves that undo each other go: those of jobs that
   * ended before their expiry would stay until then.
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

/**
 * A walk that saw a move coming, but not what undid it, is in the base by so much later: then both, or
 * neither of them, are ours.
 */
const WALKED_WITHIN_MS = 3_600_000;
/** Fewer moves than this are no burden. */
const CROWD = 1_000;

/** A ledger without entries. */
export function openLedger(): Ledger {
  let sums = NO_TOTALS;
  let moves: Booked[] = [];
  let sequence = 0;
  let heeded = 0;
  let tidiedAt = 0;

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
    crowded: (now) => moves.length >= CROWD && now - tidiedAt >= WALKED_WITHIN_MS,
    nextMove: () => moves.reduce<number | undefined>((first, { at }) => Math.min(at, first ?? at), undefined),
    settle(now, seen) {
      heed(seen);
      sums = settled({ totals: sums, moves }, now).totals;
      moves = moves.filter(({ at }) => at > now);
      if (now - tidiedAt >= WALKED_WITHIN_MS) {
        moves = withoutUndone(moves, now - WALKED_WITHIN_MS);
        tidiedAt = now;
      }
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

/** The moves, those booked up to `untilMs` that are of one kind and moment as one; without what is undone. */
function withoutUndone(moves: readonly Booked[], untilMs: number): Booked[] {
  const sums = new Map<string, Booked>();
  for (const move of moves.filter(({ bookedAt }) => bookedAt <= untilMs)) {
    const key = `${move.at} ${move.from} ${move.to}`;
    sums.set(key, { ...move, n: (sums.get(key)?.n ?? 0) + move.n });
  }
  const left = [...sums.values()].filter(({ n }) => n !== 0);
  return [...left, ...moves.filter(({ bookedAt }) => bookedAt > untilMs)];
}
