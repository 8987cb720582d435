import type { Head } from '../rules/head.ts';
import { chooseLane } from '../rules/lane.ts';
import type { Claim } from '../rules/lifecycle.ts';
import { type Lane, laneKey } from '../transport/transport.ts';
import { claim } from './claim.ts';
import type { Engine } from './engine.ts';
import { giveBack } from './give-back.ts';
import { type Job, loadJob } from './job.ts';

/** FETCH (ojs-core 6.2; `waitMs` is ours). */
export interface FetchRequest {
  /** Visited in this order. */
  readonly queues: readonly string[];
  /** 1 to 100. */
  readonly count: number;
  readonly workerId?: string | undefined;
  /** Lease length in ms. */
  readonly leaseMs?: number | undefined;
  /** How long to wait for a first job, 0 to 20,000 ms. */
  readonly waitMs: number;
}

/** A fetch with nothing at hand waits this long for hints that this server has sent itself. */
const OWN_HINT_MS = 1_000;
/** One that has hints or jobs already waits this long for more, or for those of an earlier queue or higher lane. */
const FILL_MS = 200;
/** One that waits asks so often whether a paused queue has been resumed. */
const ASK_AGAIN_MS = 500;
/** One that waits asks so often whether its queues have got new lanes. */
const ASK_LANES_MS = 1_000;

/**
 * Claims up to `count` jobs, in each queue the highest priority first (DESIGN decision 14). With nothing at hand it waits for one receive (DESIGN decision 10), then
 * up to `waitMs` for a job to come, or until `signal` says that nobody waits for the answer.
 */
export async function fetchJobs(engine: Engine, request: FetchRequest, signal: AbortSignal): Promise<Job[]> {
  const heads: Head[] = [];
  try {
    const claims = claimInto(heads, engine, request, signal);
    engine.leases.drainAfter(claims);
    await claims;
    return await Promise.all(heads.map((head) => loadJob(engine.store, head)));
  } catch (error) {
    // What was claimed before the fault would be lost to its worker until the lease ends.
    await giveBack(engine, heads);
    throw error;
  }
}

async function claimInto(
  heads: Head[],
  engine: Engine,
  request: FetchRequest,
  signal: AbortSignal,
): Promise<void> {
  const { clock, lanes, pauses, queueLanes } = engine;
  const until = clock.now() + request.waitMs;
  const open = () => lanesOf(engine, request.queues);
  /** Whether there was a hint to follow, even if its job could not be had. */
  const take = async () => {
    await refresh(engine, request.queues);
    return (await takeAll(heads, engine, request)) > 0;
  };
  const more = () =>
    heads.length < request.count && (heads.length === 0 || open().some((lane) => lanes.expecting(lane)));

  await take();
  const ownUntil = clock.now() + OWN_HINT_MS;
  while (more() && !signal.aborted) {
    await lanes.refill(open(), heads.length > 0 ? FILL_MS : OWN_HINT_MS);
    const followed = await take();
    // Hints of ended jobs may stand before one of ours: only when there are no more is it over.
    if (
      clock.now() >= ownUntil ||
      (!followed && (heads.length > 0 || !open().some((lane) => lanes.expecting(lane))))
    )
      break;
  }
  if (heads.length === 0)
    for (const queue of openQueues(engine, request.queues)) engine.looks.foundEmpty(queue);
  while (heads.length === 0 && clock.now() < until && !signal.aborted) {
    const leftMs = until - clock.now();
    const paused = request.queues.some((queue) => pauses.lastKnown(queue));
    const waitMs = Math.min(leftMs, paused ? ASK_AGAIN_MS : ASK_LANES_MS);
    const newLane = new AbortController();
    const stop = queueLanes.onNew(request.queues, () => newLane.abort());
    await lanes.arrival(open(), waitMs, AbortSignal.any([signal, newLane.signal]), until);
    stop();
    await take();
  }
}

/** Those of the queues that were not paused when somebody last looked. */
function openQueues({ pauses }: Engine, queues: readonly string[]): string[] {
  return queues.filter((queue) => !pauses.lastKnown(queue));
}

/** The lanes of those queues, in the order in which a fetch takes from them. */
function lanesOf(engine: Engine, queues: readonly string[]): Lane[] {
  return openQueues(engine, queues).flatMap(engine.queueLanes.of);
}

/** What is known of the queues is at most a second old: whether they are paused, their lanes, and what lies in those without an SQS queue. */
async function refresh({ pauses, looks }: Engine, queues: readonly string[]): Promise<void> {
  await Promise.all(
    queues.map(async (queue) => {
      if (!(await pauses.isPaused(queue))) await looks.choose(queue);
    }),
  );
}

/**
 * Claims what can be had of the hints at hand into `heads`; how many hints were followed. Waits a moment
 * where hints of this server for an earlier queue or a higher lane are on their way.
 */
async function takeAll(heads: Head[], engine: Engine, request: FetchRequest): Promise<number> {
  const wanted: Claim = {
    server: engine.store.tokens.server,
    workerId: request.workerId,
    leaseMs: request.leaseMs,
    defaultLeaseMs: engine.defaultLeaseMs,
  };
  const { lanes, pauses, clock } = engine;
  const choose = () => chooseLane(lanesOf(engine, request.queues), lanes.size);
  const overtakenUntil = clock.now() + FILL_MS;
  let followed = 0;
  while (heads.length < request.count) {
    const choice = choose();
    if (!choice) break;
    const { lane, before } = choice;
    if (await pauses.isPaused(lane.queue)) {
      // No attempt is counted, and whoever may have the jobs after the pause finds their hints.
      for (const each of engine.queueLanes.of(lane.queue)) lanes.rest(each);
      continue;
    }
    const coming = before.filter(lanes.coming);
    const leftMs = overtakenUntil - clock.now();
    if (coming.length > 0 && leftMs > 0) {
      await lanes.refill(coming, leftMs);
      continue;
    }
    lanes.ask(before.filter(({ queue }) => queue === lane.queue));
    // Meanwhile hints of an earlier lane may have come.
    const first = choose()?.lane;
    if (!first || laneKey(first) !== laneKey(lane)) continue;
    const hints = lanes.take(lane, request.count - heads.length);
    followed += hints.length;
    const claims = await Promise.allSettled(hints.map((held) => claim(engine, held, wanted)));
    heads.push(...claims.flatMap((each) => (each.status === 'fulfilled' && each.value ? [each.value] : [])));
    const failure = claims.find((each) => each.status === 'rejected');
    if (failure) throw failure.reason;
  }
  return followed;
}
