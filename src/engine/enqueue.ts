import { OjsError } from '../rules/errors.ts';
import type { NewJob } from '../rules/job.ts';
import { placeBody } from '../table/fit-head.ts';
import type { Engine } from './engine.ts';
import { batchEnqueuer } from './enqueue-batch.ts';
import { type Enqueued, enqueueUnique } from './enqueue-unique.ts';
import { bodyText, parseBody } from './job.ts';
import type { NewHeads } from './new-heads.ts';
import { accepted, store } from './new-job.ts';

/**
 * PUSH (ojs-core 6.1): the job is in the table when this resolves, and can be fetched from this
 * server at once. The hint goes out behind the answer.
 * @throws OjsError 409 `duplicate` where the client's id is stored already, or a unique policy rejects.
 */
export type Enqueue = (job: NewJob) => Promise<Enqueued>;

/** A job that is stored as a batch of one keeps others from its id for so long where its server ends. */
const ALONE_MS = 10_000;

/** @param heads makes the heads of all new jobs of this server. */
export function enqueuer(engine: Engine, heads: NewHeads): Enqueue {
  const together = batchEnqueuer(engine, heads, ALONE_MS);

  /** As a batch of one: then its id is taken before anything is cancelled, and given back where it fails. */
  async function alone(job: NewJob): Promise<Enqueued> {
    try {
      const [stored] = await together([job]);
      if (!stored) throw new Error('A batch of one without a job.');
      return { created: true, job: stored };
    } catch (error) {
      throw error instanceof OjsError && error.cause instanceof OjsError ? error.cause : error;
    }
  }

  return async (job) => {
    if (job.unique) return (await enqueueUnique(engine, heads, job, job.unique)) ?? alone(job);
    await engine.limits.declare([job]);
    const body = bodyText(job);
    const head = await placeBody(engine.store, heads.make(job, engine.clock.now()), body);
    await Promise.all([store(engine, head), engine.knownQueues.note(head.queue)]);
    return { created: true, job: { head: accepted(engine, head), body: parseBody(body), errors: [] } };
  };
}
