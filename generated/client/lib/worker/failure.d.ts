import { type FailureReport } from '../jobs.js';
/**
 * Thrown by a handler, ends the job whatever attempts are left (ojs-retry 6: `retryable: false`).
 *
 * @example throw new NonRetryableError('There is no such mailbox.');
 */
export declare class NonRetryableError extends Error {
    constructor(message: string, options?: ErrorOptions);
}
/** What a handler threw, as it goes to the server; the stack only where `sendStack` says so. */
export declare function failureOf(thrown: unknown, sendStack: boolean): FailureReport;
/** A job whose type the worker does not know stays retryable: a newer worker may know it. */
export declare function noHandler(type: string): FailureReport;
/** What the server itself says of a run that took too long (DECISIONS.md 1.3), in case we are first. */
export declare function timedOut(timeoutMs: number): FailureReport;
