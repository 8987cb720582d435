/**
 * A client and a worker for a job server of the Open Job Spec.
 *
 * @example
 * const client = createClient<{ 'email.send': [to: string] }>({ baseUrl: 'http://127.0.0.1:8080' });
 * await client.enqueue('email.send', ['user@example.com']);
 */
export type { Client } from './client.ts';
export { createClient } from './create-client.ts';
export { isOjsError, OjsError, type OjsErrorCode, type OjsErrorFacts } from './error.ts';
export type {
  AnyJobs,
  DeadJob,
  DeadLetterPage,
  Failure,
  FailureReport,
  HeldJob,
  Hold,
  Job,
  JobMap,
} from './jobs.ts';
export type {
  CallOptions,
  ClientOptions,
  Cron,
  CronChange,
  CronDefinition,
  CronListOptions,
  CronPage,
  DeadLetterOptions,
  EnqueueOptions,
  EventsAnswer,
  EventsOptions,
  FetchOptions,
  Health,
  HeartbeatAnswer,
  HeartbeatOptions,
  Manifest,
  PageOptions,
  PausedQueue,
  Progress,
  ProgressReport,
  Queue,
  QueuePage,
  QueueStats,
  ResumedQueue,
} from './options.ts';
export type { RetryOptions } from './retry.ts';
export { NonRetryableError } from './worker/failure.ts';
export type { Handler, Handlers, JobContext, WorkerOptions, WorkerSettings } from './worker/options.ts';
export { Worker } from './worker/worker.ts';
export type {
  BatchDefinition,
  ChainDefinition,
  GroupDefinition,
  Workflow,
  WorkflowDefinition,
  WorkflowJob,
  WorkflowPageOptions,
} from './workflows.ts';
