/** How long to wait after the `failures`-th failure in a row: doubling, spread, and what the server asks for. */
export declare function pauseMs(failures: number, error: unknown, random: number): number;
/**
 * A call that ends with `signal`, and after `limitMs` at the latest, as a `network_error`: a connection
 * that is silently gone would hold a worker up for minutes. Leaves neither timer nor listener.
 */
export declare function within<Answer>(limitMs: number, signal: AbortSignal, call: (signal: AbortSignal) => Promise<Answer>): Promise<Answer>;
