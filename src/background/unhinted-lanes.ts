import { ownHint } from '../engine/lane.ts';
import { laneOfPriority } from '../rules/lane.ts';
import { behindLane, behindOrder, dueMsOf, laneIn } from '../table/keys.ts';
import { type LaneRange, type OpenPage, readOpenRange } from '../table/open-index.ts';
import type { Lane } from '../transport/transport.ts';
import { type JudgeParts, judge } from './judge.ts';
import { advance } from './look-at-lane.ts';
import type { OpenJobs } from './open-jobs.ts';

/** Serves the lanes that found no SQS queue left (DESIGN decision 14): fetches choose their jobs from the open index. */
export interface UnhintedLanes {
  /** A fetch is about to choose: resolves when what is ready in these lanes of the queue is at hand. */
  choose(queue: string): Promise<void>;
  /** This server has put a job into one of them. */
  added(queue: string): void;
}

/** They are read so often while fetches come, and at once for a job of this server. */
const EVERY_MS = 1_000;
/** Jobs read at a time, and how many at hand are enough not to read more. */
const PAGE = 50;
const ENOUGH = 10;
const LOWEST = laneOfPriority(-100);

interface QueueState {
  /** When they were last read, in ms since 1970. */
  readAt: number;
  /** Whether a job came after that reading began. */
  added: boolean;
  /** Whether there was more than was put at hand. */
  more: boolean;
  running: Promise<void> | undefined;
}

/**
 * @param jobsOf what this server knows of a queue's open jobs, shared with the looks.
 * @param closed whether the server has begun to end.
 */
export function unhintedLanes(
  parts: JudgeParts,
  jobsOf: (queue: string) => OpenJobs,
  closed: () => boolean,
): UnhintedLanes {
  const { store, lanes, queueLanes, clock, log } = parts;
  // Remembered, and forgotten, with what is known of the queue's jobs.
  const states = new WeakMap<OpenJobs, QueueState>();

  function stateOf(queue: string): QueueState {
    const jobs = jobsOf(queue);
    const known = states.get(jobs);
    if (known) return known;
    const fresh: QueueState = { readAt: 0, added: false, more: false, running: undefined };
    states.set(jobs, fresh);
    return fresh;
  }

  /** What fetches may take at once, of the lanes down to `lowest`. */
  function atHand(queue: string, lowest: string): number {
    const those = queueLanes.unhinted(queue).filter(({ lane }) => lane <= lowest);
    return those.reduce((sum, lane) => sum + lanes.size(lane), 0);
  }

  /**
   * The highest lanes first, until enough is at hand: what is behind it is not needed yet. Lanes are read
   * together, so that those that are empty by now cost nothing.
   */
  async function read(queue: string, state: QueueState): Promise<void> {
    state.readAt = clock.now();
    state.added = false;
    state.more = false;
    const ranges = rangesOf(queueLanes.of(queue), queueLanes.unhinted(queue));
    const firstPages = await Promise.all(ranges.map((range) => readOpenRange(store, queue, range, PAGE)));
    for (const [index, range] of ranges.entries()) {
      let page = firstPages[index];
      let begunLane: string | undefined;
      while (page) {
        const last = page.entries.at(-1)?.order;
        const allKnown = await serve(queue, page, begunLane);
        if (closed()) return;
        if (last === undefined) break;
        if (atHand(queue, laneIn(last)) >= ENOUGH) {
          state.more = true;
          return;
        }
        if (!allKnown) begunLane = laneIn(last);
        page = page.next && (await readOpenRange(store, queue, range, PAGE, nextAfter(jobsOf(queue), last)));
      }
    }
  }

  /**
   * Puts at hand what is ready in a page of several lanes.
   *
   * @param begunLane of this lane not all jobs before the page are known.
   * @returns whether all that stands in the page is known now.
   */
  async function serve(queue: string, { entries }: OpenPage, begunLane?: string): Promise<boolean> {
    const jobs = jobsOf(queue);
    const now = clock.now();
    const due = entries.filter(
      ({ order }) => dueMsOf(order) <= now && order > (jobs.frontier(laneIn(order)) ?? ''),
    );
    const ids = due.map(({ jobId }) => jobId);
    const { ready, freed, allKnown } = await judge(parts, jobs, ids, true);
    for (const head of [...ready, ...freed]) lanes.ready(ownHint(head));
    if (allKnown) advance(jobs, due, now, begunLane);
    return allKnown;
  }

  /** Where the reading goes on: what waits in a lane stands at its end, and what is known at its beginning. */
  function nextAfter(jobs: OpenJobs, last: string): string {
    const lane = laneIn(last);
    if (dueMsOf(last) > clock.now()) return behindLane(lane);
    const frontier = jobs.frontier(lane) ?? last;
    return behindOrder(frontier > last ? frontier : last);
  }

  async function choose(queue: string): Promise<void> {
    if (queueLanes.unhinted(queue).length === 0) return;
    const state = stateOf(queue);
    while (state.running) await state.running;
    const due =
      state.added || clock.now() - state.readAt >= EVERY_MS || (state.more && atHand(queue, LOWEST) === 0);
    if (!due || closed()) return;
    state.running = read(queue, state)
      .catch((error) => log.warn({ err: error, queue }, 'Lanes without an SQS queue could not be looked at.'))
      .finally(() => {
        state.running = undefined;
      });
    await state.running;
  }

  return {
    choose,
    added(queue) {
      stateOf(queue).added = true;
      if (queueLanes.of(queue).some((lane) => lanes.awaited(lane))) void choose(queue);
    },
  };
}

/** Lanes without an SQS queue between which there is none with one, together: at most one range more than there are queues. */
function rangesOf(inOrder: readonly Lane[], unhinted: readonly Lane[]): LaneRange[] {
  const without = new Set(unhinted.map(({ lane }) => lane));
  const runs: string[][] = [[]];
  for (const { lane } of inOrder) {
    if (without.has(lane)) runs.at(-1)?.push(lane);
    else runs.push([]);
  }
  return runs.flatMap((run) => {
    const [first, last] = [run[0], run.at(-1)];
    return first === undefined || last === undefined ? [] : { first, last };
  });
}
