import type { Run } from './run.js';
/** The jobs in a worker's hands, until their handlers have ended and the server knows. */
export interface Running {
    all(): Run[];
    add(run: Run): void;
    delete(run: Run): void;
    /** Ends as soon as there are fewer than `count`; fails with the signal's reason. */
    below(count: number, signal: AbortSignal): Promise<void>;
}
export declare function running(): Running;
