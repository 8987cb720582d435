import type { AnyClient } from '../client.ts';
import { createClient } from '../create-client.ts';
import type { AnyJobs, HeldJob, JobMap } from '../jobs.ts';
import type { ClientOptions } from '../options.ts';
import { wait } from '../wait.ts';
import type { WorkerContext } from './context.ts';
import { type Ending, live } from './life.ts';
import {
  type Handler,
  type Handlers,
  settingsOf,
  type WorkerOptions,
  type WorkerSettings,
} from './options.ts';

/** What is run for every map: no map is known when a job comes. */
type AnyOptions = WorkerSettings & {
  readonly handlers?: Handlers | undefined;
  readonly handler?: Handler | undefined;
} & ({ readonly client: AnyClient } | (ClientOptions & { readonly client?: undefined }));

/**
 * A worker: takes jobs, has them done by its handlers, tells the server how they went. It lives once:
 * one that has stopped is not started again.
 *
 * @example
 * const worker = new Worker({ client, queues: 'default', handlers: { 'email.send': sendEmail } });
 * worker.start();
 * await worker.stopped;
 */
export class Worker<Jobs extends JobMap<Jobs> = AnyJobs> {
  /** Ends when the worker has stopped, for whatever reason; never fails. */
  readonly stopped: Promise<void>;
  readonly #context: WorkerContext;
  readonly #ending: Ending = { stop: new AbortController(), force: new AbortController() };
  readonly #end: () => void;
  #started = false;

  /**
   * Sends nothing yet.
   * @throws RangeError or TypeError where a setting makes no sense, and what `createClient` throws
   */
  constructor(options: WorkerOptions<Jobs>);
  constructor(options: AnyOptions) {
    this.#context = {
      client: options.client ?? createClient(options),
      settings: settingsOf(options),
      machine: { wait, random: () => Math.random() },
      handlerOf: handlerLookup(options),
      report: reporter(options.onError),
    };
    let end = () => {};
    this.stopped = new Promise((resolve) => {
      end = resolve;
    });
    this.#end = end;
  }

  /**
   * Begins to take jobs.
   * @throws Error where the worker was started or stopped before
   */
  start(): void {
    if (this.#started || this.#ending.stop.signal.aborted) {
      throw new Error('This worker was started or stopped before; make a new one.');
    }
    this.#started = true;
    void live(this.#context, this.#ending).catch(this.#context.report).then(this.#end);
  }

  /**
   * Takes no more jobs, waits for those under way as long as the grace is, and gives the rest back.
   * Ends when the worker has stopped; never fails.
   */
  stop(): Promise<void> {
    this.#ending.stop.abort();
    if (!this.#started) this.#end();
    return this.stopped;
  }
}

function handlerLookup({ handler, handlers }: AnyOptions): (type: string) => Handler | undefined {
  if (handler !== undefined) return () => handler;
  if (handlers === undefined) throw new TypeError('Give handlers, one a type of job, or one handler.');
  // A job of the type `constructor` must not find what every object has.
  return (type) => (Object.hasOwn(handlers, type) ? handlers[type] : undefined);
}

/** What tells the user; an error of theirs in doing so ends nothing. */
function reporter(onError: WorkerSettings['onError'] = consoleError): WorkerContext['report'] {
  return (error, job) => {
    void (async () => onError(error, job))().catch((own: unknown) => consoleError(own));
  };
}

function consoleError(error: unknown, job?: HeldJob): void {
  const about = job === undefined ? 'ojs worker:' : `ojs worker, ${job.type} ${job.id}:`;
  console.error(about, error);
}
