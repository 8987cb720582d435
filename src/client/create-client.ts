import { v7 } from 'uuid';
import type { AnyClient, Client } from './client.ts';
import type { AnyJobs, JobMap } from './jobs.ts';
import { openClient } from './open-client.ts';
import type { ClientOptions } from './options.ts';
import { wait } from './wait.ts';

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
