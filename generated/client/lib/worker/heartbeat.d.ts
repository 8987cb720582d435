import type { HeartbeatAnswer } from '../options.js';
import type { WorkerContext } from './context.js';
import type { Running } from './running.js';
/** What a worker is at (ojs-worker-protocol 2.1). */
export type WorkerState = HeartbeatAnswer['state'];
/** How often a worker says that it lives (ojs-worker-protocol 4.2), in milliseconds. */
export declare function beatIntervalMs(visibilityTimeoutMs: number): number;
/**
 * Names all jobs in one beat, at once and then at the interval, until `signal` is aborted. A job that
 * the server does not extend is lost. Never fails.
 */
export declare function heartbeatLoop(context: WorkerContext, running: Running, signal: AbortSignal, state: {
    readonly now: () => WorkerState;
    readonly onDirective: (wanted: WorkerState) => void;
}): Promise<void>;
