import { hintAgain } from '../engine/hint-again.ts';
import { hintAt, ownHint } from '../engine/lane.ts';
import type { Head } from '../rules/head.ts';
import { claimSweep } from '../table/claim-sweep.ts';
import { type OpenCursor, type OpenPage, readOpenLanes, readOpenPage } from '../table/open-index.ts';
import { listQueues } from '../table/queue-list.ts';
import type { Lane } from '../transport/transport.ts';
import { type Judged, type JudgeParts, judge } from './judge.ts';
import type { OpenJobs } from './open-jobs.ts';

/** Looks at every queue, whether anybody fetches from it or not (DESIGN decision 13). */
export interface Sweeper {
  /** Sweeps now, and from then on every 10 minutes; resolves after the first time. */
  start(): Promise<void>;
  /** Ends at the next page; resolves when nothing is under way any more. */
  close(): Promise<void>;
}

/** Every queue is swept so often. */
const INTERVAL_MS = 600_000;
/** Of any number of servers one sweeps a queue in an interval: the one that did before, since it knows the jobs. */
const AGAIN_AFTER_MS = INTERVAL_MS * 0.9;
const TAKE_OVER_AFTER_MS = INTERVAL_MS * 1.2;
const PAGE = 200;
/** Between two pages, so that a long walk takes no more than about 2,000 read units a second. */
const PAGE_PAUSE_MS = 50;
/** Ready jobs that one sweep of a queue sees to. */
const MOST_HELPED = 200;
/** Pages of waiting jobs that one sweep reads past the first: a slice, so that expiries are met in turn. */
const SLICE_PAGES = 5;
/** Ready jobs this much older than the newest hint that SQS showed have lost theirs. */
const LOST_AFTER_MS = 120_000;

/** What the sweeps before have left of one queue. */
interface Left {
  /** Whether this server did the last sweep that it came to. */
  mine: boolean;
  readonly lanes: Map<string, LeftOfLane>;
}

interface LeftOfLane {
  /** When the newest hint that SQS had shown here was due, in ms since 1970. */
  newestReceived: number;
  /** Where the slice of waiting jobs goes on. */
  slice: OpenCursor | undefined;
}

/** @param jobsOf what this server knows of a queue's open jobs, shared with the looks. */
export function sweeper(parts: JudgeParts, jobsOf: (queue: string) => OpenJobs): Sweeper {
  const { store, lanes, queueLanes, clock, log } = parts;
  const left = new Map<string, Left>();
  let closed = false;
  let running: Promise<void> = Promise.resolve();
  let endPause: (() => void) | undefined;

  /** Ends early when the server does. */
  function pause(ms: number): Promise<void> {
    if (closed) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = clock.after(ms, resolve);
      endPause = () => {
        cancel();
        resolve();
      };
    });
  }

  function nextPage({ queue, lane }: Lane, after?: OpenCursor): Promise<OpenPage> {
    return readOpenPage(store, queue, lane, clock.now(), PAGE, undefined, after);
  }

  /**
   * The index says which lanes there are, not the queue's item: a server may have died before it entered the
   * lane of its job there.
   */
  async function sweep(queue: string, atStart: boolean): Promise<void> {
    const open: { readonly lane: Lane; readonly page: OpenPage }[] = [];
    for (const name of await readOpenLanes(store, queue)) {
      const lane = { queue, lane: name };
      const page = await nextPage(lane);
      if (page.entries.length > 0) open.push({ lane, page });
    }
    if (open.length === 0) return;
    const mark = left.get(queue) ?? { mine: false, lanes: new Map<string, LeftOfLane>() };
    left.set(queue, mark);
    const claimAfterMs = mark.mine ? AGAIN_AFTER_MS : TAKE_OVER_AFTER_MS;
    mark.mine = await claimSweep(store, queue, clock.now(), claimAfterMs);
    const servedAt = Math.max(...queueLanes.of(queue).map(lanes.servedAt));
    const scope = { mine: mark.mine, served: servedAt > clock.now() - INTERVAL_MS, atStart };
    if (!scope.mine && !scope.served && !atStart) return;
    let room = MOST_HELPED;
    for (const { lane, page } of open) {
      await queueLanes.enter(lane);
      const leftOfLane = mark.lanes.get(lane.lane) ?? { newestReceived: 0, slice: undefined };
      mark.lanes.set(lane.lane, leftOfLane);
      room = await sweepLane(lane, page, leftOfLane, scope, room);
      if (closed) return;
    }
  }

  /** @returns for how many more ready jobs this sweep has room. */
  async function sweepLane(
    lane: Lane,
    firstPage: OpenPage,
    mark: LeftOfLane,
    { mine, served, atStart }: { mine: boolean; served: boolean; atStart: boolean },
    roomBefore: number,
  ): Promise<number> {
    let room = roomBefore;
    let page = firstPage;
    for (;;) {
      const judged = await judgePage(lane, page);
      const ready = judged.ready.slice(0, room);
      room -= ready.length;
      if (served) help(lane, ready, mark.newestReceived);
      // SQS may have started with this server, and know nothing.
      else if (atStart) for (const head of ready) lanes.send(lane, hintAt(head));
      // Past the jobs that are held or wait come those that nobody has claimed yet: the backlog.
      const backlog = judged.held === 0 && judged.settled === 0;
      if (backlog || !page.next || closed || !(mine || served)) break;
      await pause(PAGE_PAUSE_MS);
      page = await nextPage(lane, page.next);
    }
    mark.newestReceived = lanes.newestReceived(lane);
    if (mine && page.next) await slice(lane, mark, page.next);
    return room;
  }

  /** A few pages of the backlog, each sweep the next ones; pages with work to do do not count. */
  async function slice(lane: Lane, mark: LeftOfLane, behind: OpenCursor): Promise<void> {
    let after: OpenCursor | undefined = mark.slice ?? behind;
    for (let pages = 0; after && pages < SLICE_PAGES && !closed; ) {
      await pause(PAGE_PAUSE_MS);
      const page: OpenPage = await nextPage(lane, after);
      const { settled } = await judgePage(lane, page);
      if (settled === 0) pages += 1;
      after = page.next;
    }
    mark.slice = after;
  }

  /** What this judgement has freed gets its hint here: nobody else knows. */
  async function judgePage({ queue }: Lane, page: OpenPage): Promise<Judged> {
    const ids = page.entries.map(({ jobId }) => jobId);
    const judged = await judge(parts, jobsOf(queue), ids, false);
    for (const head of judged.freed) hintAgain(parts, head);
    return judged;
  }

  /**
   * The oldest ready jobs of a lane that this server's fetches want: put at hand where SQS has passed
   * them over. Where nobody here fetches there is nothing to do: whoever will, and finds SQS empty, looks.
   */
  function help(lane: Lane, ready: readonly Head[], newestBefore: number): void {
    const newest = lanes.newestReceived(lane);
    for (const head of ready) {
      const own = ownHint(head);
      if (newest === newestBefore || own.hint.atMs < newest - LOST_AFTER_MS) lanes.ready(own);
    }
  }

  async function sweepAll(atStart: boolean): Promise<void> {
    try {
      const queues = await listQueues(store);
      for (const { name: queue } of queues) {
        if (closed) return;
        await sweep(queue, atStart).catch((error) =>
          log.warn({ err: error, queue }, 'A queue could not be swept; the next sweep comes in 10 minutes.'),
        );
        if (!atStart) await pause(INTERVAL_MS / queues.length);
      }
      if (queues.length === 0) await pause(INTERVAL_MS);
    } catch (error) {
      log.warn({ err: error }, 'The queues could not be listed; the next sweep comes in 10 minutes.');
      await pause(INTERVAL_MS);
    }
  }

  async function goOn(): Promise<void> {
    while (!closed) await sweepAll(false);
  }

  return {
    async start() {
      const first = sweepAll(true);
      running = first;
      await first;
      running = pause(INTERVAL_MS).then(goOn);
    },
    async close() {
      closed = true;
      endPause?.();
      await running;
    },
  };
}
