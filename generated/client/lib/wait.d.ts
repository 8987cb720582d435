/** Ends after `delayMs` milliseconds, or throws the signal's reason as soon as it is aborted. */
export declare function wait(delayMs: number, signal: AbortSignal): Promise<void>;
