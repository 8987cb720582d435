import type { Client } from './client.js';
import type { AnyJobs, JobMap } from './jobs.js';
import type { ClientOptions } from './options.js';
export type { Client } from './client.js';
export { isOjsError, OjsError, type OjsErrorCode, type OjsErrorFacts } from './error.js';
export type { AnyJobs, DeadJob, DeadLetterPage, Failure, HeldJob, Hold, Job, JobMap } from './jobs.js';
export type { CallOptions, ClientOptions, DeadLetterOptions, EnqueueOptions, FetchOptions, Health, HeartbeatAnswer, HeartbeatOptions, Manifest, } from './options.js';
export type { RetryOptions } from './retry.js';
/**
 * Opens a client; nothing is sent until the first call, and nothing has to be closed.
 *
 * @throws TypeError where `baseUrl` is no HTTP address; RangeError where a retry option makes no sense.
 */
export declare function createClient<Jobs extends JobMap<Jobs> = AnyJobs>(options: ClientOptions): Client<Jobs>;
