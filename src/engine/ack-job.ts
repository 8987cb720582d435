import { notFound } from '../rules/errors.ts';
import type { Head } from '../rules/head.ts';
import { type Holder, holds } from '../rules/holder.ts';
import { isUuidV7 } from '../rules/job-id.ts';
import type { JsonText } from '../rules/json-text.ts';
import { completed } from '../rules/lifecycle.ts';
import { completeHead } from '../table/complete-head.ts';
import { placeResult } from '../table/fit-head.ts';
import type { Engine } from './engine.ts';
import { type Job, loadJob } from './job.ts';
import { notTheHolder, rewrite, wrongState } from './rewrite.ts';

/** ACK (ojs-core 6.3). */
export interface AckRequest extends Holder {
  readonly jobId: string;
  readonly result?: JsonText | undefined;
}

/**
 * Completes a job. What follows for its workflow is stored when this resolves, or has failed and is tried
 * again (DESIGN decision 22).
 * @throws OjsError 404 for an unknown id; 409 where the job is not active any more, or is held by
 *   another worker or attempt than the one that is named.
 */
export async function ackJob(engine: Engine, request: AckRequest): Promise<Job> {
  const { store, clock, leases, lanes } = engine;
  const { jobId } = request;
  if (!isUuidV7(jobId)) throw notFound('job', jobId);
  const token = store.tokens.next();
  const result = await placeResult(store, jobId, request.result?.text, token);
  const outcome = await completeHead(
    store,
    jobId,
    request,
    result,
    token,
    clock.now(),
    leases.watches(jobId),
  );
  if (outcome.written) engine.chronicle({ from: { ...outcome.head, state: 'active' }, head: outcome.head });
  const head = outcome.written ? outcome.head : await secondWay();
  const held = leases.release(jobId);
  if (held) lanes.done(held);
  await engine.workflows.advanced(head);
  return loadJob(store, head);

  /** The condition was refused: say why, or, where time has made it right meanwhile, do it. */
  async function secondWay(): Promise<Head> {
    if (!outcome.written && !outcome.stored) throw notFound('job', jobId);
    // A worker that had no answer asks again: the server that it asked first may have ended just then.
    if (!outcome.written && outcome.stored) engine.workflows.foundEnded(outcome.stored);
    return rewrite(
      engine,
      jobId,
      (current) => {
        if (current.state !== 'active') throw wrongState(current, 'ack', ['active']);
        if (!holds(current, request)) throw notTheHolder(current);
        const next = completed(current, clock.now());
        return 'pieces' in result
          ? { ...next, resultPieces: result.pieces }
          : { ...next, result: result.text };
      },
      outcome.written ? undefined : outcome.stored,
    );
  }
}
