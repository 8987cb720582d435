import type { HeldJob } from '../jobs.js';
import type { WorkerContext } from './context.js';
/** One attempt of one job in this worker's hands. */
export interface Run {
    readonly job: HeldJob;
    /** When the job came, on the clock of `performance.now`. */
    readonly since: number;
    /** Whether the job is still this worker's, as far as it knows: heartbeats name it. */
    isOurs(): boolean;
    /** Whether its handler is still at work for us. */
    isWorking(): boolean;
    /** The job is another's or has ended: aborts the handler; what comes of it is dropped. */
    lose(): void;
    /**
     * Aborts the handler and gives the job back as it was; where the handler has ended, waits until the
     * server knows. Never fails.
     */
    giveBack(): Promise<void>;
    /** Ends what is being told to the server. */
    hangUp(): void;
}
/**
 * Starts the handler of a job.
 * @param onEnd called once, when the handler has ended and the server knows
 */
export declare function startRun(context: WorkerContext, job: HeldJob, onEnd: (run: Run) => void): Run;
