/** How often and how patiently a call is tried. */
export interface RetryOptions {
    /** Tries in all, the first one included. Default 4; 1 means that nothing is repeated. */
    readonly attempts?: number | undefined;
    /** Delay before the second try in milliseconds; it doubles from try to try. Default 200. */
    readonly initialDelayMs?: number | undefined;
    /**
     * The longest delay in milliseconds. Default 5,000. A server that asks for more (`Retry-After`) is
     * not waited for: the call fails at once, with `retryAfterMs`.
     */
    readonly maxDelayMs?: number | undefined;
}
/** `RetryOptions` with nothing left out. */
export interface RetryPolicy {
    readonly attempts: number;
    readonly initialDelayMs: number;
    readonly maxDelayMs: number;
}
/** What the client takes from the machine it runs on. */
export interface Machine {
    /** One try. */
    readonly fetch: (request: Request) => Promise<Response>;
    /** Ends after `delayMs`, or throws the signal's reason when it is aborted. */
    readonly wait: (delayMs: number, signal: AbortSignal) => Promise<void>;
    /** Milliseconds since 1970-01-01T00:00Z. */
    readonly now: () => number;
    /** From 0 up to but not including 1. */
    readonly random: () => number;
}
/** @throws RangeError where a number makes no sense. */
export declare function retryPolicy(options?: RetryOptions): RetryPolicy;
/**
 * Sends a request until it is answered with something else than a passing failure, or the tries are
 * used up. The answer is whole: its body has been read.
 *
 * @returns the last answer
 * @throws OjsError `network_error` where no whole answer came in the last try; the reason of the
 * request's signal where that is aborted.
 */
export declare function sendWithRetries(request: Request, policy: RetryPolicy, machine: Machine): Promise<Response>;
/** Doubles from try to try up to the limit, then spread over its upper half. */
export declare function delayAfter(attempt: number, policy: RetryPolicy, random: number): number;
/** What `Retry-After` asks for, in milliseconds (RFC 9110, 10.2.3: seconds or a date). */
export declare function retryAfterMs(response: Response, now: number): number | undefined;
