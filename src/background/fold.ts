import type { Clock } from '../rules/clock.ts';
import { countsOf, packed, type Totals, walkedBase } from '../rules/counts.ts';
import type { Head } from '../rules/head.ts';
import {
  type CounterRow,
  deleteCounterRow,
  readCounters,
  replaceCounterBase,
  type StoredCounters,
} from '../table/counter-rows.ts';
import { walkOpen } from '../table/open-walk.ts';
import type { Store } from '../table/store.ts';
import { type Counters, MOVES_OF_A_BASE } from './counters.ts';

/**
 * How a fold ended. `exact`: the counts are right. `about`: off by what other servers did in the two
 * seconds around the walk. `busy`: nothing was changed, since others were at work. `lost`: another
 * server was quicker.
 */
export type FoldOutcome = 'exact' | 'about' | 'busy' | 'lost';

/** Others tell what they did within a second; so long after a walk all it could see has been told. */
const TOLD_MS = 1_500;
/** Our own writes are told to the ledger when their answers come. */
const OWN_TOLD_MS = 250;

/**
 * Finds the counts of a queue anew, by a walk of its open jobs, and takes over what dead servers
 * counted. The steps, and what each is for:
 *
 * 1. read all rows; 2. walk, while all that this server does to the queue is recorded; 3. wait until
 * all that the walk can have seen has been told; 4. read all rows again. From here on nothing waits:
 * 5. what the walk found, with this server's own changes laid over it, is the truth of this moment,
 * and less the totals of all that live it is the new base; 6. the base is replaced by compare-and-set,
 * so of several servers one wins; 7. the rows of the dead go. Who reads between 6 and 7 leaves out the
 * rows that the base names as folded; after a crash between them the next fold deletes them.
 *
 * Exact where the other servers left the queue alone between 1 and 4: their rows are the same at both
 * times, and no move of theirs fell due. This server may do what it likes. Where they did not, the
 * answer is `busy`, or, with `force`, a base that is `about` right. Jobs that a dead server ended in
 * its last second, untold, are missing in the totals of what has ended.
 */
export async function fold(
  { store, counters, clock }: { store: Store; counters: Counters; clock: Clock },
  queue: string,
  isDead: (server: string) => boolean,
  force: boolean,
): Promise<FoldOutcome> {
  const own = new Map<string, Head>();
  const stopListening = counters.listen(queue, ({ head }) => own.set(head.id, head));
  try {
    const living = ({ base, rows }: StoredCounters) =>
      rows.filter(
        ({ server }) => server !== counters.name() && !isDead(server) && !base.folded.includes(server),
      );
    const before = living(await readCounters(store, queue));
    const startedAt = clock.now();
    const walked = await walkOpen(store, queue);
    await new Promise<void>((resolve) => {
      clock.after(before.length > 0 ? TOLD_MS : OWN_TOLD_MS, resolve);
    });
    const stored = await readCounters(store, queue);

    const now = clock.now();
    const others = living(stored);
    const heads = [...new Map([...walked, ...own]).values()];
    const quiet =
      sameRows(before, others) &&
      (others.length === 0 || !heads.some((head) => movesWithin(head, startedAt - TOLD_MS, now + TOLD_MS)));
    if (!quiet && !force) return 'busy';
    const { totals, mark } = counters.freeze(queue, now, stored.base);
    const folded = stored.rows.filter(({ server }) => stored.base.folded.includes(server));
    const dead = stored.rows.filter(({ server }) => isDead(server) && !stored.base.folded.includes(server));
    const base = walkedBase({
      now,
      open: heads.map(countsOf),
      base: stored.base,
      dead: dead.map((row) => row.totals),
      living: [totals, ...others.map((row) => row.totals)],
      lapsed: heads.filter((head) => lapsedUntold(head, dead, now)).length,
    });
    const gone = [...folded, ...dead].map(({ server }) => server);
    const next = {
      totals: base.totals,
      moves: packed(base.moves, MOVES_OF_A_BASE),
      walkedAt: startedAt,
      folded: gone,
    };
    if (!(await replaceCounterBase(store, queue, stored.base, next, now))) return 'lost';
    counters.walked(queue, mark, startedAt);
    for (const server of gone) await deleteCounterRow(store, queue, server);
    return quiet ? 'exact' : 'about';
  } finally {
    stopListening();
  }
}

function sameRows(before: readonly CounterRow[], after: readonly CounterRow[]): boolean {
  const text = (rows: readonly CounterRow[]) =>
    JSON.stringify(
      rows.map(({ server, at, totals }: { server: string; at: number; totals: Totals }) => [
        server,
        at,
        totals,
      ]),
    );
  return text(before) === text(after);
}

function movesWithin(head: Head, from: number, to: number): boolean {
  return countsOf(head).moves.some(({ at }) => at > from && at < to);
}

/** Whether the job expired after the dead server that wrote it last had told its totals. */
function lapsedUntold(head: Head, dead: readonly CounterRow[], now: number): boolean {
  const row = dead.find(({ server }) => head.token.startsWith(`${server.split('~')[0]}.`));
  return (
    row !== undefined &&
    countsOf(head).moves.some(({ to, at }) => to === 'discarded' && at > row.at && at <= now)
  );
}
