import type { Client } from './client.js';
import type { AnyJobs, JobMap } from './jobs.js';
import type { ClientOptions } from './options.js';
/**
 * Opens a client; nothing is sent until the first call, and nothing has to be closed.
 *
 * @throws TypeError where `baseUrl` is no HTTP address; RangeError where a retry option makes no sense.
 */
export declare function createClient<Jobs extends JobMap<Jobs> = AnyJobs>(options: ClientOptions): Client<Jobs>;
