// Made by `make generate` from spec/. Not to be edited.
import type { operations } from './server-types.ts';

type Media = 'application/openjobspec+json';

/** Every route of the specification, in an order in which the first match is the right one. */
export const routes = [
  { operationId: 'getManifest', method: 'get', path: '/ojs/manifest', tag: 'System', hasBody: false, bodyRequired: false },
  { operationId: 'resetServer', method: 'post', path: '/ojs/v1/admin/reset', tag: 'Admin', hasBody: false, bodyRequired: false },
  { operationId: 'getHealth', method: 'get', path: '/ojs/v1/health', tag: 'System', hasBody: false, bodyRequired: false },
  { operationId: 'createJob', method: 'post', path: '/ojs/v1/jobs', tag: 'Jobs', hasBody: true, bodyRequired: true },
  { operationId: 'createJobBatch', method: 'post', path: '/ojs/v1/jobs/batch', tag: 'Jobs', hasBody: true, bodyRequired: true },
  { operationId: 'cancelJob', method: 'delete', path: '/ojs/v1/jobs/:id', tag: 'Jobs', hasBody: false, bodyRequired: false },
  { operationId: 'getJob', method: 'get', path: '/ojs/v1/jobs/:id', tag: 'Jobs', hasBody: false, bodyRequired: false },
  { operationId: 'ackJob', method: 'post', path: '/ojs/v1/workers/ack', tag: 'Workers', hasBody: true, bodyRequired: true },
  { operationId: 'fetchJobs', method: 'post', path: '/ojs/v1/workers/fetch', tag: 'Workers', hasBody: true, bodyRequired: true },
  { operationId: 'workerHeartbeat', method: 'post', path: '/ojs/v1/workers/heartbeat', tag: 'Workers', hasBody: true, bodyRequired: true },
  { operationId: 'nackJob', method: 'post', path: '/ojs/v1/workers/nack', tag: 'Workers', hasBody: true, bodyRequired: true },
] as const;

export type OperationId = (typeof routes)[number]['operationId'];

interface RequestBodies {
  getManifest: undefined;
  resetServer: undefined;
  getHealth: undefined;
  createJob: operations['createJob']['requestBody']['content'][Media];
  createJobBatch: operations['createJobBatch']['requestBody']['content'][Media];
  cancelJob: undefined;
  getJob: undefined;
  ackJob: operations['ackJob']['requestBody']['content'][Media];
  fetchJobs: operations['fetchJobs']['requestBody']['content'][Media];
  workerHeartbeat: operations['workerHeartbeat']['requestBody']['content'][Media];
  nackJob: operations['nackJob']['requestBody']['content'][Media];
}

interface PathParameters {
  getManifest: Record<never, never>;
  resetServer: Record<never, never>;
  getHealth: Record<never, never>;
  createJob: Record<never, never>;
  createJobBatch: Record<never, never>;
  cancelJob: { readonly id: string };
  getJob: { readonly id: string };
  ackJob: Record<never, never>;
  fetchJobs: Record<never, never>;
  workerHeartbeat: Record<never, never>;
  nackJob: Record<never, never>;
}

interface Answers {
  getManifest:
    | { status: 200; body: operations['getManifest']['responses'][200]['content'][Media] };
  resetServer:
    | { status: 200; body: operations['resetServer']['responses'][200]['content'][Media] };
  getHealth:
    | { status: 200; body: operations['getHealth']['responses'][200]['content'][Media] }
    | { status: 503; body: operations['getHealth']['responses'][503]['content'][Media] };
  createJob:
    | { status: 200; body: operations['createJob']['responses'][200]['content'][Media] }
    | { status: 201; body: operations['createJob']['responses'][201]['content'][Media]; headers: { 'Location': string } };
  createJobBatch:
    | { status: 201; body: operations['createJobBatch']['responses'][201]['content'][Media] };
  cancelJob:
    | { status: 200; body: operations['cancelJob']['responses'][200]['content'][Media] };
  getJob:
    | { status: 200; body: operations['getJob']['responses'][200]['content'][Media] };
  ackJob:
    | { status: 200; body: operations['ackJob']['responses'][200]['content'][Media] };
  fetchJobs:
    | { status: 200; body: operations['fetchJobs']['responses'][200]['content'][Media] };
  workerHeartbeat:
    | { status: 200; body: operations['workerHeartbeat']['responses'][200]['content'][Media] };
  nackJob:
    | { status: 200; body: operations['nackJob']['responses'][200]['content'][Media] };
}

/** The body of a request as the validator lets it through; undefined where there is none. */
export type RequestBody<Op extends OperationId> = RequestBodies[Op];

/** The parameters in the path, decoded. */
export type PathParams<Op extends OperationId> = PathParameters[Op];

/** What a handler may answer. Refusals are thrown, not answered, and so are not here. */
export type Answer<Op extends OperationId> = Answers[Op];

/** What a handler is called with; `context` is the HTTP layer's own. */
export interface Call<Op extends OperationId, Context> {
  readonly params: PathParams<Op>;
  readonly body: RequestBody<Op>;
  readonly context: Context;
}

/** One function per operation: an operation without one does not compile. */
export type Handlers<Context> = {
  readonly [Op in OperationId]: (call: Call<Op, Context>) => Promise<Answer<Op>>;
};
