// Made by `make generate` from spec/. Not to be edited.
import type { operations } from './server-types.ts';

type Media = 'application/openjobspec+json';

/** Every route of the specification, in an order in which the first match is the right one. */
export const routes = [
  { operationId: 'getRootHealth', method: 'get', path: '/health', tag: 'System', hasBody: false, bodyRequired: false, open: true },
  { operationId: 'getLiveness', method: 'get', path: '/live', tag: 'System', hasBody: false, bodyRequired: false, open: true },
  { operationId: 'getManifest', method: 'get', path: '/ojs/manifest', tag: 'System', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'adminListDeadLetter', method: 'get', path: '/ojs/v1/admin/dead-letter', tag: 'Admin', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'adminDeadLetterStats', method: 'get', path: '/ojs/v1/admin/dead-letter/stats', tag: 'Admin', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'adminRetryDeadLetter', method: 'post', path: '/ojs/v1/admin/dead-letter/:id/retry', tag: 'Admin', hasBody: true, bodyRequired: false, open: false },
  { operationId: 'resetServer', method: 'post', path: '/ojs/v1/admin/reset', tag: 'Admin', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'listCrons', method: 'get', path: '/ojs/v1/cron', tag: 'Cron', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'registerCron', method: 'post', path: '/ojs/v1/cron', tag: 'Cron', hasBody: true, bodyRequired: true, open: false },
  { operationId: 'deleteCron', method: 'delete', path: '/ojs/v1/cron/:name', tag: 'Cron', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'getCron', method: 'get', path: '/ojs/v1/cron/:name', tag: 'Cron', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'updateCron', method: 'patch', path: '/ojs/v1/cron/:name', tag: 'Cron', hasBody: true, bodyRequired: true, open: false },
  { operationId: 'listDeadLetterJobs', method: 'get', path: '/ojs/v1/dead-letter', tag: 'Dead letter', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'deleteDeadLetterJob', method: 'delete', path: '/ojs/v1/dead-letter/:id', tag: 'Dead letter', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'retryDeadLetterJob', method: 'post', path: '/ojs/v1/dead-letter/:id/retry', tag: 'Dead letter', hasBody: true, bodyRequired: false, open: false },
  { operationId: 'listEvents', method: 'get', path: '/ojs/v1/events', tag: 'Events', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'getHealth', method: 'get', path: '/ojs/v1/health', tag: 'System', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'createJob', method: 'post', path: '/ojs/v1/jobs', tag: 'Jobs', hasBody: true, bodyRequired: true, open: false },
  { operationId: 'createJobBatch', method: 'post', path: '/ojs/v1/jobs/batch', tag: 'Jobs', hasBody: true, bodyRequired: true, open: false },
  { operationId: 'fetchJobsAlias', method: 'post', path: '/ojs/v1/jobs/fetch', tag: 'Workers', hasBody: true, bodyRequired: true, open: false },
  { operationId: 'cancelJob', method: 'delete', path: '/ojs/v1/jobs/:id', tag: 'Jobs', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'getJob', method: 'get', path: '/ojs/v1/jobs/:id', tag: 'Jobs', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'ackJobById', method: 'post', path: '/ojs/v1/jobs/:id/ack', tag: 'Workers', hasBody: true, bodyRequired: false, open: false },
  { operationId: 'activateJob', method: 'post', path: '/ojs/v1/jobs/:id/activate', tag: 'Jobs', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'cancelJobAlias', method: 'post', path: '/ojs/v1/jobs/:id/cancel', tag: 'Jobs', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'nackJobById', method: 'post', path: '/ojs/v1/jobs/:id/nack', tag: 'Workers', hasBody: true, bodyRequired: true, open: false },
  { operationId: 'getJobProgress', method: 'get', path: '/ojs/v1/jobs/:id/progress', tag: 'Jobs', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'putJobProgress', method: 'put', path: '/ojs/v1/jobs/:id/progress', tag: 'Workers', hasBody: true, bodyRequired: true, open: false },
  { operationId: 'listQueues', method: 'get', path: '/ojs/v1/queues', tag: 'Queues', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'getQueue', method: 'get', path: '/ojs/v1/queues/:name', tag: 'Queues', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'pauseQueue', method: 'post', path: '/ojs/v1/queues/:name/pause', tag: 'Queues', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'resumeQueue', method: 'post', path: '/ojs/v1/queues/:name/resume', tag: 'Queues', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'getQueueStats', method: 'get', path: '/ojs/v1/queues/:name/stats', tag: 'Queues', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'ackJob', method: 'post', path: '/ojs/v1/workers/ack', tag: 'Workers', hasBody: true, bodyRequired: true, open: false },
  { operationId: 'fetchJobs', method: 'post', path: '/ojs/v1/workers/fetch', tag: 'Workers', hasBody: true, bodyRequired: true, open: false },
  { operationId: 'workerHeartbeat', method: 'post', path: '/ojs/v1/workers/heartbeat', tag: 'Workers', hasBody: true, bodyRequired: true, open: false },
  { operationId: 'nackJob', method: 'post', path: '/ojs/v1/workers/nack', tag: 'Workers', hasBody: true, bodyRequired: true, open: false },
  { operationId: 'reportProgress', method: 'post', path: '/ojs/v1/workers/progress', tag: 'Workers', hasBody: true, bodyRequired: true, open: false },
  { operationId: 'createWorkflow', method: 'post', path: '/ojs/v1/workflows', tag: 'Workflows', hasBody: true, bodyRequired: true, open: false },
  { operationId: 'cancelWorkflow', method: 'delete', path: '/ojs/v1/workflows/:id', tag: 'Workflows', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'getWorkflow', method: 'get', path: '/ojs/v1/workflows/:id', tag: 'Workflows', hasBody: false, bodyRequired: false, open: false },
  { operationId: 'getReadiness', method: 'get', path: '/ready', tag: 'System', hasBody: false, bodyRequired: false, open: true },
] as const;

export type OperationId = (typeof routes)[number]['operationId'];

interface RequestBodies {
  getRootHealth: undefined;
  getLiveness: undefined;
  getManifest: undefined;
  adminListDeadLetter: undefined;
  adminDeadLetterStats: undefined;
  adminRetryDeadLetter: NonNullable<operations['adminRetryDeadLetter']['requestBody']>['content'][Media] | undefined;
  resetServer: undefined;
  listCrons: undefined;
  registerCron: operations['registerCron']['requestBody']['content'][Media];
  deleteCron: undefined;
  getCron: undefined;
  updateCron: operations['updateCron']['requestBody']['content'][Media];
  listDeadLetterJobs: undefined;
  deleteDeadLetterJob: undefined;
  retryDeadLetterJob: NonNullable<operations['retryDeadLetterJob']['requestBody']>['content'][Media] | undefined;
  listEvents: undefined;
  getHealth: undefined;
  createJob: operations['createJob']['requestBody']['content'][Media];
  createJobBatch: operations['createJobBatch']['requestBody']['content'][Media];
  fetchJobsAlias: operations['fetchJobsAlias']['requestBody']['content'][Media];
  cancelJob: undefined;
  getJob: undefined;
  ackJobById: NonNullable<operations['ackJobById']['requestBody']>['content'][Media] | undefined;
  activateJob: undefined;
  cancelJobAlias: undefined;
  nackJobById: operations['nackJobById']['requestBody']['content'][Media];
  getJobProgress: undefined;
  putJobProgress: operations['putJobProgress']['requestBody']['content'][Media];
  listQueues: undefined;
  getQueue: undefined;
  pauseQueue: undefined;
  resumeQueue: undefined;
  getQueueStats: undefined;
  ackJob: operations['ackJob']['requestBody']['content'][Media];
  fetchJobs: operations['fetchJobs']['requestBody']['content'][Media];
  workerHeartbeat: operations['workerHeartbeat']['requestBody']['content'][Media];
  nackJob: operations['nackJob']['requestBody']['content'][Media];
  reportProgress: operations['reportProgress']['requestBody']['content'][Media];
  createWorkflow: operations['createWorkflow']['requestBody']['content'][Media];
  cancelWorkflow: undefined;
  getWorkflow: undefined;
  getReadiness: undefined;
}

interface PathParameters {
  getRootHealth: Record<never, never>;
  getLiveness: Record<never, never>;
  getManifest: Record<never, never>;
  adminListDeadLetter: Record<never, never>;
  adminDeadLetterStats: Record<never, never>;
  adminRetryDeadLetter: { readonly id: string };
  resetServer: Record<never, never>;
  listCrons: Record<never, never>;
  registerCron: Record<never, never>;
  deleteCron: { readonly name: string };
  getCron: { readonly name: string };
  updateCron: { readonly name: string };
  listDeadLetterJobs: Record<never, never>;
  deleteDeadLetterJob: { readonly id: string };
  retryDeadLetterJob: { readonly id: string };
  listEvents: Record<never, never>;
  getHealth: Record<never, never>;
  createJob: Record<never, never>;
  createJobBatch: Record<never, never>;
  fetchJobsAlias: Record<never, never>;
  cancelJob: { readonly id: string };
  getJob: { readonly id: string };
  ackJobById: { readonly id: string };
  activateJob: { readonly id: string };
  cancelJobAlias: { readonly id: string };
  nackJobById: { readonly id: string };
  getJobProgress: { readonly id: string };
  putJobProgress: { readonly id: string };
  listQueues: Record<never, never>;
  getQueue: { readonly name: string };
  pauseQueue: { readonly name: string };
  resumeQueue: { readonly name: string };
  getQueueStats: { readonly name: string };
  ackJob: Record<never, never>;
  fetchJobs: Record<never, never>;
  workerHeartbeat: Record<never, never>;
  nackJob: Record<never, never>;
  reportProgress: Record<never, never>;
  createWorkflow: Record<never, never>;
  cancelWorkflow: { readonly id: string };
  getWorkflow: { readonly id: string };
  getReadiness: Record<never, never>;
}

interface QueryParameters {
  getRootHealth: Record<never, never>;
  getLiveness: Record<never, never>;
  getManifest: Record<never, never>;
  adminListDeadLetter: NonNullable<operations['adminListDeadLetter']['parameters']['query']>;
  adminDeadLetterStats: Record<never, never>;
  adminRetryDeadLetter: Record<never, never>;
  resetServer: Record<never, never>;
  listCrons: NonNullable<operations['listCrons']['parameters']['query']>;
  registerCron: Record<never, never>;
  deleteCron: Record<never, never>;
  getCron: Record<never, never>;
  updateCron: Record<never, never>;
  listDeadLetterJobs: NonNullable<operations['listDeadLetterJobs']['parameters']['query']>;
  deleteDeadLetterJob: Record<never, never>;
  retryDeadLetterJob: Record<never, never>;
  listEvents: NonNullable<operations['listEvents']['parameters']['query']>;
  getHealth: Record<never, never>;
  createJob: Record<never, never>;
  createJobBatch: Record<never, never>;
  fetchJobsAlias: Record<never, never>;
  cancelJob: Record<never, never>;
  getJob: Record<never, never>;
  ackJobById: Record<never, never>;
  activateJob: Record<never, never>;
  cancelJobAlias: Record<never, never>;
  nackJobById: Record<never, never>;
  getJobProgress: Record<never, never>;
  putJobProgress: Record<never, never>;
  listQueues: NonNullable<operations['listQueues']['parameters']['query']>;
  getQueue: Record<never, never>;
  pauseQueue: Record<never, never>;
  resumeQueue: Record<never, never>;
  getQueueStats: Record<never, never>;
  ackJob: Record<never, never>;
  fetchJobs: Record<never, never>;
  workerHeartbeat: Record<never, never>;
  nackJob: Record<never, never>;
  reportProgress: Record<never, never>;
  createWorkflow: Record<never, never>;
  cancelWorkflow: Record<never, never>;
  getWorkflow: NonNullable<operations['getWorkflow']['parameters']['query']>;
  getReadiness: Record<never, never>;
}

interface Answers {
  getRootHealth:
    | { status: 200; body: operations['getRootHealth']['responses'][200]['content'][Media] }
    | { status: 503; body: operations['getRootHealth']['responses'][503]['content'][Media] };
  getLiveness:
    | { status: 200; body: operations['getLiveness']['responses'][200]['content'][Media] };
  getManifest:
    | { status: 200; body: operations['getManifest']['responses'][200]['content'][Media] };
  adminListDeadLetter:
    | { status: 200; body: operations['adminListDeadLetter']['responses'][200]['content'][Media] };
  adminDeadLetterStats:
    | { status: 200; body: operations['adminDeadLetterStats']['responses'][200]['content'][Media] };
  adminRetryDeadLetter:
    | { status: 200; body: operations['adminRetryDeadLetter']['responses'][200]['content'][Media] };
  resetServer:
    | { status: 200; body: operations['resetServer']['responses'][200]['content'][Media] };
  listCrons:
    | { status: 200; body: operations['listCrons']['responses'][200]['content'][Media] };
  registerCron:
    | { status: 201; body: operations['registerCron']['responses'][201]['content'][Media] };
  deleteCron:
    | { status: 200; body: operations['deleteCron']['responses'][200]['content'][Media] };
  getCron:
    | { status: 200; body: operations['getCron']['responses'][200]['content'][Media] };
  updateCron:
    | { status: 200; body: operations['updateCron']['responses'][200]['content'][Media] };
  listDeadLetterJobs:
    | { status: 200; body: operations['listDeadLetterJobs']['responses'][200]['content'][Media] };
  deleteDeadLetterJob:
    | { status: 200; body: operations['deleteDeadLetterJob']['responses'][200]['content'][Media] };
  retryDeadLetterJob:
    | { status: 200; body: operations['retryDeadLetterJob']['responses'][200]['content'][Media] };
  listEvents:
    | { status: 200; body: operations['listEvents']['responses'][200]['content'][Media] };
  getHealth:
    | { status: 200; body: operations['getHealth']['responses'][200]['content'][Media] }
    | { status: 503; body: operations['getHealth']['responses'][503]['content'][Media] };
  createJob:
    | { status: 200; body: operations['createJob']['responses'][200]['content'][Media] }
    | { status: 201; body: operations['createJob']['responses'][201]['content'][Media]; headers: { 'Location': string } };
  createJobBatch:
    | { status: 201; body: operations['createJobBatch']['responses'][201]['content'][Media] };
  fetchJobsAlias:
    | { status: 200; body: operations['fetchJobsAlias']['responses'][200]['content'][Media] };
  cancelJob:
    | { status: 200; body: operations['cancelJob']['responses'][200]['content'][Media] };
  getJob:
    | { status: 200; body: operations['getJob']['responses'][200]['content'][Media] };
  ackJobById:
    | { status: 200; body: operations['ackJobById']['responses'][200]['content'][Media] };
  activateJob:
    | { status: 200; body: operations['activateJob']['responses'][200]['content'][Media] };
  cancelJobAlias:
    | { status: 200; body: operations['cancelJobAlias']['responses'][200]['content'][Media] };
  nackJobById:
    | { status: 200; body: operations['nackJobById']['responses'][200]['content'][Media] };
  getJobProgress:
    | { status: 200; body: operations['getJobProgress']['responses'][200]['content'][Media] };
  putJobProgress:
    | { status: 200; body: operations['putJobProgress']['responses'][200]['content'][Media] };
  listQueues:
    | { status: 200; body: operations['listQueues']['responses'][200]['content'][Media] };
  getQueue:
    | { status: 200; body: operations['getQueue']['responses'][200]['content'][Media] };
  pauseQueue:
    | { status: 200; body: operations['pauseQueue']['responses'][200]['content'][Media] };
  resumeQueue:
    | { status: 200; body: operations['resumeQueue']['responses'][200]['content'][Media] };
  getQueueStats:
    | { status: 200; body: operations['getQueueStats']['responses'][200]['content'][Media] };
  ackJob:
    | { status: 200; body: operations['ackJob']['responses'][200]['content'][Media] };
  fetchJobs:
    | { status: 200; body: operations['fetchJobs']['responses'][200]['content'][Media] };
  workerHeartbeat:
    | { status: 200; body: operations['workerHeartbeat']['responses'][200]['content'][Media] };
  nackJob:
    | { status: 200; body: operations['nackJob']['responses'][200]['content'][Media] };
  reportProgress:
    | { status: 200; body: operations['reportProgress']['responses'][200]['content'][Media] };
  createWorkflow:
    | { status: 201; body: operations['createWorkflow']['responses'][201]['content'][Media]; headers: { 'Location': string } };
  cancelWorkflow:
    | { status: 200; body: operations['cancelWorkflow']['responses'][200]['content'][Media] };
  getWorkflow:
    | { status: 200; body: operations['getWorkflow']['responses'][200]['content'][Media] };
  getReadiness:
    | { status: 200; body: operations['getReadiness']['responses'][200]['content'][Media] }
    | { status: 503; body: operations['getReadiness']['responses'][503]['content'][Media] };
}

/** The body of a request as the validator lets it through; undefined where there is none. */
export type RequestBody<Op extends OperationId> = RequestBodies[Op];

/** The parameters in the path, decoded. */
export type PathParams<Op extends OperationId> = PathParameters[Op];

/** The parameters of the query as the validator lets them through. */
export type Query<Op extends OperationId> = QueryParameters[Op];

/** What a handler may answer. Refusals are thrown, not answered, and so are not here. */
export type Answer<Op extends OperationId> = Answers[Op];

/** What a handler is called with; `context` is the HTTP layer's own. */
export interface Call<Op extends OperationId, Context> {
  readonly params: PathParams<Op>;
  readonly query: Query<Op>;
  readonly body: RequestBody<Op>;
  readonly context: Context;
}

/** One function per operation: an operation without one does not compile. */
export type Handlers<Context> = {
  readonly [Op in OperationId]: (call: Call<Op, Context>) => Promise<Answer<Op>>;
};
