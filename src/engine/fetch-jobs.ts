import type { Head } from '../rules/head.ts';
import type { Claim } from '../rules/lifecycle.ts';
import type { Lane } from '../transport/transport.ts';
import { claim } from './claim.ts';
import type { Engine } from './engine.ts';
import { giveBack } from './give-back.ts';
import { type Job, loadJobToRun } from './job.ts';
import { laneOf } from './lane.ts';

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
/** One that has hints or jobs already waits this long for more, or for those of an earlier queue. */
const FILL_MS = 200;
/** One that waits asks so often whether a paused queue has been resumed. */
const ASK_AGAIN_MS = 500;

/**
 * Claims up to `count` jobs. With nothing at hand it waits for one receive (DESIGN decision 10), then
 * up to `waitMs` for a job to come, or until `signal` says that nobody waits for the answer.
 */
export async function fetchJobs(engine: Engine, request: FetchRequest, signal: AbortSignal): Promise<Job[]> {
  const heads: Head[] = [];
  try {
    const claims = claimInto(heads, engine, request, signal);
    engine.leases.drainAfter(claims);
    await claims;
    return await Promise.all(heads.map((head) => loadJobToRun(engine.store, head)));
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
  const { clock, lanes, pauses } = engine;
  const until = clock.now() + request.waitMs;
  const ownUntil = clock.now() + OWN_HINT_MS;
  /** Those of the queues that were not paused when somebody last looked. */
  const open = () => request.queues.filter((queue) => !pauses.lastKnown(queue)).map(laneOf);
  /** Whether there was a hint to follow, even if its job could not be had. */
  const take = async () => (await takeAll(heads, engine, request)) > 0;
  const more = () =>
    heads.length < request.count && (heads.length === 0 || open().some((lane) => lanes.expecting(lane)));

  await refreshPaused(engine, request.queues);
  await lanes.refill(overtaken(engine, open()), FILL_MS);
  await take();
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
  if (heads.length === 0) for (const { queue } of open()) engine.looks.foundEmpty(queue);
  while (heads.length === 0 && clock.now() < until && !signal.aborted) {
    const leftMs = until - clock.now();
    const paused = request.queues.some((queue) => pauses.lastKnown(queue));
    await lanes.arrival(open(), paused ? Math.min(leftMs, ASK_AGAIN_MS) : leftMs, signal);
    await refreshPaused(engine, request.queues);
    await take();
  }
}

/** Asks again about the queues that were paused: they may not be any more. The others cost nothing here. */
async function refreshPaused({ pauses }: Engine, queues: readonly string[]): Promise<void> {
  await Promise.all(queues.filter((queue) => pauses.lastKnown(queue)).map((queue) => pauses.isPaused(queue)));
}

/** Queues whose own hints are still on their way while one that comes after them has some at hand. */
function overtaken({ lanes }: Engine, queues: readonly Lane[]): Lane[] {
  const last = queues.findLastIndex((lane) => lanes.size(lane) > 0);
  return queues.slice(0, Math.max(0, last)).filter((lane) => lanes.size(lane) === 0 && lanes.expecting(lane));
}

/** Claims what can be had of the hints at hand into `heads`; how many hints were followed. */
async function takeAll(heads: Head[], engine: Engine, request: FetchRequest): Promise<number> {
  const wanted: Claim = {
    server: engine.store.tokens.server,
    workerId: request.workerId,
    leaseMs: request.leaseMs,
    defaultLeaseMs: engine.defaultLeaseMs,
  };
  const { count } = request;
  let followed = 0;
  for (const queue of request.queues) {
    while (heads.length < count) {
      if (engine.lanes.size(laneOf(queue)) === 0) break;
      if (await engine.pauses.isPaused(queue)) {
        // No attempt is counted, and whoever may have the jobs after the pause finds their hints.
        engine.lanes.rest(laneOf(queue));
        break;
      }
      const hints = engine.lanes.take(laneOf(queue), count - heads.length);
      if (hints.length === 0) break;
      followed += hints.length;
      const claims = await Promise.allSettled(hints.map((held) => claim(engine, held, wanted)));
      heads.push(
        ...claims.flatMap((each) => (each.status === 'fulfilled' && each.value ? [each.value] : [])),
      );
      const failure = claims.find((each) => each.status === 'rejected');
      if (failure) throw failure.reason;
    }
  }
  return followed;
}
