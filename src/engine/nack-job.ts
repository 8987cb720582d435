import { notFound } from '../rules/errors.ts';
import type { FailureReport } from '../rules/failure.ts';
import { type Head, hasEnded } from '../rules/head.ts';
import { type Holder, holds } from '../rules/holder.ts';
import { isUuidV7 } from '../rules/job-id.ts';
import { failed, requeued } from '../rules/lifecycle.ts';
import type { Engine } from './engine.ts';
import { type Job, loadJob } from './job.ts';
import { hintAt, laneOf, ownHint } from './lane.ts';
import { notTheHolder, rewrite, wrongState } from './rewrite.ts';

/** NACK (ojs-core 6.4): with `requeue` the job is available again at once and no failure is recorded. */
export type NackRequest = Holder & { readonly jobId: string } & (
    | { readonly requeue: true }
    | { readonly requeue: false; readonly error: FailureReport }
  );

/** Retries due within this time are also kept in this server's memory, to be exact to 100 ms. */
const KEPT_IN_MEMORY_MS = 60_000;

/**
 * Ends an attempt that failed: the job becomes retryable or discarded, or available with `requeue`.
 * @throws OjsError 404 for an unknown id; 409 where the job is not active any more, or is held by
 *   another worker or attempt than the one that is named.
 */
export async function nackJob(engine: Engine, request: NackRequest): Promise<Job> {
  const { jobId } = request;
  if (!isUuidV7(jobId)) throw notFound('job', jobId);
  const head = await rewrite(engine, jobId, (current) => {
    if (current.state !== 'active') throw wrongState(current, 'nack', ['active']);
    if (!holds(current, request)) throw notTheHolder(current);
    const now = engine.clock.now();
    return request.requeue ? requeued(current, now) : failed(current, request.error, now);
  });
  hintAgain(engine, head);
  return loadJob(engine.store, head);
}

/**
 * The message that led to the attempt now waits for the next one; where another server has it, a new
 * hint is sent. This server also remembers the moment itself.
 */
function hintAgain(engine: Engine, head: Head): void {
  const { lanes, leases, clock } = engine;
  const held = leases.release(head.id);
  if (hasEnded(head)) {
    if (held) lanes.done(held);
    return;
  }
  const waitMs = (head.dueAt ?? 0) - clock.now();
  const own = held ? { ...held, receiveCount: 2 } : ownHint(head);
  if (waitMs <= 0) {
    lanes.ready(own);
    return;
  }
  if (held?.handle) lanes.hide(held, Math.ceil(waitMs / 1000));
  else lanes.send(laneOf(head.queue), hintAt(head));
  if (waitMs <= KEPT_IN_MEMORY_MS) lanes.readyAt(own, head.dueAt ?? 0);
}
