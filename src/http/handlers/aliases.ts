import { invalidRequest } from '../../rules/errors.ts';
import { received } from '../../rules/received.ts';
import type { AllHandlers } from '../call.ts';

type Aliased = Pick<AllHandlers, 'fetchJobs' | 'ackJob' | 'nackJob' | 'cancelJob' | 'getHealth'>;
type Aliases = Pick<
  AllHandlers,
  'fetchJobsAlias' | 'ackJobById' | 'nackJobById' | 'cancelJobAlias' | 'getRootHealth'
>;

/** The standard's other forms of operations (DECISIONS.md 1.3): another path, the same handler. */
export function aliasHandlers({ fetchJobs, ackJob, nackJob, cancelJob, getHealth }: Aliased): Aliases {
  return {
    fetchJobsAlias: (call) => fetchJobs({ ...call }),
    cancelJobAlias: (call) => cancelJob({ ...call }),
    getRootHealth: (call) => getHealth({ ...call }),
    ackJobById: ({ params, body = {}, query, context }) =>
      ackJob({
        params: {},
        query,
        body: ofJob(params.id, body),
        context: { ...context, text: context.text || '{}' },
      }),
    nackJobById: ({ params, body, query, context }) =>
      nackJob({ params: {}, query, body: ofJob(params.id, body), context }),
  };
}

/** The body with the job that the path names. @throws OjsError 400 where it names another one. */
function ofJob<Body extends { readonly job_id?: string }>(id: string, body: Body): Body & { job_id: string } {
  const sent = body.job_id;
  if (sent !== undefined && sent !== id) {
    throw invalidRequest(`job_id must be the id in the path, or be left out; received ${received(sent)}.`, {
      field: 'job_id',
      expected: 'the id in the path, or nothing',
      received: received(sent),
    });
  }
  return { ...body, job_id: id };
}
