/**
 * A client for a job server of the Open Job Spec.
 *
 * @example
 * const client = createClient<{ 'email.send': [to: string] }>({ baseUrl: 'http://127.0.0.1:8080' });
 * await client.enqueue('email.send', ['user@example.com']);
 */
import { v7 } from 'uuid';
import type { AnyClient, Client } from './client.ts';
import type { AnyJobs, JobMap } from './jobs.ts';
import { openClient } from './open-client.ts';
import type { ClientOptions } from './options.ts';
import { wait } from './wait.ts';

export type { Client } from './client.ts';
export { isOjsError, OjsError, type OjsErrorCode, type OjsErrorFacts } from './error.ts';
export type { AnyJobs, DeadJob, DeadLetterPage, Failure, HeldJob, Hold, Job, JobMap } from './jobs.ts';
export type {
  CallOptions,
  ClientOptions,
  DeadLetterOptions,
  EnqueueOptions,
  FetchOptions,
  Health,
  HeartbeatAnswer,
  HeartbeatOptions,
  Manifest,
} from './options.ts';
export type { RetryOptions } from './retry.ts';

/**
 * Opens a client; nothing is sent until the first call, and nothing has to be closed.
 *
 * @throws TypeError where `baseUrl` is no HTTP address; RangeError where a retry option makes no sense.
 */
export function createClient<Jobs extends JobMap<Jobs> = AnyJobs>(options: ClientOptions): Client<Jobs>;
export function createClient(options: ClientOptions): AnyClient {
  const { fetch: own } = options;
  const machine = {
    // The global one is looked up at each call: a page or a test may replace it later.
    fetch: (request: Request) => (own ?? fetch)(request),
    wait,
    now: () => Date.now(),
    random: () => Math.random(),
  };
  return openClient(options, machine, () => v7());
}
