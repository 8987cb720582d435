import type { AnyJobs, JobMap } from '../jobs.js';
import { type WorkerOptions } from './options.js';
/**
 * A worker: takes jobs, has them done by its handlers, tells the server how they went. It lives once:
 * one that has stopped is not started again.
 *
 * @example
 * const worker = new Worker({ client, queues: 'default', handlers: { 'email.send': sendEmail } });
 * worker.start();
 * await worker.stopped;
 */
export declare class Worker<Jobs extends JobMap<Jobs> = AnyJobs> {
    #private;
    /** Ends when the worker has stopped, for whatever reason; never fails. */
    readonly stopped: Promise<void>;
    /**
     * Sends nothing yet.
     * @throws RangeError or TypeError where a setting makes no sense, and what `createClient` throws
     */
    constructor(options: WorkerOptions<Jobs>);
    /**
     * Begins to take jobs.
     * @throws Error where the worker was started or stopped before
     */
    start(): void;
    /**
     * Takes no more jobs, waits for those under way as long as the grace is, and gives the rest back.
     * Ends when the worker has stopped; never fails.
     */
    stop(): Promise<void>;
}
