import type { WorkerContext } from './context.js';
/** How a worker is told to end. */
export interface Ending {
    /** Aborted: no more jobs are taken, those under way end. */
    readonly stop: AbortController;
    /** Aborted: the grace is over. */
    readonly force: AbortController;
}
/**
 * The life of a worker (ojs-worker-protocol 2.3): running, perhaps quiet, terminate. Ends when it has
 * stopped, with nothing of it left: no timer, no listener, no request. Never fails.
 */
export declare function live(context: WorkerContext, { stop, force }: Ending): Promise<void>;
