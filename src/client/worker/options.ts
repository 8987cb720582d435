import type { Client } from '../client.ts';
import type { AnyJobs, HeldJob } from '../jobs.ts';
import type { ClientOptions, ProgressReport } from '../options.ts';

/** What a handler gets beside its job. */
export interface JobContext {
  /**
   * Aborted when the work is for nothing: the job was cancelled or lost to another worker (reason: an
   * `OjsError` with the code `conflict`), its `timeout_ms` is over (a `TimeoutError`), or the worker
   * ends (an `AbortError`). A handler that goes on all the same keeps its slot.
   */
  readonly signal: AbortSignal;
  /**
   * Of a job of a workflow: in a chain the results of the steps before it, in a callback those of all
   * jobs, by index; null where there is none. Else empty.
   */
  readonly parentResults: readonly unknown[];
  /** The workflow that the job belongs to. */
  readonly workflowId: string | undefined;
  /** Says how far the job has come. Never fails: what goes wrong goes to `onError`. */
  readonly progress: (report: ProgressReport) => Promise<void>;
}

/**
 * Does a job. What it returns, or its promise, is stored as the result; what it throws is stored as the
 * error, and the job runs again as its retry policy says, or never after a `NonRetryableError`.
 */
export type Handler<Jobs = AnyJobs, Type = keyof Jobs & string> = (
  job: HeldJob<Jobs, Type>,
  context: JobContext,
) => unknown;

/** A handler for each type of job that this worker knows; without a map of jobs, for any type. */
export type Handlers<Jobs = AnyJobs> = string extends keyof Jobs
  ? Readonly<Record<string, Handler<Jobs>>>
  : { readonly [Type in keyof Jobs & string]?: Handler<Jobs, Type> };

/** How much a worker takes on, and how it ends. */
export interface WorkerSettings<Jobs = AnyJobs> {
  /** Where to take jobs from, the first queue first. */
  readonly queues: string | readonly string[];
  /** Jobs at once, 1 to 10,000. Default 10. */
  readonly concurrency?: number | undefined;
  /**
   * How long a job stays with this worker without a heartbeat, in milliseconds, 1,000 to 43,200,000.
   * Default 60,000. It goes before what the job says. Heartbeats go out four times in that time, and
   * at least every 10 s.
   */
  readonly visibilityTimeoutMs?: number | undefined;
  /** How long jobs may go on once the worker is to end, in milliseconds. Default 25,000. */
  readonly shutdownGraceMs?: number | undefined;
  /** Whether SIGTERM and SIGINT stop the worker; a second one ends the grace. Default true. */
  readonly handleSignals?: boolean | undefined;
  /** Whether an error's stack is stored with its job. Default false. */
  readonly sendStack?: boolean | undefined;
  /**
   * Told of every error: what handlers throw, what the server refuses, and that it is not there. With
   * the job where it is about one. Without it errors go to `console.error`.
   */
  readonly onError?: ((error: unknown, job?: HeldJob<Jobs>) => unknown) | undefined;
}

/** How the server is reached: by a client that is there already, or as `createClient` takes it. */
type Connection<Jobs> = { readonly client: Client<Jobs> } | (ClientOptions & { readonly client?: undefined });

/** What does the work: a handler a type, or one for all. */
type Work<Jobs> =
  | { readonly handlers: Handlers<Jobs>; readonly handler?: undefined }
  | { readonly handler: Handler<Jobs>; readonly handlers?: undefined };

/** What a `Worker` takes. Its map of jobs is the client's, or is named: `new Worker<Jobs>({ … })`. */
export type WorkerOptions<Jobs = AnyJobs> = WorkerSettings<NoInfer<Jobs>> &
  Connection<Jobs> &
  Work<NoInfer<Jobs>>;

/** The settings with nothing left out. */
export interface Settings {
  readonly queues: readonly string[];
  readonly concurrency: number;
  readonly visibilityTimeoutMs: number;
  readonly shutdownGraceMs: number;
  readonly handleSignals: boolean;
  readonly sendStack: boolean;
}

/** @throws RangeError naming the option, its limits and what was given. */
export function settingsOf(options: WorkerSettings): Settings {
  const settings = {
    queues: typeof options.queues === 'string' ? [options.queues] : [...options.queues],
    concurrency: options.concurrency ?? 10,
    visibilityTimeoutMs: options.visibilityTimeoutMs ?? 60_000,
    shutdownGraceMs: options.shutdownGraceMs ?? 25_000,
    handleSignals: options.handleSignals ?? true,
    sendStack: options.sendStack ?? false,
  };
  if (settings.queues.length === 0) throw new RangeError('queues is empty; name at least one queue.');
  whole('concurrency', settings.concurrency, 1, 10_000);
  whole('visibilityTimeoutMs', settings.visibilityTimeoutMs, 1_000, 43_200_000);
  whole('shutdownGraceMs', settings.shutdownGraceMs, 0, 2 ** 31 - 1);
  return settings;
}

function whole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`${name} is ${value}; it must be a whole number from ${least} to ${most}.`);
}
