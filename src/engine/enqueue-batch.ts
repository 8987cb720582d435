import { duplicate } from '../rules/errors.ts';
import type { Head } from '../rules/head.ts';
import type { NewJob } from '../rules/job.ts';
import type { Engine } from './engine.ts';
import { bodyText, type Job, parseBody } from './job.ts';
import type { NewHeads } from './new-heads.ts';
import { accepted } from './new-job.ts';
import { stageBatch } from './stage-batch.ts';

/**
 * Batch PUSH (ojs-core 6.1, DESIGN decision 21): all of the jobs exist when this resolves, or none
 * does. They are staged one by one under a header, and exist from its commit on; their hints go out
 * only then, in the order of the request.
 * @throws OjsError 409 `duplicate` where an id is stored already or stands twice in the request, with
 *   the `index` of its job.
 */
export type EnqueueBatch = (jobs: readonly NewJob[]) => Promise<Job[]>;

/** @param heads makes the heads of all new jobs of this server. */
export function batchEnqueuer(engine: Engine, heads: NewHeads): EnqueueBatch {
  return async (jobs) => {
    refuseRepeatedIds(jobs);
    await engine.limits.declare(jobs);
    const batch = engine.newId();
    const now = engine.clock.now();
    const texts = jobs.map(bodyText);
    const made = jobs.map((job): Head => ({ ...heads.make(job, now), batch }));
    const staged = await stageBatch(engine, batch, made, texts);
    await Promise.all([...new Set(staged.map(({ queue }) => queue))].map(engine.knownQueues.note));
    return staged.map((head, index) => ({
      head: accepted(engine, head),
      body: parseBody(texts[index] ?? '{}'),
      errors: [],
    }));
  };
}

function refuseRepeatedIds(jobs: readonly NewJob[]): void {
  const seen = new Map<string, number>();
  for (const [index, { id }] of jobs.entries()) {
    if (id === undefined) continue;
    const first = seen.get(id);
    if (first !== undefined) {
      throw duplicate(`jobs[${index}] has the id of jobs[${first}]; every job needs one of its own.`, {
        index,
        existing_job_id: id,
      });
    }
    seen.set(id, index);
  }
}
