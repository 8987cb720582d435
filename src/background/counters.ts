import type { Change, Chronicle } from '../engine/chronicle.ts';
import type { QueueCounts } from '../engine/engine.ts';
import type { Clock } from '../rules/clock.ts';
import { NO_TOTALS, packed, plus, plusTotals, settled, type Totals, totalsOf } from '../rules/counts.ts';
import type { Log } from '../rules/log.ts';
import {
  type CounterBase,
  deleteCounterRow,
  putCounterRow,
  readCounters,
  replaceCounterBase,
  type StoredCounters,
} from '../table/counter-rows.ts';
import { deleteBeat, putBeat } from '../table/server-beats.ts';
import type { Store } from '../table/store.ts';
import { type Ledger, openLedger } from './ledger.ts';

/** The counts of this server: kept in memory at every write, and told to the others once a second. */
export interface Counters extends QueueCounts {
  /** Is told of every write that won. */
  readonly chronicle: Chronicle;
  /** The name under which this server counts, where it does. */
  speaker(): string | undefined;
  /** The name under which it counts or would. */
  name(): string;
  /** Calls `listener` with every change of the queue, until the answer is called. */
  listen(queue: string, listener: (change: Change) => void): () => void;
  /** What this server counts now, settled, and the mark for `walked`; `seen` is the base as it is stored now. */
  freeze(queue: string, now: number, seen: CounterBase): { readonly totals: Totals; readonly mark: number };
  /** A walk of this server has taken over all moves booked before the mark. */
  walked(queue: string, mark: number, walkedAt: number): void;
  /** Forgets everything, as if this server had just started, once what is under way is through. */
  forget(): Promise<void>;
  /** Hands all counts over to the bases, for a server that goes; what time does not allow, others take over. */
  close(): Promise<void>;
}

interface Open {
  readonly ledger: Ledger;
  /** Whether there is a row under our name. */
  written: boolean;
  changed: boolean;
  writtenAt: number;
  wakeAt: number;
  wake: () => void;
  writing: Promise<void> | undefined;
}

/** A row is written at most so often, and the first change after a rest so soon. */
const WRITE_EVERY_MS = 1_000;
const GATHER_MS = 50;
/** No timer waits longer, for those of Node end at 24 days. */
const LONGEST_WAIT_MS = 86_400_000;
/** What was read of a queue is good for so long. */
const FRESH_MS = 100;
/** The base keeps so many moves to come to the millisecond; of more it keeps the second, or less. */
export const MOVES_OF_A_BASE = 1_000;
/** At the end: how many queues at once, and for how long. */
const CLOSE_AT_ONCE = 20;
const CLOSE_MS = 3_000;

/** @param onTakenForDead another server has folded our counts of this queue while we live. */
export function openCounters(
  store: Store,
  clock: Clock,
  log: Log,
  onTakenForDead: (queue: string) => void,
): Counters {
  let open = new Map<string, Open>();
  const listeners = new Map<string, Set<(change: Change) => void>>();
  const reads = new Map<string, { at: number; stored: Promise<StoredCounters> }>();
  let generation = 0;
  let announced: string | undefined;

  const speaker = () => (open.size > 0 ? name() : undefined);
  const name = () => (generation === 0 ? store.tokens.server : `${store.tokens.server}~${generation}`);

  function openOf(queue: string): Open {
    const known = open.get(queue);
    if (known) return known;
    const fresh: Open = {
      ledger: openLedger(),
      written: false,
      changed: false,
      writtenAt: 0,
      wakeAt: Number.POSITIVE_INFINITY,
      wake: () => undefined,
      writing: undefined,
    };
    open.set(queue, fresh);
    return fresh;
  }

  function chronicle(change: Change): void {
    const { queue } = change.head;
    const own = openOf(queue);
    const now = clock.now();
    own.ledger.book(change, now);
    own.changed = true;
    for (const listener of listeners.get(queue) ?? []) listener(change);
    wakeBy(queue, own, Math.max(now + GATHER_MS, own.writtenAt + WRITE_EVERY_MS));
  }

  function wakeBy(queue: string, own: Open, at: number): void {
    if (own.wakeAt <= at) return;
    own.wake();
    own.wakeAt = at;
    const delay = Math.min(Math.max(0, at - clock.now()), LONGEST_WAIT_MS);
    own.wake = clock.after(delay, () => {
      own.wakeAt = Number.POSITIVE_INFINITY;
      if (open.get(queue) === own) void write(queue, own);
    });
  }

  /** Tells the others what is counted here by now. */
  async function write(queue: string, own: Open): Promise<void> {
    if (own.writing) return;
    own.writing = writeOnce(queue, own).catch((error) => {
      own.changed = true;
      log.warn({ err: error, queue }, 'The counts of a queue could not be written; trying again.');
    });
    await own.writing;
    own.writing = undefined;
    if (open.get(queue) !== own) return;
    own.writtenAt = clock.now();
    if (own.changed) wakeBy(queue, own, own.writtenAt + WRITE_EVERY_MS);
    const next = own.ledger.nextMove();
    if (next !== undefined) wakeBy(queue, own, Math.max(next, own.writtenAt + WRITE_EVERY_MS));
  }

  async function writeOnce(queue: string, own: Open): Promise<void> {
    const next = own.ledger.nextMove();
    const now = clock.now();
    const due = (next !== undefined && next <= now) || own.ledger.crowded(now);
    if (!due && !own.changed) return;
    // Moves go into a row only after a look at the base: a walk may have taken them over.
    const seen = due ? (await readCounters(store, queue)).base : undefined;
    const server = name();
    if (announced !== server) {
      // Before the first row, so that no row is without somebody who watches over its server.
      await putBeat(store, { server, count: clock.now() });
      announced = server;
    }
    const at = clock.now();
    own.changed = false;
    const totals = seen ? own.ledger.settle(at, seen) : own.ledger.counts().totals;
    if (await putCounterRow(store, queue, { server, totals, at }, own.written)) own.written = true;
    else takenForDead(queue);
  }

  /**
   * This process stood still for so long that another server has taken it for dead. Nothing of what it
   * counted holds any more: it begins again under a new name, and a walk finds the truth.
   */
  function takenForDead(queue: string): void {
    log.warn({ queue }, 'This server stood still and was taken for dead; its counts begin again.');
    generation += 1;
    forgetLedgers();
    onTakenForDead(queue);
  }

  function forgetLedgers(): void {
    for (const own of open.values()) own.wake();
    open = new Map();
    reads.clear();
  }

  function read(queue: string): Promise<StoredCounters> {
    const now = clock.now();
    const last = reads.get(queue);
    if (last && now - last.at < FRESH_MS) return last.stored;
    const stored = readCounters(store, queue);
    reads.set(queue, { at: now, stored });
    clock.after(FRESH_MS, () => {
      if (reads.get(queue)?.stored === stored) reads.delete(queue);
    });
    return stored;
  }

  /** Adds all that is counted here to the base, moves to come included, and takes the row back. */
  async function handOver(queue: string, own: Open): Promise<void> {
    own.wake();
    await own.writing;
    for (;;) {
      const { base, rows } = await readCounters(store, queue);
      own.ledger.heed(base);
      const now = clock.now();
      const sum = settled(plus(base, own.ledger.counts()), now);
      const still = base.folded.filter((server) => rows.some((row) => row.server === server));
      const next = {
        totals: sum.totals,
        moves: packed(sum.moves, MOVES_OF_A_BASE),
        walkedAt: base.walkedAt,
        folded: own.written ? [...still, name()] : still,
      };
      if (await replaceCounterBase(store, queue, base, next, now)) break;
    }
    if (own.written) await deleteCounterRow(store, queue, name());
  }

  return {
    chronicle,
    name,
    speaker,
    async of(queue) {
      const { base, rows } = await read(queue);
      const now = clock.now();
      const own = open.get(queue)?.ledger;
      own?.heed(base);
      const others = rows.filter(({ server }) => server !== name() && !base.folded.includes(server));
      const sum = [own?.totals(now) ?? NO_TOTALS, ...others.map(({ totals }) => totals)].reduce(
        plusTotals,
        settled(base, now).totals,
      );
      // Servers tell of what they did at their own pace: one may be ahead of the others for a second.
      return totalsOf((state) => Math.max(0, sum[state]));
    },
    listen(queue, listener) {
      const all = listeners.get(queue) ?? new Set();
      listeners.set(queue, all.add(listener));
      return () => {
        all.delete(listener);
        if (all.size === 0) listeners.delete(queue);
      };
    },
    freeze(queue, now, seen) {
      const ledger = open.get(queue)?.ledger;
      return { totals: ledger?.settle(now, seen) ?? NO_TOTALS, mark: ledger?.mark() ?? 0 };
    },
    walked(queue, mark, walkedAt) {
      reads.delete(queue);
      open.get(queue)?.ledger.forgetMoves(mark, walkedAt);
    },
    async forget() {
      const writing = [...open.values()].map((own) => own.writing);
      forgetLedgers();
      announced = undefined;
      await Promise.all(writing);
    },
    async close() {
      const left = [...open];
      const spoke = announced ?? speaker();
      const until = clock.now() + CLOSE_MS;
      const hand = async () => {
        while (clock.now() < until) {
          const next = left.pop();
          if (!next) return;
          await handOver(...next);
        }
      };
      await Promise.all(Array.from({ length: CLOSE_AT_ONCE }, hand));
      if (left.length === 0 && spoke !== undefined) await deleteBeat(store, spoke);
      forgetLedgers();
    },
  };
}
