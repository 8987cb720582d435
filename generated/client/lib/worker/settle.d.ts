import type { FailureReport, HeldJob } from '../jobs.js';
import type { WorkerContext } from './context.js';
/** How a job went: done, failed, or given back as it was. */
export type Outcome = {
    readonly result: unknown;
} | {
    readonly failure: FailureReport | {
        readonly requeue: true;
    };
};
/**
 * Tells the server how a job went, until it knows, refuses it, or the job's visibility time is over once
 * more: then the job is left to its lease. A repeat is safe: the client takes the 409 that follows on
 * its own lost answer as the success it was. A result that is no JSON or that the server does not take
 * ends the run as a failure, since the same result would come of the next one too.
 *
 * @returns what the server could not be told, or refused; undefined where it knows
 */
export declare function settle(context: WorkerContext, job: HeldJob, outcome: Outcome, signal: AbortSignal): Promise<unknown>;
