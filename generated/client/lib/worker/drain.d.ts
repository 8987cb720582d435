import type { Running } from './running.js';
/**
 * Waits for the jobs under way, at most the grace and until `force` is aborted; then aborts the handlers
 * that are left and gives their jobs back, which costs no attempt (ojs-graceful-shutdown 5). Does not
 * wait for a handler that goes on all the same. Never fails.
 */
export declare function drain(running: Running, graceMs: number, force: AbortController): Promise<void>;
