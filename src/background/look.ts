import type { Engine, Looks } from '../engine/engine.ts';
import { laneOf, ownHint } from '../engine/lane.ts';
import { rewrite } from '../engine/rewrite.ts';
import { type Head, hasEnded, nextChange } from '../rules/head.ts';
import { resolve } from '../rules/lifecycle.ts';
import { dueMsOf } from '../table/keys.ts';
import { type OpenCursor, type OpenEntry, readOpenPage } from '../table/open-index.ts';
import { listQueues } from '../table/queue-list.ts';
import { readHeads } from '../table/read-head.ts';
import { type LookPace, lookPace } from './look-pace.ts';

/**
 * The net below all hints (DESIGN decision 13): reads a queue's oldest open jobs from the table,
 * since every message of SQS may have been lost. What is ready is handed to this server's own
 * fetches as long as they take it, or hinted at again; what waits is remembered until its moment; what
 * time has ended is written down.
 */
export interface Look extends Looks {
  /** A look at every queue there is, for a server that has just started. */
  atStart(): Promise<void>;
  /** Ends at the next page; resolves when nothing is under way any more. */
  close(): Promise<void>;
}

const PAGE = 200;
/** A job is left to its hint for so long after it got ready. */
const HINTED_MS = 1_000;
/** Ready jobs this much older than the newest hint that SQS showed have lost theirs. */
const LOST_AFTER_MS = 120_000;
/** Waiting jobs whose moment is nearer than this are kept in memory until then. */
const KEPT_IN_MEMORY_MS = 60_000;
/** How long one page of ready jobs waits to be taken, and how often that is asked. */
const TAKEN_WITHIN_MS = 1_400;
const ASK_MS = 20;

/** @param parts what a look works with. */
export function looker(parts: Pick<Engine, 'store' | 'lanes' | 'chronicle' | 'clock' | 'log'>): Look {
  const { store, lanes, clock, log } = parts;
  const paces = new Map<string, LookPace>();
  const server = store.tokens.server;
  const running = new Set<Promise<unknown>>();
  let closed = false;

  function paceOf(queue: string): LookPace {
    const known = paces.get(queue);
    if (known) return known;
    const fresh = lookPace(clock, () => tracked(look(queue, true)));
    paces.set(queue, fresh);
    return fresh;
  }

  function tracked<T>(work: Promise<T>): Promise<T> {
    running.add(work);
    void work.finally(() => running.delete(work)).catch(() => undefined);
    return work;
  }

  /** @returns whether anything was ready, or may be when its hint is lost. */
  async function look(queue: string, serve: boolean): Promise<boolean> {
    const pace = paceOf(queue);
    const newestBefore = lanes.newestReceived(laneOf(queue));
    let found = false;
    let after: OpenCursor | undefined;
    try {
      do {
        const page = await readOpenPage(store, queue, laneOf(queue).lane, clock.now(), PAGE, after);
        const { ready, fresh } = await readyOf(page.entries, pace);
        found ||= fresh || ready.length > 0;
        after = page.next;
        if (ready.length === 0) continue;
        if (!serve) hintAgain(queue, ready, newestBefore);
        if (!serve || !(await taken(queue, ready))) break;
      } while (after && !closed);
    } catch (error) {
      log.warn({ err: error, queue }, 'A look at the open jobs of a queue failed; it is tried again.');
    }
    return found;
  }

  /**
   * The heads of a page that are free to be claimed; the others are remembered or written down.
   * `fresh`: some became free so lately that their hint is still on its way.
   */
  async function readyOf(
    entries: readonly OpenEntry[],
    pace: LookPace,
  ): Promise<{ ready: Head[]; fresh: boolean }> {
    const now = clock.now();
    const unknown = entries.filter(({ jobId }) => !pace.isKnown(jobId));
    const heads = await readHeads(
      store,
      unknown.map(({ jobId }) => jobId),
    );
    const ready: Head[] = [];
    let fresh = false;
    for (const { jobId, order } of unknown) {
      const stored = heads.get(jobId);
      if (!stored) continue;
      const current = resolve(stored, now, server);
      if (hasEnded(current)) {
        if (!hasEnded(stored)) await settle(stored);
        continue;
      }
      const change = nextChange(current, server);
      if (current.state !== 'available') {
        if (change !== undefined) remember(stored, change, pace);
      } else if (Math.max(current.enqueuedAt, dueMsOf(order)) > now - HINTED_MS) {
        fresh = true;
      } else {
        ready.push(stored);
      }
    }
    return { ready, fresh };
  }

  /** Time has ended the job: written here, so that it leaves the open index. */
  async function settle(stored: Head): Promise<void> {
    await rewrite(parts, stored.id, (head) => head, stored);
  }

  function remember(stored: Head, changeMs: number, pace: LookPace): void {
    pace.know(stored.id, changeMs);
    if (changeMs - clock.now() <= KEPT_IN_MEMORY_MS) {
      lanes.readyAt({ ...ownHint(stored), receiveCount: 2 }, changeMs);
    }
  }

  function hintAgain(queue: string, ready: readonly Head[], newestReceived: number): void {
    const lane = laneOf(queue);
    const since = lanes.newestReceived(lane);
    for (const head of ready) {
      const { hint } = ownHint(head);
      if (since === newestReceived || hint.atMs < since - LOST_AFTER_MS) lanes.send(lane, hint);
    }
  }

  /** Puts the jobs at hand; whether this server's fetches took them all. */
  async function taken(queue: string, ready: readonly Head[]): Promise<boolean> {
    const lane = laneOf(queue);
    for (const head of ready) lanes.ready(ownHint(head));
    const until = clock.now() + TAKEN_WITHIN_MS;
    while (lanes.size(lane) > 0 && clock.now() < until && !closed) {
      await new Promise<void>((resolve) => clock.after(ASK_MS, resolve));
    }
    return lanes.size(lane) === 0;
  }

  async function lookAtAll(): Promise<void> {
    for (const { name } of await listQueues(store)) {
      if (!closed) await look(name, false);
    }
  }

  function forget(): void {
    for (const pace of paces.values()) pace.close();
    paces.clear();
  }

  return {
    foundEmpty: (queue) => paceOf(queue).wanted(),
    atOnce(queue) {
      paces.get(queue)?.close();
      paces.delete(queue);
      paceOf(queue).wanted();
    },
    forget,
    atStart: () => tracked(lookAtAll()),
    async close() {
      closed = true;
      forget();
      await Promise.allSettled(running);
    },
  };
}
