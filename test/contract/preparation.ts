import type { Json, JsonObject } from '../../scripts/generate/json.ts';

/** One call before an example is sent. */
export interface Step {
  readonly path: string;
  readonly body: JsonObject;
}

type Prepare = (id: string) => readonly Step[];

function enqueued(id: string, more: JsonObject = {}): Step {
  return {
    path: '/ojs/v1/jobs',
    body: { id, type: 'email.send', args: ['user@example.com', 'welcome'], ...more },
  };
}

function invoice(unique: JsonObject): Step {
  const id = '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f';
  return enqueued(id, { type: 'invoice.generate', args: [{ order: 1042 }], options: { unique } });
}

function fetched(more: JsonObject = {}): Step {
  return { path: '/ojs/v1/workers/fetch', body: { queues: ['default'], ...more } };
}

const byWorker1 = { worker_id: 'worker-1' };

const available: Prepare = (id) => [enqueued(id)];
const active: Prepare = (id) => [enqueued(id), fetched()];
const heldByWorker1: Prepare = (id) => [enqueued(id), fetched(byWorker1)];
const completed: Prepare = (id) => [
  enqueued(id),
  fetched(byWorker1),
  { path: '/ojs/v1/workers/ack', body: { job_id: id, result: { message_id: 'msg-1' } } },
];
const retryable: Prepare = (id) => [
  enqueued(id),
  fetched(byWorker1),
  {
    path: '/ojs/v1/workers/nack',
    body: {
      job_id: id,
      error: {
        code: 'handler_error',
        type: 'SmtpError',
        message: 'The mail server did not answer.',
        retryable: true,
        details: { host: 'mail.example.com' },
      },
    },
  },
];

/**
 * What must be there before an example shows what it says, by operation and name of the example. The
 * job gets the id that the example names. Examples that need nothing are not here.
 */
export const preparations: Readonly<Record<string, Prepare>> = {
  'createJob/duplicate-id': available,
  'createJob/unique-ignored': () => [invoice({ keys: ['type', 'args'], on_conflict: 'ignore' })],
  'createJob/unique-rejected': () => [invoice({ keys: ['type', 'args'], args_keys: ['order'] })],
  'createJob/unique-replaces': () => [invoice({ keys: ['type', 'args'] })],
  'createJobBatch/stored-id': () => available('019461a8-3c4d-7e5f-a061-7b8c9d0e1f2a'),
  'getJob/available': available,
  'getJob/retryable': retryable,
  'getJob/completed': completed,
  'cancelJob/available': available,
  'cancelJob/active': heldByWorker1,
  'cancelJob/completed': completed,
  'fetchJobs/one': () => [enqueued('019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f')],
  'fetchJobs/several': () => [
    enqueued('019461a8-3c4d-7e5f-a061-7b8c9d0e1f2a'),
    enqueued('019461a8-2b3c-7d4e-9f50-6a7b8c9d0e1f', { options: { queue: 'urgent' } }),
  ],
  // A fetch that finds no hint asks no store.
  'fetchJobs/backend-failure': () => [enqueued('019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f')],
  'fetchJobs/store-away': () => [enqueued('019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f')],
  'ackJob/plain': active,
  'ackJob/named': heldByWorker1,
  'ackJob/not-active': available,
  'ackJob/other-worker': heldByWorker1,
  'nackJob/will-retry': active,
  'nackJob/final': heldByWorker1,
  'nackJob/requeue': active,
  'nackJob/not-active': available,
  'nackJob/other-worker': heldByWorker1,
  'workerHeartbeat/one-job': heldByWorker1,
  'workerHeartbeat/js-sdk': heldByWorker1,
  'workerHeartbeat/id-array': heldByWorker1,
};

/** Examples that no store can bring about, and why. */
export const outOfReach: Readonly<Record<string, string>> = {
  'getManifest/backend-failure': 'the manifest asks no store',
  'getManifest/store-away': 'the manifest asks no store',
  'getHealth/backend-failure': 'a store that fails makes a server degraded, not broken',
};

/** Ms after which an answer from before is forgotten, so that the example can show. */
export const forgottenAfterMs: Readonly<Record<string, number>> = {
  'getHealth/store-away': 1_000,
};

/** The id that a request names, in its body or its path. */
export function namedId(body: Json | undefined, inPath: Json | undefined): string {
  if (typeof inPath === 'string') return inPath;
  const text = JSON.stringify(body ?? null);
  return /"(?:job_id|id)":"([^"]+)"/.exec(text)?.[1] ?? /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(text)?.[0] ?? '';
}
