import type { Head } from './head.ts';
import type { JobState } from './job-state.ts';

/**
 * How many jobs of a queue are in each state, as a function of time (DESIGN decision 17).
 *
 * A stored head says more than its state: a job scheduled for D is available from D on, and discarded
 * once it has expired, without anybody writing that. So what a head counts for is a state and the
 * moves that time alone makes, and a write changes the counts by what the new head counts for less
 * what the old one did. That is a sum, so every server can keep it for its own writes, and whoever
 * adds all of them up has the truth.
 */
export interface Counts {
  readonly totals: Totals;
  readonly moves: readonly Move[];
}

/** Jobs by state; those of one server's own writes may be negative. */
export type Totals = Readonly<Record<JobState, number>>;

/** From the moment `at` (ms) on, `n` jobs count for the state `to` that counted for `from` before. */
export interface Move {
  readonly at: number;
  readonly from: JobState;
  readonly to: JobState;
  readonly n: number;
}

/** Every state, in the order in which counts are stored. */
export const STATES = [
  'pending',
  'scheduled',
  'available',
  'active',
  'retryable',
  'completed',
  'cancelled',
  'discarded',
] as const satisfies readonly JobState[];

/** The states that a walk of the open jobs can see; the others are counted since the queue began. */
export const OPEN_STATES = ['pending', 'scheduled', 'available', 'active', 'retryable'] as const;
/** The states that no walk can see any more: they are only ever added up. */
const ENDED_STATES = ['completed', 'cancelled', 'discarded'] as const;

export const NO_TOTALS: Totals = totalsOf(() => 0);
export const NO_COUNTS: Counts = { totals: NO_TOTALS, moves: [] };

/** Totals by a rule for each state. */
export function totalsOf(count: (state: JobState) => number): Totals {
  return {
    pending: count('pending'),
    scheduled: count('scheduled'),
    available: count('available'),
    active: count('active'),
    retryable: count('retryable'),
    completed: count('completed'),
    cancelled: count('cancelled'),
    discarded: count('discarded'),
  };
}

/** What one stored head counts for: until a write says otherwise, an active one is active. */
export function countsOf(head: Pick<Head, 'state' | 'dueAt' | 'expiresAt'>): Counts {
  const totals = totalsOf((state) => (state === head.state ? 1 : 0));
  const { state, dueAt, expiresAt } = head;
  if (state === 'active' || isEndedState(state)) return { totals, moves: [] };
  const due = state === 'available' || state === 'pending' ? undefined : dueAt;
  const moves: Move[] = [];
  // As `resolve` in rules/lifecycle has it: who expires before being due is never available.
  if (due !== undefined && (expiresAt === undefined || due < expiresAt)) {
    moves.push({ at: due, from: state, to: 'available', n: 1 });
  }
  if (expiresAt !== undefined) {
    moves.push({ at: expiresAt, from: moves.length > 0 ? 'available' : state, to: 'discarded', n: 1 });
  }
  return { totals, moves };
}

/** By how much a write changes the counts. */
export function changeOf(from: Head | undefined, head: Head): Counts {
  return from ? plus(countsOf(head), times(countsOf(from), -1)) : countsOf(head);
}

export function plus(one: Counts, other: Counts): Counts {
  return { totals: plusTotals(one.totals, other.totals), moves: [...one.moves, ...other.moves] };
}

export function plusTotals(one: Totals, other: Totals): Totals {
  return totalsOf((state) => one[state] + other[state]);
}

function times({ totals, moves }: Counts, factor: number): Counts {
  return {
    totals: totalsOf((state) => totals[state] * factor),
    moves: moves.map((move) => ({ ...move, n: move.n * factor })),
  };
}

/** The counts at the moment `now`, and the moves that are still to come. */
export function settled({ totals, moves }: Counts, now: number): Counts {
  const due = moves.filter(({ at }) => at <= now);
  if (due.length === 0) return { totals, moves };
  const sums = new Map<JobState, number>();
  const add = (state: JobState, n: number) => sums.set(state, (sums.get(state) ?? 0) + n);
  for (const { from, to, n } of due) {
    add(from, -n);
    add(to, n);
  }
  return {
    totals: totalsOf((state) => totals[state] + (sums.get(state) ?? 0)),
    moves: moves.filter(({ at }) => at > now),
  };
}

/** Moves of one kind and moment as one, at most about `most` of them: where there are more, moments are
 * rounded up to the second, then to two, four … Those that undo each other are gone. */
export function packed(moves: readonly Move[], most: number): Move[] {
  for (let grainMs = 1; ; grainMs = grainMs === 1 ? 1_000 : grainMs * 2) {
    const sums = new Map<string, Move>();
    for (const move of moves) {
      const at = Math.ceil(move.at / grainMs) * grainMs;
      const key = `${at} ${move.from} ${move.to}`;
      sums.set(key, { ...move, at, n: (sums.get(key)?.n ?? 0) + move.n });
    }
    const left = [...sums.values()].filter(({ n }) => n !== 0);
    if (left.length <= most) return left;
  }
}

function isEndedState(state: JobState): boolean {
  return ENDED_STATES.some((ended) => ended === state);
}

/** What is known when the open jobs of a queue have been walked, all as of one moment. */
export interface Walk {
  /** That moment, in ms. */
  readonly now: number;
  /** What the stored heads of the open jobs count for, one each. */
  readonly open: readonly Counts[];
  /** What stood in the base before. */
  readonly base: Counts;
  /** Last totals of the servers whose counts are taken over. */
  readonly dead: readonly Totals[];
  /** Present totals of the servers that live. */
  readonly living: readonly Totals[];
  /** Jobs that expired after their dead server last wrote its totals. */
  readonly lapsed: number;
}

/**
 * The base after a walk: with the totals of the living added it gives what the walk has found, and it
 * takes over every move that is to come, so that all servers can forget theirs. Jobs that have ended
 * are not found by a walk; those of the dead are added.
 */
export function walkedBase({ now, open, base, dead, living, lapsed }: Walk): Counts {
  const truth = settled(open.reduce(plusInPlace, mutable()), now);
  const before = settled(base, now).totals;
  const sum = (all: readonly Totals[], state: JobState) => all.reduce((n, totals) => n + totals[state], 0);
  const isEnded = (state: JobState) => isEndedState(state);
  return {
    totals: totalsOf((state) =>
      isEnded(state)
        ? before[state] + sum(dead, state) + (state === 'discarded' ? lapsed : 0)
        : truth.totals[state] - sum(living, state),
    ),
    moves: truth.moves,
  };
}

/** Adding up a hundred thousand heads must not copy the moves each time. */
function mutable(): { totals: Totals; moves: Move[] } {
  return { totals: NO_TOTALS, moves: [] };
}

function plusInPlace(sum: { totals: Totals; moves: Move[] }, { totals, moves }: Counts) {
  sum.totals = plusTotals(sum.totals, totals);
  sum.moves.push(...moves);
  return sum;
}
