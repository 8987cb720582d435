import { type Answer, call } from './call.ts';
import { HOLDER, type StateName, type Subject } from './states.ts';

type Send = (subject: Subject) => Promise<Answer>;

/** One column of the table. */
export interface Operation {
  /** Every route that the operation has. */
  readonly routes: Readonly<Record<string, Send>>;
  /** What `expected_state` of a refusal says; undefined where the operation is never refused. */
  readonly expected: readonly StateName[] | undefined;
}

const failed = { error: { message: 'It failed.', retryable: true } };

/** By the header of the column in DECISIONS.md, section 5. */
export const OPERATIONS = {
  FETCH: {
    routes: {
      'POST /workers/fetch': ({ url, queue }) =>
        call(url, 'POST', '/workers/fetch', { queues: [queue], worker_id: HOLDER }),
      'POST /jobs/fetch': ({ url, queue }) =>
        call(url, 'POST', '/jobs/fetch', { queues: [queue], worker_id: HOLDER }),
    },
    expected: undefined,
  },
  ACK: {
    routes: {
      'POST /workers/ack': ({ url, id }) => call(url, 'POST', '/workers/ack', { job_id: id, result: 7 }),
      'POST /jobs/{id}/ack': ({ url, id }) => call(url, 'POST', `/jobs/${id}/ack`, { result: 7 }),
    },
    expected: ['active'],
  },
  NACK: {
    routes: {
      'POST /workers/nack': ({ url, id }) => call(url, 'POST', '/workers/nack', { job_id: id, ...failed }),
      'POST /jobs/{id}/nack': ({ url, id }) => call(url, 'POST', `/jobs/${id}/nack`, failed),
    },
    expected: ['active'],
  },
  'NACK + requeue': {
    routes: {
      'POST /workers/nack': ({ url, id }) =>
        call(url, 'POST', '/workers/nack', { job_id: id, requeue: true }),
      'POST /jobs/{id}/nack': ({ url, id }) => call(url, 'POST', `/jobs/${id}/nack`, { requeue: true }),
    },
    expected: ['active'],
  },
  CANCEL: {
    routes: {
      'DELETE /jobs/{id}': ({ url, id }) => call(url, 'DELETE', `/jobs/${id}`),
      'POST /jobs/{id}/cancel': ({ url, id }) => call(url, 'POST', `/jobs/${id}/cancel`),
    },
    expected: ['pending', 'scheduled', 'available', 'active', 'retryable'],
  },
  ACTIVATE: {
    routes: { 'POST /jobs/{id}/activate': ({ url, id }) => call(url, 'POST', `/jobs/${id}/activate`) },
    expected: ['pending'],
  },
  'DLQ RETRY': {
    routes: {
      'POST /dead-letter/{id}/retry': ({ url, id }) => call(url, 'POST', `/dead-letter/${id}/retry`),
      'POST /admin/dead-letter/{id}/retry': ({ url, id }) =>
        call(url, 'POST', `/admin/dead-letter/${id}/retry`),
    },
    expected: undefined,
  },
  'DLQ DELETE': {
    routes: { 'DELETE /dead-letter/{id}': ({ url, id }) => call(url, 'DELETE', `/dead-letter/${id}`) },
    expected: undefined,
  },
  heartbeat: {
    routes: {
      'POST /workers/heartbeat': ({ url, id }) =>
        call(url, 'POST', '/workers/heartbeat', { worker_id: HOLDER, active_jobs: [id] }),
    },
    expected: undefined,
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof OPERATIONS;
