import type { Head } from '../rules/head.ts';
import { chooseLane } from '../rules/lane.ts';
import type { Claim } from '../rules/lifecycle.ts';
import { type Lane, laneKey } from '../transport/transport.ts';
import { claim } from './claim.ts';
import type { Engine } from './engine.ts';
import { giveBack } from './give-back.ts';
import type { Job } from './job.ts';
import { loadFetched } from './load-fetched.ts';

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
/** One that waits asks so often whether a paused queue has been resumed, or its rate limit has room. */
const ASK_AGAIN_MS = 500;
/** One that waits asks so often whether its queues have got new lanes. */
const ASK_LANES_MS = 1_000;
/** Hints of a queue whose rate limit has no room stay at hand while fetches ask for them. */
const KEPT_FOR_ROOM_MS = 1_500;

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
    return await loadFetched(engine, heads);
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
  const { clock, lanes, queueLanes, rates } = engine;
  const until = clock.now() + request.waitMs;
  const open = () => lanesOf(engine, openQueues(engine, request.queues));
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
    const held = request.queues.filter((queue) => isHeld(engine, queue));
    const askAgainMs = held.map((queue) => Math.min(rates.freeIn(queue) || ASK_AGAIN_MS, ASK_AGAIN_MS));
    const newLane = new AbortController();
    const stop = queueLanes.onNew(request.queues, () => newLane.abort());
    const waitMs = Math.min(leftMs, ASK_LANES_MS, ...askAgainMs);
    await lanes.arrival(open(), waitMs, AbortSignal.any([signal, newLane.signal]), until);
    stop();
    await take();
  }
}

/** Whether nothing may be had from the queue, as far as this server knows: it is paused, or its rate limit has no room. */
function isHeld({ pauses, rates }: Engine, queue: string): boolean {
  return pauses.lastKnown(queue) || rates.freeIn(queue) > 0;
}

function openQueues(engine: Engine, queues: readonly string[]): string[] {
  return queues.filter((queue) => !isHeld(engine, queue));
}

/** The lanes of the queues, in the order in which a fetch takes from them. */
function lanesOf({ queueLanes }: Engine, queues: readonly string[]): Lane[] {
  return queues.flatMap(queueLanes.of);
}

/** What is known of the queues is at most a second old: whether they are paused, their lanes, and what lies in those without an SQS queue. */
async function refresh(engine: Engine, queues: readonly string[]): Promise<void> {
  const { pauses, looks } = engine;
  await Promise.all(
    queues.map(async (queue) => {
      if (!(await pauses.isPaused(queue)) && !isHeld(engine, queue)) await looks.choose(queue);
    }),
  );
}

/**
 * Claims what can be had of the hints at hand into `heads`; how many hints were followed. Waits a moment,
 * `FILL_MS` in all, where hints of an earlier queue or a higher lane are on their way or SQS may have more.
 */
async function takeAll(heads: Head[], engine: Engine, request: FetchRequest): Promise<number> {
  const wanted: Claim = {
    server: engine.store.tokens.server,
    workerId: request.workerId,
    leaseMs: request.leaseMs,
    defaultLeaseMs: engine.defaultLeaseMs,
  };
  const { lanes, pauses, queueLanes, rates, clock } = engine;
  /** Queues whose rate limit has no room for this fetch. */
  const full = new Set<string>();
  const choose = () => {
    const queues = request.queues.filter((queue) => !full.has(queue) && !pauses.lastKnown(queue));
    return chooseLane(lanesOf(engine, queues), lanes.size);
  };
  let leftMs = FILL_MS;
  let followed = 0;
  while (heads.length < request.count) {
    const choice = choose();
    if (!choice) break;
    const { lane, before } = choice;
    if (await pauses.isPaused(lane.queue)) {
      // No attempt is counted, and whoever may have the jobs after the pause finds their hints.
      for (const each of queueLanes.of(lane.queue)) lanes.rest(each);
      continue;
    }
    const passedOver = before.filter((each) => !isHeld(engine, each.queue));
    const coming = passedOver.filter(lanes.coming);
    if (coming.length > 0 && leftMs > 0) {
      const sinceMs = clock.now();
      await lanes.refill(coming, leftMs);
      // Where a refill does not wait at all, its turns are counted: nothing may hold up the whole server.
      leftMs -= Math.max(1, clock.now() - sinceMs);
      continue;
    }
    // Where what was at hand of lanes without an SQS queue has run out, there may be more.
    const overlooked = new Set([...passedOver, lane].map(({ queue }) => queue));
    await Promise.all([...overlooked].map(engine.looks.choose));
    const permit = await rates.permit(lane.queue, Math.min(request.count - heads.length, lanes.size(lane)));
    if (permit.starts === 0) {
      for (const each of queueLanes.of(lane.queue)) lanes.keep(each, KEPT_FOR_ROOM_MS);
      full.add(lane.queue);
      continue;
    }
    lanes.ask(passedOver);
    // Meanwhile hints of an earlier lane may have come.
    const first = choose()?.lane;
    if (!first || laneKey(first) !== laneKey(lane)) {
      permit.settle(0);
      continue;
    }
    const hints = lanes.take(lane, permit.starts);
    followed += hints.length;
    const claims = await Promise.allSettled(hints.map((held) => claim(engine, held, wanted)));
    // One that failed may have begun: nobody knows.
    permit.settle(claims.filter((each) => each.status === 'rejected' || each.value).length);
    heads.push(...claims.flatMap((each) => (each.status === 'fulfilled' && each.value ? [each.value] : [])));
    const failure = claims.find((each) => each.status === 'rejected');
    if (failure) throw failure.reason;
  }
  return followed;
}
