import { activateJob } from '../../engine/activate-job.ts';
import { cancelJob } from '../../engine/cancel-job.ts';
import type { Engine } from '../../engine/engine.ts';
import { enqueuer } from '../../engine/enqueue.ts';
import { getJob } from '../../engine/get-job.ts';
import type { AllHandlers } from '../call.ts';
import { jobAnswer } from '../job-answer.ts';
import { readEnvelope } from '../read-envelope.ts';

/** For those who have work to be done. */
export function jobHandlers(
  engine: Engine,
): Pick<AllHandlers, 'createJob' | 'getJob' | 'cancelJob' | 'activateJob'> {
  const enqueue = enqueuer(engine);
  return {
    async createJob({ body, context }) {
      const job = await enqueue(readEnvelope(body, context.text, engine.clock.now()));
      return {
        status: 201,
        headers: { Location: `/ojs/v1/jobs/${job.head.id}` },
        body: { job: jobAnswer(job) },
      };
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
