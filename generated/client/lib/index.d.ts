/**
 * A client and a worker for a job server of the Open Job Spec.
 *
 * @example
 * const client = createClient<{ 'email.send': [to: string] }>({ baseUrl: 'http://127.0.0.1:8080' });
 * await client.enqueue('email.send', ['user@example.com']);
 */
export type { Client } from './client.js';
export { createClient } from './create-client.js';
export { isOjsError, OjsError, type OjsErrorCode, type OjsErrorFacts } from './error.js';
export type { AnyJobs, DeadJob, DeadLetterPage, Failure, FailureReport, HeldJob, Hold, Job, JobMap, } from './jobs.js';
export type { CallOptions, ClientOptions, Cron, CronChange, CronDefinition, CronListOptions, CronPage, DeadLetterOptions, EnqueueOptions, EventsAnswer, EventsOptions, FetchOptions, Health, HeartbeatAnswer, HeartbeatOptions, Manifest, PageOptions, PausedQueue, Progress, ProgressReport, Queue, QueuePage, QueueStats, ResumedQueue, } from './options.js';
export type { RetryOptions } from './retry.js';
export { NonRetryableError } from './worker/failure.js';
export type { Handler, Handlers, JobContext, WorkerOptions, WorkerSettings } from './worker/options.js';
export { Worker } from './worker/worker.js';
export type { BatchDefinition, ChainDefinition, GroupDefinition, Workflow, WorkflowDefinition, WorkflowJob, WorkflowPageOptions, } from './workflows.js';
