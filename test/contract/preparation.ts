import type { Json, JsonObject } from '../../scripts/generate/json.ts';
import { memberJobId } from '../../src/rules/workflow-ids.ts';
import type { Surroundings } from './conditions.ts';

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

const JOB = '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f';
const byWorker1 = { worker_id: 'worker-1' };

const available: Prepare = (id) => [enqueued(id)];
const active: Prepare = (id) => [enqueued(id), fetched()];
const heldByWorker1: Prepare = (id) => [enqueued(id), fetched(byWorker1)];
const halfDone: Prepare = (id) => [
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
      error: smtpError,
    },
  },
];

function registered(name: string, more: JsonObject = {}): Step {
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

const oneCron: Prepare = () => [registered('nightly-report')];
const twoCrons: Prepare = () => [
  registered('nightly-report'),
  registered('cache.warm', {
    expression: '@hourly',
    job_template: { type: 'cache.warm' },
    enabled: false,
  }),
];
const JOB_A = '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f';
const JOB_B = '019461a8-2b3c-7d4e-9f50-6a7b8c9d0e1f';
const JOB_C = '019461a8-3c4d-7e5f-a061-7b8c9d0e1f2a';

function paused(queue: string): Step {
  return { path: `/ojs/v1/queues/${queue}/pause`, body: {} };
}

const threeQueues: Prepare = () => [enqueued(JOB_A), paused('reports'), paused('mail'), resumed('mail')];

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
const toDeadLetter = { retry: { max_attempts: 1, on_exhaustion: 'dead_letter' } };

/** Fetched and failed with its only attempt. */
const failedOnce = (id: string, options: JsonObject = {}): readonly Step[] => [
  enqueued(id, { options }),
  fetched(byWorker1),
  { path: '/ojs/v1/workers/nack', body: { job_id: id, error: smtpError } },
];
const deadLettered: Prepare = (id) => failedOnce(id, toDeadLetter);

function workflow(id: string, more: JsonObject): Step {
  return { path: '/ojs/v1/workflows', body: { id, ...more } };
}

/** A chain of so many steps, the first of which is held by a worker. */
function chainBegun(id: string, types: readonly string[], more: JsonObject = {}): readonly Step[] {
  const [first = '', ...others] = types;
  const steps = [{ type: first, args: [], ...more }, ...others.map((type) => ({ type, args: [] }))];
  return [workflow(id, { type: 'chain', steps }), fetched()];
}

/** The worker that holds this job of a workflow is done with it. */
function done(id: string, step: number | 'on_success', result: JsonObject): Step {
  return { path: '/ojs/v1/workers/ack', body: { job_id: memberJobId(id, step), result } };
}

const order = { name: 'order-processing', type: 'chain' };
const OTHER = '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f';

/**
 * What must be there before an example shows what it says, by operation and name of the example. The
 * job gets the id that the example names. Examples that need nothing are not here.
 */
const preparations: Readonly<Record<string, Prepare>> = {
  'createJob/duplicate-id': available,
  'createJob/unique-ignored': () => [
    enqueued(JOB_A, { options: { unique: { keys: ['type', 'args'], on_conflict: 'ignore' } } }),
  ],
  'createJob/unique-rejected': () => [invoice({ keys: ['type', 'args'], args_keys: ['order'] })],
  'createJob/unique-replaces': () => [invoice({ keys: ['type', 'args'] })],
  'createJobBatch/stored-id': () => available('019461a8-3c4d-7e5f-a061-7b8c9d0e1f2a'),
  'getJob/available': available,
  'getJob/retryable': retryable,
  'getJob/completed': completed,
  'cancelJob/available': available,
  'cancelJob/active': heldByWorker1,
  'cancelJob/completed': completed,
  'activateJob/pending': (id) => [enqueued(id, { options: { pending: true } })],
  'activateJob/pending-with-moment': (id) => [
    enqueued(id, { options: { pending: true, scheduled_at: '2099-01-01T00:00:00Z' } }),
  ],
  'activateJob/not-pending': available,
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
  'ackJobById/no-body': active,
  'ackJob/not-active': available,
  'ackJob/other-worker': heldByWorker1,
  'nackJob/will-retry': active,
  'nackJob/final': heldByWorker1,
  'nackJob/dead-letter': active,
  'nackJob/requeue': active,
  'nackJob/not-active': available,
  'nackJob/other-worker': heldByWorker1,
  'listCrons/first-of-two': twoCrons,
  'listCrons/by-offset': twoCrons,
  'listCrons/js-sdk': twoCrons,
  'listCrons/disabled-only': twoCrons,
  'registerCron/name-taken': oneCron,
  'getCron/known': oneCron,
  'updateCron/disable': oneCron,
  'updateCron/enable': () => [registered('nightly-report', { enabled: false })],
  'updateCron/reschedule': oneCron,
  'updateCron/bad-expression': oneCron,
  'deleteCron/known': oneCron,
  'listEvents/plain': () => completed(JOB),
  'listEvents/a-failure': () => retryable(JOB),
  'listEvents/filtered': () => completed(JOB),
  'listEvents/one-of-several': () => completed(JOB),
  'listEvents/with-cursor': () => available(JOB),
  'getJobProgress/reported': halfDone,
  'getJobProgress/completed': (id) => [
    ...halfDone(id),
    { path: '/ojs/v1/workers/ack', body: { job_id: id } },
  ],
  'getJobProgress/none': active,
  'putJobProgress/half': active,
  'putJobProgress/clamped': active,
  'putJobProgress/not-active': available,
  'reportProgress/half': active,
  'reportProgress/not-active': available,
  'listQueues/first-of-three': threeQueues,
  'listQueues/by-offset': threeQueues,
  'listQueues/by-cursor': threeQueues,
  'listQueues/by-page': threeQueues,
  'getQueue/used': () => [enqueued(JOB_A)],
  'getQueue/limited': () => [
    enqueued(JOB_A, { options: { queue: 'sms', rate_limit: { max_per_second: 5 } } }),
  ],
  'getQueueStats/busy': () => [
    enqueued(JOB_A),
    enqueued(JOB_B),
    enqueued(JOB_C),
    fetched(byWorker1),
    { path: '/ojs/v1/workers/ack', body: { job_id: JOB_A } },
    fetched(byWorker1),
  ],
  'pauseQueue/again': () => [paused('reports')],
  'resumeQueue/paused': () => [paused('reports')],
  'listDeadLetterJobs/plain': () => deadLettered(OTHER),
  'listDeadLetterJobs/filtered': () => deadLettered(OTHER),
  'listDeadLetterJobs/one-of-several': () => [
    ...deadLettered(OTHER),
    ...deadLettered('019461a8-2b3c-7d4e-9f50-6a7b8c9d0e1f'),
  ],
  'listDeadLetterJobs/by-page': () => deadLettered(OTHER),
  'retryDeadLetterJob/spent': deadLettered,
  'retryDeadLetterJob/empty-object': deadLettered,
  'retryDeadLetterJob/with-override': deadLettered,
  'retryDeadLetterJob/not-dead': (id) => failedOnce(id, { retry: { max_attempts: 1 } }),
  'retryDeadLetterJob/expired': (id) => failedOnce(id, { ...toDeadLetter, expires_at: '+PT1S' }),
  'adminListDeadLetter/plain': () => deadLettered(OTHER),
  'adminListDeadLetter/filtered': () => deadLettered(OTHER),
  'adminListDeadLetter/one-of-several': () => [
    ...deadLettered(OTHER),
    ...deadLettered('019461a8-2b3c-7d4e-9f50-6a7b8c9d0e1f'),
  ],
  'adminListDeadLetter/by-page': () => deadLettered(OTHER),
  'adminDeadLetterStats/plain': () => [
    ...deadLettered(OTHER),
    ...deadLettered('019461a8-2b3c-7d4e-9f50-6a7b8c9d0e1f'),
  ],
  'adminRetryDeadLetter/spent': deadLettered,
  'adminRetryDeadLetter/empty-object': deadLettered,
  'adminRetryDeadLetter/with-override': deadLettered,
  'adminRetryDeadLetter/not-dead': (id) => failedOnce(id, { retry: { max_attempts: 1 } }),
  'adminRetryDeadLetter/expired': (id) => failedOnce(id, { ...toDeadLetter, expires_at: '+PT1S' }),
  'deleteDeadLetterJob/spent': deadLettered,
  'deleteDeadLetterJob/not-dead': available,
  'createWorkflow/stored-id': () => [
    workflow(JOB_A, { type: 'group', jobs: [{ type: 'export.csv', args: [] }] }),
  ],
  'getWorkflow/running': (id) => [
    workflow(id, {
      ...order,
      steps: [
        { name: 'validate', type: 'order.validate', args: [] },
        { type: 'payment.charge', args: [] },
        { type: 'email.send', args: [] },
      ],
    }),
    fetched(),
    done(id, 0, { total: 99.9 }),
    fetched({ wait_ms: 1_000 }),
  ],
  'getWorkflow/failed': (id) => [
    ...chainBegun(id, ['order.validate', 'payment.charge'], { options: { retry: { max_attempts: 1 } } }),
    { path: '/ojs/v1/workers/nack', body: { job_id: memberJobId(id, 0), error: smtpError } },
  ],
  'getWorkflow/batch-completed': (id) => [
    workflow(id, {
      type: 'batch',
      jobs: [{ type: 'email.send', args: [] }],
      callbacks: {
        on_success: { type: 'newsletter.report', args: [] },
        on_failure: { type: 'newsletter.alert', args: [] },
      },
    }),
    fetched(),
    done(id, 0, { message_id: 'msg-1' }),
    fetched({ wait_ms: 1_000 }),
    done(id, 'on_success', { sent: 1 }),
  ],
  'getWorkflow/page': (id) => [
    workflow(id, {
      type: 'group',
      jobs: ['csv', 'pdf', 'xlsx'].map((form) => ({ type: `export.${form}`, args: [] })),
    }),
  ],
  'cancelWorkflow/running': (id) => chainBegun(id, ['order.validate', 'payment.charge']),
  'cancelWorkflow/completed': (id) => [...chainBegun(id, ['order.validate']), done(id, 0, {})],
  'workerHeartbeat/one-job': heldByWorker1,
  'workerHeartbeat/js-sdk': heldByWorker1,
  'workerHeartbeat/id-array': heldByWorker1,
};

/** Operations that are another form of one: what comes before an example is the same. */
const sameAs: Readonly<Record<string, string>> = {
  fetchJobsAlias: 'fetchJobs',
  ackJobById: 'ackJob',
  nackJobById: 'nackJob',
  cancelJobAlias: 'cancelJob',
  getRootHealth: 'getHealth',
  getReadiness: 'getHealth',
};

/** Examples of 400 that the schema lets through: a rule says what no schema can. */
export const refusedByRules: ReadonlySet<string> = new Set([
  'registerCron/bad-expression',
  'registerCron/bad-zone',
  'registerCron/template-with-id',
  'updateCron/bad-expression',
  'createWorkflow/batch-without-callbacks',
  'createWorkflow/step-with-id',
  'createWorkflow/unknown-dependency',
]);

/** The calls before an example of an operation; the job gets the id `id`. */
export function stepsBefore(operationId: string, name: string, id: string): readonly Step[] {
  const prepare = preparations[`${operationId}/${name}`] ?? preparations[`${sameAs[operationId]}/${name}`];
  return prepare?.(id) ?? [];
}

/**
 * Operations that no fault of a store breaks: the manifest and the liveness ask none, and the health of
 * a server whose store fails is degraded. An unexpected failure is one of their handler.
 */
const unbrokenByStores: ReadonlySet<string> = new Set([
  'getManifest',
  'getHealth',
  'getRootHealth',
  'getReadiness',
  'getLiveness',
]);

/** Which server shows an example, where its name alone does not say it. */
export function surroundingsOf(operationId: string, of: Surroundings): Surroundings {
  return of === 'backend-failure' && unbrokenByStores.has(operationId) ? 'broken-handler' : of;
}

/** Ms that have to pass after what is prepared, so that the example can show. */
const forgottenAfterMs: Readonly<Record<string, number>> = {
  'getHealth/plain': 1_000,
  'getHealth/store-away': 1_000,
  // The job expires a second after it was stored.
  'retryDeadLetterJob/expired': 1_000,
  'adminRetryDeadLetter/expired': 1_000,
};

export function waitBefore(operationId: string, name: string): number {
  return forgottenAfterMs[`${sameAs[operationId] ?? operationId}/${name}`] ?? 0;
}

/** Every example that is named here, as `operation/name`. */
export const namedExamples: readonly string[] = [
  ...[preparations, forgottenAfterMs].flatMap(Object.keys),
  ...refusedByRules,
];

/** The id that a request names, in its body or its path. */
export function namedId(body: Json | undefined, inPath: Json | undefined): string {
  if (typeof inPath === 'string') return inPath;
  const text = JSON.stringify(body ?? null);
  return /"(?:job_id|id)":"([^"]+)"/.exec(text)?.[1] ?? /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(text)?.[0] ?? '';
}
