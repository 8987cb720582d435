import { notFound } from '../rules/errors.ts';
import type { FailureReport } from '../rules/failure.ts';
import { type Holder, holds } from '../rules/holder.ts';
import { isUuidV7 } from '../rules/job-id.ts';
import { failed, requeued } from '../rules/lifecycle.ts';
import type { Engine } from './engine.ts';
import { hintAgain } from './hint-again.ts';
import { type Job, loadJob } from './job.ts';
import { notTheHolder, rewrite, wrongState } from './rewrite.ts';

/** NACK (ojs-core 6.4): with `requeue` the job is available again at once and no failure is recorded. */
export type NackRequest = Holder & { readonly jobId: string } & (
    | { readonly requeue: true }
    | { readonly requeue: false; readonly error: FailureReport }
  );

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
  hintAgain(engine, head, engine.leases.release(head.id));
  await engine.workflows.advanced(head);
  return loadJob(engine.store, head);
}
