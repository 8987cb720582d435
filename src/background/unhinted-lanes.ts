import { ownHint } from '../engine/lane.ts';
import type { JudgeParts } from './judge.ts';
import { lookAtLane } from './look-at-lane.ts';
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
  const { lanes, queueLanes, clock, log } = parts;
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

  function atHand(queue: string): number {
    return queueLanes.unhinted(queue).reduce((sum, lane) => sum + lanes.size(lane), 0);
  }

  /** The highest lanes first, until enough is at hand: what is behind it is not needed yet. */
  async function read(queue: string, state: QueueState): Promise<void> {
    state.readAt = clock.now();
    state.added = false;
    state.more = false;
    let enough = 0;
    for (const lane of queueLanes.unhinted(queue)) {
      const { toTheEnd } = await lookAtLane(parts, jobsOf(queue), lane, PAGE, async (ready) => {
        for (const head of ready) lanes.ready(ownHint(head));
        return lanes.size(lane) < ENOUGH && !closed();
      });
      state.more ||= !toTheEnd;
      enough += lanes.size(lane);
      if (enough >= ENOUGH || closed()) return;
    }
  }

  async function choose(queue: string): Promise<void> {
    if (queueLanes.unhinted(queue).length === 0) return;
    const state = stateOf(queue);
    while (state.running) await state.running;
    const due = state.added || clock.now() - state.readAt >= EVERY_MS || (state.more && atHand(queue) === 0);
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
