import { createHash } from 'node:crypto';
import { type CronWatch, carryOut, decideTick, type Ticking } from '../engine/cron-tick.ts';
import { type Cron, severalWereMissed } from '../rules/cron.ts';
import { readCron } from '../table/cron-item.ts';
import { readDue } from '../table/due-index.ts';
import { CRON_PARTITIONS, cronDuePartitionAt } from '../table/keys.ts';
import type { TickWatch } from './tick-watch.ts';

/**
 * Has every tick of every cron decided once, at its moment, by one of the servers (DESIGN decision
 * 23). All of them know what is due soon; at a tick each reads the cron, and the first to write the
 * decision carries it out. A decision that its server leaves undone is carried out by another one.
 */
export interface CronScheduler extends CronWatch {
  /** Begins to read the due index. */
  start(): void;
  /** Forgets what it knows, as if this server had just started. */
  forget(): void;
  /** Ends; resolves when nothing is under way any more. */
  close(): Promise<void>;
}

/** How often the due index is read, and how far ahead. Between the reads nothing is asked of the table. */
const READ_EVERY_MS = 10_000;
const LOOK_AHEAD_MS = 15_000;
/** How long a decision is left to the server that wrote it. */
const LEFT_TO_ITS_SERVER_MS = 1_000;
/** While it is not known whether ticks were missed, or are late on another server, it is asked again so often. */
const ASK_AGAIN_MS = 500;
/** Servers come to a tick one after the other, so that mostly one of them writes. */
const STAGGER_MS = 150;
/** Ticks in work at once; the others wait their turn. */
const AT_ONCE = 100;
const RETRY_MS = 1_000;

interface Watched {
  /** When it is looked at next. */
  atMs: number;
  cancel: () => void;
  /** The cron as it was first seen in its present state: its token, and when. */
  seen?: { readonly token: string; readonly atMs: number } | undefined;
}

/**
 * @param ticking what a tick takes.
 * @param watch knows whether ticks from before this server's time were missed.
 */
export function cronScheduler(ticking: Ticking, watch: TickWatch): CronScheduler {
  const { store, clock, log } = ticking.engine;
  const watched = new Map<string, Watched>();
  const waiting = new Set<string>();
  const running = new Map<string, Promise<void>>();
  let cancelRead: () => void = () => undefined;
  let reading: Promise<void> = Promise.resolve();
  let closed = false;

  async function read(): Promise<void> {
    const now = clock.now();
    try {
      for (let index = 0; index < CRON_PARTITIONS; index += 1) {
        const entries = readDue(store, cronDuePartitionAt(index), now + LOOK_AHEAD_MS);
        for await (const { sort: name, dueMs } of entries) if (!watched.has(name)) lookAt(name, dueMs);
      }
      watch.hasRead();
    } catch (error) {
      log.warn({ err: error }, 'The due crons could not be read; trying again.');
    }
    if (!closed) cancelRead = clock.after(READ_EVERY_MS, readAgain);
  }

  function readAgain(): void {
    reading = read();
  }

  /** Looks at the cron at `atMs`, this server's own little while after it. */
  function lookAt(name: string, atMs: number): void {
    if (closed) return;
    watch.isNeeded();
    const known = watched.get(name);
    known?.cancel();
    const cancel = clock.after(Math.max(0, atMs + staggerOf(name) - clock.now()), () => begin(name));
    watched.set(name, { ...known, atMs, cancel });
  }

  function staggerOf(name: string): number {
    return (
      createHash('sha256').update(`${store.tokens.server} ${name}`).digest().readUInt16BE(0) % STAGGER_MS
    );
  }

  function begin(name: string): void {
    if (running.has(name) || running.size >= AT_ONCE) {
      waiting.add(name);
      return;
    }
    const work = look(name)
      .catch((error) => {
        log.warn({ err: error, cron: name }, 'A tick of a cron failed; trying again.');
        lookAt(name, clock.now() + RETRY_MS);
      })
      .finally(() => {
        running.delete(name);
        const [next] = waiting;
        if (next === undefined || closed) return;
        waiting.delete(next);
        begin(next);
      });
    running.set(name, work);
  }

  async function look(name: string): Promise<void> {
    let cron = await readCron(store, name);
    while (cron?.nextRunAt !== undefined && !closed) {
      const waitMs = cron.decision ? leftToItsServer(cron) : untilDue(cron);
      if (waitMs > 0) {
        if (waitMs <= LOOK_AHEAD_MS) lookAt(name, clock.now() + waitMs);
        else watched.delete(name);
        return;
      }
      cron = cron.decision ? await carryOut(ticking, cron, cron.decision) : await decide(cron);
    }
    watched.delete(name);
  }

  /** @returns the cron as it is then. */
  async function decide(cron: Cron): Promise<Cron | undefined> {
    const outcome = await decideTick(ticking, cron, watch.since());
    if (!outcome.written) return outcome.stored;
    const { decision } = outcome.cron;
    return decision ? carryOut(ticking, outcome.cron, decision) : outcome.cron;
  }

  function untilDue(cron: Cron): number {
    const waitMs = (cron.nextRunAt ?? 0) - clock.now();
    const mayBeLate = waitMs <= 0 && severalWereMissed(cron, watch.since()) && !watch.sure();
    return mayBeLate ? ASK_AGAIN_MS : waitMs;
  }

  function leftToItsServer(cron: Cron): number {
    return LEFT_TO_ITS_SERVER_MS - unchangedFor(cron);
  }

  /** For how long this server has seen the cron as it is, in ms of its own clock. */
  function unchangedFor({ name, token }: Cron): number {
    const now = clock.now();
    const known = watched.get(name);
    if (known?.seen?.token === token) return now - known.seen.atMs;
    watched.set(name, { cancel: () => undefined, ...known, atMs: now, seen: { token, atMs: now } });
    return 0;
  }

  function forget(): void {
    for (const { cancel } of watched.values()) cancel();
    watched.clear();
    waiting.clear();
  }

  return {
    start: readAgain,
    changed({ name, nextRunAt }) {
      if (nextRunAt !== undefined && nextRunAt <= clock.now() + LOOK_AHEAD_MS) lookAt(name, nextRunAt);
    },
    forget,
    async close() {
      closed = true;
      cancelRead();
      forget();
      await Promise.allSettled([reading, ...running.values()]);
    },
  };
}
