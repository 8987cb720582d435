import { activateJob } from '../../engine/activate-job.ts';
import { cancelJob } from '../../engine/cancel-job.ts';
import type { Engine } from '../../engine/engine.ts';
import { enqueuer } from '../../engine/enqueue.ts';
import { batchEnqueuer } from '../../engine/enqueue-batch.ts';
import { getJob } from '../../engine/get-job.ts';
import type { NewHeads } from '../../engine/new-heads.ts';
import type { AllHandlers } from '../call.ts';
import { jobAnswer } from '../job-answer.ts';
import { type EnqueueLimits, readBatch } from '../read-batch.ts';
import { readEnvelope } from '../read-envelope.ts';

type JobHandlers = Pick<AllHandlers, 'createJob' | 'createJobBatch' | 'getJob' | 'cancelJob' | 'activateJob'>;

/** For those who have work to be done. */
export function jobHandlers(engine: Engine, heads: NewHeads, limits: EnqueueLimits): JobHandlers {
  const enqueue = enqueuer(engine, heads);
  const enqueueBatch = batchEnqueuer(engine, heads);
  return {
    async createJob({ body, context }) {
      const { created, job } = await enqueue(readEnvelope(body, context.text, engine.clock.now()));
      if (!created) return { status: 200, body: { job: jobAnswer(job), deduplicated: true } };
      return {
        status: 201,
        headers: { Location: `/ojs/v1/jobs/${job.head.id}` },
        body: { job: jobAnswer(job) },
      };
    },
    async createJobBatch({ body, context }) {
      const jobs = await enqueueBatch(readBatch(body, context.text, engine.clock.now(), limits));
      return { status: 201, body: { jobs: jobs.map(jobAnswer), count: jobs.length } };
    },
    async getJob({ params }) {
      return { status: 200, body: { job: jobAnswer(await getJob(engine, params.id)) } };
    },
    async activateJob({ params }) {
      const job = await activateJob(engine, params.id);
      return { status: 200, body: { job: { ...jobAnswer(job), previous_state: 'pending' } } };
    },
    async cancelJob({ params }) {
      const { job, previousState } = await cancelJob(engine, params.id);
      return { status: 200, body: { job: { ...jobAnswer(job), previous_state: previousState } } };
    },
  };
}
