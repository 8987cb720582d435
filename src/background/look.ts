import type { Change } from '../engine/chronicle.ts';
import type { Looks } from '../engine/engine.ts';
import { laneOf, ownHint } from '../engine/lane.ts';
import type { Head } from '../rules/head.ts';
import { type JudgeParts, judge } from './judge.ts';
import { lookAtLane } from './look-at-lane.ts';
import { type LookPace, lookPace } from './look-pace.ts';
import { type OpenJobs, openJobs } from './open-jobs.ts';
import { sweeper } from './sweep.ts';
import { unhintedLanes } from './unhinted-lanes.ts';

/**
 * The net below all hints (DESIGN decision 13): reads a queue's oldest open jobs from the table,
 * since every message of SQS may have been lost. A fetch that found nothing has its queue looked at:
 * what is ready is handed to this server's own fetches as long as they take it, the highest lanes first;
 * what waits is remembered until its moment. The sweep looks at every queue at start and every 10 minutes.
 */
export interface Look extends Looks {
  /** A write of this server won. */
  told(change: Change): void;
  /** This server has put a job into a lane of the queue that has no SQS queue. */
  unhinted(queue: string): void;
  /** Looks at every queue there is, now, and from then on every 10 minutes; resolves after the first time. */
  start(): Promise<void>;
  /** Ends at the next page; resolves when nothing is under way any more. */
  close(): Promise<void>;
}

const PAGE = 200;
/** How long one page of ready jobs waits to be taken, and how often that is asked. */
const TAKEN_WITHIN_MS = 900;
const ASK_MS = 20;
/** A ready job that is not in the reach of the next look by its place is read again after this time. */
const READ_AGAIN_MS = 5_000;

/** Queues remembered; names come from fetches, so they must not fill the memory. */
const MOST_QUEUES = 10_000;

interface Queue {
  readonly jobs: OpenJobs;
  readonly pace: LookPace;
}

/** @param parts what a look works with. */
export function looker(parts: JudgeParts): Look {
  const { store, lanes, queueLanes, clock, log } = parts;
  const queues = new Map<string, Queue>();
  const running = new Set<Promise<unknown>>();
  let closed = false;

  function queueOf(name: string): Queue {
    const known = queues.get(name);
    if (known) return known;
    const fresh: Queue = {
      jobs: openJobs(clock.now, store.tokens.server),
      pace: lookPace(clock, () => tracked(look(name, fresh.jobs))),
    };
    const [oldest] = queues.keys();
    if (queues.size >= MOST_QUEUES && oldest !== undefined) {
      queues.get(oldest)?.pace.close();
      queues.delete(oldest);
    }
    queues.set(name, fresh);
    return fresh;
  }

  function tracked<T>(work: Promise<T>): Promise<T> {
    running.add(work);
    void work.finally(() => running.delete(work)).catch(() => undefined);
    return work;
  }

  /** @returns whether anything was ready, or may be when its hint is lost. */
  async function look(queue: string, jobs: OpenJobs): Promise<boolean> {
    try {
      const due = await lookAtDue(jobs);
      return (due !== 'left' && (await lookAtUnknown(queue, jobs))) || due !== 'nothing';
    } catch (error) {
      log.warn({ err: error, queue }, 'A look at the open jobs of a queue failed; it is tried again.');
      return true;
    }
  }

  /** Jobs whose moment has come, wherever they stand. 'left': not all that was ready was taken. */
  async function lookAtDue(jobs: OpenJobs): Promise<'nothing' | 'taken' | 'left'> {
    const due = jobs.takeDue();
    let found: 'nothing' | 'taken' | 'left' = 'nothing';
    for (let at = 0; at < due.length; at += PAGE) {
      const ids = due.slice(at, at + PAGE);
      // They stand before the frontier, so whatever comes of this they must not be forgotten.
      for (const id of due.slice(at)) jobs.know(id, clock.now());
      const { ready, freed, fresh } = await judge(parts, jobs, ids, true);
      for (const { id } of [...ready, ...freed, ...fresh]) jobs.know(id, clock.now() + READ_AGAIN_MS);
      if (ready.length + freed.length + fresh.length > 0) found = 'taken';
      if (!(await taken([...ready, ...freed]))) return 'left';
    }
    return found;
  }

  /** Pages of the open index, lane by lane from its frontier on. @returns whether anything was ready. */
  async function lookAtUnknown(queue: string, jobs: OpenJobs): Promise<boolean> {
    let found = false;
    for (const lane of queueLanes.of(queue)) {
      const look = await lookAtLane(parts, jobs, lane, PAGE, taken);
      found ||= look.found;
      if (!look.toTheEnd) break;
    }
    return found;
  }

  /** Puts the jobs at hand; whether this server's fetches took them all, and there is time for more. */
  async function taken(ready: readonly Head[]): Promise<boolean> {
    const left = () => ready.some((head) => lanes.size(laneOf(head)) > 0);
    for (const head of ready) lanes.ready(ownHint(head));
    const until = clock.now() + TAKEN_WITHIN_MS;
    while (left() && clock.now() < until && !closed) {
      await new Promise<void>((resolve) => clock.after(ASK_MS, resolve));
    }
    return !left() && !closed;
  }

  function forget(): void {
    for (const { pace } of queues.values()) pace.close();
    queues.clear();
  }

  const jobsOf = (queue: string) => queueOf(queue).jobs;
  const sweep = sweeper(parts, jobsOf);
  const unhinted = unhintedLanes(parts, jobsOf, () => closed);
  return {
    foundEmpty: (queue) => queueOf(queue).pace.wanted(),
    atOnce: (queue) => queueOf(queue).pace.atOnce(),
    choose: (queue) => tracked(unhinted.choose(queue)),
    unhinted: (queue) => unhinted.added(queue),
    told({ head }) {
      queues.get(head.queue)?.jobs.told(head);
    },
    forget,
    start: () => tracked(sweep.start()),
    async close() {
      closed = true;
      forget();
      await Promise.allSettled([sweep.close(), ...running]);
    },
  };
}
