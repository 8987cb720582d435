import type { components } from '../../generated/types.ts';
import type { RetryOptions } from './retry.ts';

type Schemas = components['schemas'];

/** What the server says of itself. */
export type Manifest = Schemas['Manifest'];
/** How the server does. */
export type Health = Schemas['Health'];
/** Which jobs the worker still holds, and what it is to do. */
export type HeartbeatAnswer = Schemas['HeartbeatAnswer'];

/** Some of the queues, and how to get at the rest. */
export type QueuePage = Schemas['QueuesAnswer'];
/** What is known of a queue. */
export type Queue = Schemas['QueueAnswer']['queue'];
/** How many jobs of a queue are in each state. */
export type QueueStats = Schemas['QueueStatsAnswer'];
/** A queue that no worker gets jobs from, and since when. */
export type PausedQueue = Schemas['PauseAnswer'];
/** A queue that workers get jobs from, and since when. */
export type ResumedQueue = Schemas['ResumeAnswer'];

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

/** Which part of a list. */
export interface PageOptions extends CallOptions {
  /** Entries at most, 1 to 200; 50 where it is left out. */
  readonly limit?: number | undefined;
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** How a job is to be run, under the names of the standard, and what travels with it. */
export interface EnqueueOptions extends CallOptions, Readonly<Omit<Schemas['JobOptions'], 'meta'>> {
  /** A UUIDv7 of your own, kept to repeat the call after a crash. Without it the client makes one. */
  readonly id?: string | undefined;
  /** What travels with the job and is not an argument. At most 65,536 bytes as JSON. */
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
  /** The name of a schema that the arguments are written to. */
  readonly schema?: string | undefined;
}

/** A cron as the server has it. */
export type Cron = Schemas['Cron'];
/** When a cron ticks, and the job of each tick. */
export type CronDefinition = Readonly<
  Pick<Schemas['CronRequest'], 'name' | 'timezone' | 'overlap_policy' | 'enabled' | 'description'>
> & { readonly expression: string; readonly job_template: Readonly<Schemas['CronTemplate']> };
/** What is to be changed of a cron; what is left out stays. */
export type CronChange = Readonly<Omit<Schemas['CronChange'], 'cron' | 'schedule'>>;
/** One page of the crons, in the order of their names. */
export type CronPage = Pick<Schemas['CronsAnswer'], 'crons' | 'pagination'>;
/** Which part of the list of crons. */
export interface CronListOptions extends CallOptions {
  /** Entries of the page, 1 to 200. Without it 50. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of the page before. */
  readonly cursor?: string | undefined;
  /** Only those that are enabled, or only those that are not. */
  readonly enabled?: boolean | undefined;
}

/** How many jobs, for how long, and how patiently. */
export type FetchOptions = CallOptions &
  Readonly<Pick<Schemas['FetchRequest'], 'count' | 'visibility_timeout_ms' | 'wait_ms'>>;

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
export type HeartbeatOptions = CallOptions &
  Readonly<
    Omit<Schemas['HeartbeatRequest'], 'worker_id' | 'active_jobs' | 'active_job_ids' | 'job_id' | 'attempt'>
  >;

/** Which events, from where on. Those that match all of what is given. */
export interface EventsOptions extends CallOptions {
  /** The cursor of the answer before. Without it: from the oldest event that is kept. */
  readonly after?: string | undefined;
  /** `job.completed`, or `job.*`. */
  readonly types?: readonly string[] | undefined;
  readonly queues?: readonly string[] | undefined;
  readonly jobTypes?: readonly string[] | undefined;
  /** 1 to 1,000; 100 where it is left out. */
  readonly limit?: number | undefined;
}

/** Events, the oldest first, and the cursor to go on with. */
export type EventsAnswer = Schemas['EventsAnswer'];
/** How far a job has come; all null where nothing was reported. */
export type Progress = Schemas['ProgressAnswer'];
/** What a worker says of how far it has come: one of the three at least. */
export type ProgressReport = Readonly<Pick<Schemas['ProgressRequest'], 'progress' | 'message' | 'data'>>;

/** `localhost:8080` reads as a URL of the scheme `localhost`; it is refused here and not at the first call. */
export function checkedBaseUrl(baseUrl: string): string {
  if (!/^https?:\/\//i.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw new TypeError(`baseUrl is '${baseUrl}'; it must begin with http:// or https://.`);
  }
  return baseUrl;
}
