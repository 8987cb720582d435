import type { Json } from '../../scripts/generate/json.ts';
import type { Surroundings } from './conditions.ts';
import {
  active,
  available,
  byWorker1,
  chainBegun,
  completed,
  deadLettered,
  done,
  enqueued,
  failed,
  failedOnce,
  fetched,
  halfDone,
  heldByWorker1,
  invoice,
  JOB_A,
  JOB_B,
  JOB_C,
  oneCron,
  order,
  type Prepare,
  paused,
  registered,
  retryable,
  type Step,
  threeQueues,
  toDeadLetter,
  twoCrons,
  workflow,
} from './steps.ts';

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
  'createJobBatch/stored-id': () => available(JOB_C),
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
  'fetchJobs/one': () => [enqueued(JOB_A)],
  'fetchJobs/several': () => [enqueued(JOB_C), enqueued(JOB_B, { options: { queue: 'urgent' } })],
  // A fetch that finds no hint asks no store.
  'fetchJobs/backend-failure': () => [enqueued(JOB_A)],
  'fetchJobs/store-away': () => [enqueued(JOB_A)],
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
  'listEvents/plain': () => completed(JOB_A),
  'listEvents/a-failure': () => retryable(JOB_A),
  'listEvents/filtered': () => completed(JOB_A),
  'listEvents/one-of-several': () => completed(JOB_A),
  'listEvents/with-cursor': () => available(JOB_A),
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
  'listDeadLetterJobs/plain': () => deadLettered(JOB_A),
  'listDeadLetterJobs/filtered': () => deadLettered(JOB_A),
  'listDeadLetterJobs/one-of-several': () => [...deadLettered(JOB_A), ...deadLettered(JOB_B)],
  'listDeadLetterJobs/by-page': () => deadLettered(JOB_A),
  'retryDeadLetterJob/spent': deadLettered,
  'retryDeadLetterJob/empty-object': deadLettered,
  'retryDeadLetterJob/with-override': deadLettered,
  'retryDeadLetterJob/not-dead': (id) => failedOnce(id, { retry: { max_attempts: 1 } }),
  'retryDeadLetterJob/expired': (id) => failedOnce(id, { ...toDeadLetter, expires_at: '+PT1S' }),
  'adminListDeadLetter/plain': () => deadLettered(JOB_A),
  'adminListDeadLetter/filtered': () => deadLettered(JOB_A),
  'adminListDeadLetter/one-of-several': () => [...deadLettered(JOB_A), ...deadLettered(JOB_B)],
  'adminListDeadLetter/by-page': () => deadLettered(JOB_A),
  'adminDeadLetterStats/plain': () => [...deadLettered(JOB_A), ...deadLettered(JOB_B)],
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
    failed(id, 0),
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
