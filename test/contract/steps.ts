import type { JsonObject } from '../../scripts/generate/json.ts';
import { memberJobId } from '../../src/rules/workflow-ids.ts';

/** One call before an example is sent. */
export interface Step {
  readonly path: string;
  readonly body: JsonObject;
}

/** The calls before an example; the job gets the id `id`. */
export type Prepare = (id: string) => readonly Step[];

export const JOB_A = '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f';
export const JOB_B = '019461a8-2b3c-7d4e-9f50-6a7b8c9d0e1f';
export const JOB_C = '019461a8-3c4d-7e5f-a061-7b8c9d0e1f2a';

export function enqueued(id: string, more: JsonObject = {}): Step {
  return {
    path: '/ojs/v1/jobs',
    body: { id, type: 'email.send', args: ['user@example.com', 'welcome'], ...more },
  };
}

export function invoice(unique: JsonObject): Step {
  return enqueued(JOB_A, { type: 'invoice.generate', args: [{ order: 1042 }], options: { unique } });
}

export function fetched(more: JsonObject = {}): Step {
  return { path: '/ojs/v1/workers/fetch', body: { queues: ['default'], ...more } };
}

export const byWorker1 = { worker_id: 'worker-1' };

export const available: Prepare = (id) => [enqueued(id)];
export const active: Prepare = (id) => [enqueued(id), fetched()];
export const heldByWorker1: Prepare = (id) => [enqueued(id), fetched(byWorker1)];
export const halfDone: Prepare = (id) => [
  ...active(id),
  {
    path: '/ojs/v1/workers/progress',
    body: {
      job_id: id,
      percentage: 50,
      message: 'Half of the rows are done',
      data: { rows: 500, of: 1000 },
    },
  },
];
export const completed: Prepare = (id) => [
  enqueued(id),
  fetched(byWorker1),
  { path: '/ojs/v1/workers/ack', body: { job_id: id, result: { message_id: 'msg-1' } } },
];
export const retryable: Prepare = (id) => [
  enqueued(id),
  fetched(byWorker1),
  {
    path: '/ojs/v1/workers/nack',
    body: {
      job_id: id,
      error: smtpError,
    },
  },
];

export function registered(name: string, more: JsonObject = {}): Step {
  return {
    path: '/ojs/v1/cron',
    body: {
      name,
      expression: '0 2 * * *',
      job_template: { type: 'report.generate', args: ['daily'] },
      ...more,
    },
  };
}

export const oneCron: Prepare = () => [registered('nightly-report')];
export const twoCrons: Prepare = () => [
  registered('nightly-report'),
  registered('cache.warm', {
    expression: '@hourly',
    job_template: { type: 'cache.warm' },
    enabled: false,
  }),
];

export function paused(queue: string): Step {
  return { path: `/ojs/v1/queues/${queue}/pause`, body: {} };
}

export const threeQueues: Prepare = () => [
  enqueued(JOB_A),
  paused('reports'),
  paused('mail'),
  resumed('mail'),
];

function resumed(queue: string): Step {
  return { path: `/ojs/v1/queues/${queue}/resume`, body: {} };
}
const smtpError = {
  code: 'handler_error',
  type: 'SmtpError',
  message: 'The mail server did not answer.',
  retryable: true,
  details: { host: 'mail.example.com' },
};
export const toDeadLetter = { retry: { max_attempts: 1, on_exhaustion: 'dead_letter' } };

/** Fetched and failed with its only attempt. */
export const failedOnce = (id: string, options: JsonObject = {}): readonly Step[] => [
  enqueued(id, { options }),
  fetched(byWorker1),
  { path: '/ojs/v1/workers/nack', body: { job_id: id, error: smtpError } },
];
export const deadLettered: Prepare = (id) => failedOnce(id, toDeadLetter);

export function workflow(id: string, more: JsonObject): Step {
  return { path: '/ojs/v1/workflows', body: { id, ...more } };
}

/** A chain of so many steps, the first of which is held by a worker. */
export function chainBegun(id: string, types: readonly string[], more: JsonObject = {}): readonly Step[] {
  const [first = '', ...others] = types;
  const steps = [{ type: first, args: [], ...more }, ...others.map((type) => ({ type, args: [] }))];
  return [workflow(id, { type: 'chain', steps }), fetched()];
}

/** The worker that holds this job of a workflow is done with it. */
export function done(id: string, step: number | 'on_success', result: JsonObject): Step {
  return { path: '/ojs/v1/workers/ack', body: { job_id: memberJobId(id, step), result } };
}

export const order = { name: 'order-processing', type: 'chain' };

/** The worker that holds this job of a workflow could not do it. */
export function failed(id: string, step: number): Step {
  return { path: '/ojs/v1/workers/nack', body: { job_id: memberJobId(id, step), error: smtpError } };
}
