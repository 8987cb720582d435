import type { components } from './types.js';
import type { RetryOptions } from './retry.js';
type Schemas = components['schemas'];
/** What the server says of itself. */
export type Manifest = Schemas['Manifest'];
/** How the server does. */
export type Health = Schemas['Health'];
/** Which jobs the worker still holds, and what it is to do. */
export type HeartbeatAnswer = Schemas['HeartbeatAnswer'];
/** How a client speaks to its server. */
export interface ClientOptions {
    /** Where the server is, without `/ojs`: `http://127.0.0.1:8080`. */
    readonly baseUrl: string;
    /** The key of the server (its `OJS_API_KEY`), where it asks for one. */
    readonly apiKey?: string | undefined;
    /** Who the worker is: its own for each process. Without it one is made for each client. */
    readonly workerId?: string | undefined;
    /** Repeats on network errors and on 429, 502, 503 and 504. */
    readonly retry?: RetryOptions | undefined;
    /** Makes each request, in place of the global `fetch`. */
    readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
}
/** What every call takes. */
export interface CallOptions {
    /** Ends the call, its repeats and its waits; the call then fails with the reason of the signal. */
    readonly signal?: AbortSignal | undefined;
}
/** How a job is to be run, under the names of the standard, and what travels with it. */
export interface EnqueueOptions extends CallOptions, Readonly<Schemas['JobOptions']> {
    /** A UUIDv7 of your own, kept to repeat the call after a crash. Without it the client makes one. */
    readonly id?: string | undefined;
    /** What travels with the job and is not an argument. At most 65,536 bytes as JSON. */
    readonly meta?: Readonly<Record<string, unknown>> | undefined;
    /** The name of a schema that the arguments are written to. */
    readonly schema?: string | undefined;
}
/** How many jobs, for how long, and how patiently. */
export type FetchOptions = CallOptions & Readonly<Pick<Schemas['FetchRequest'], 'count' | 'visibility_timeout_ms' | 'wait_ms'>>;
/** Which jobs of the dead letter: of one queue, of one type, how many, and from where on. */
export interface DeadLetterOptions extends CallOptions {
    readonly queue?: string | undefined;
    readonly type?: string | undefined;
    /** At most 200. Without it 50. */
    readonly limit?: number | undefined;
    /** `next` of the part before. */
    readonly after?: string | undefined;
}
/** What a worker says of itself, for whoever looks at the workers. */
export type HeartbeatOptions = CallOptions & Readonly<Omit<Schemas['HeartbeatRequest'], 'worker_id' | 'active_jobs' | 'active_job_ids' | 'job_id' | 'attempt'>>;
export {};
