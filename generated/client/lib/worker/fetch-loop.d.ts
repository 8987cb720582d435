import type { HeldJob } from '../jobs.js';
import type { WorkerContext } from './context.js';
import type { Running } from './running.js';
/**
 * Takes as many jobs as there are free slots, and waits at the server where there are none, until
 * `signal` is aborted. What the server could not deliver by then it gives back itself. Never fails.
 */
export declare function fetchLoop(context: WorkerContext, running: Running, signal: AbortSignal, onJob: (job: HeldJob) => void): Promise<void>;
