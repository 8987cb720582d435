import type { AnyClient } from '../client.js';
import type { HeldJob } from '../jobs.js';
import type { Machine } from '../retry.js';
import type { Handler, Settings } from './options.js';
/** The verbs that a worker needs. */
export type WorkerClient = Pick<AnyClient, 'workerId' | 'fetch' | 'ack' | 'nack' | 'heartbeat' | 'progress'>;
/** What the parts of a worker share. */
export interface WorkerContext {
    readonly client: WorkerClient;
    readonly settings: Settings;
    readonly machine: Pick<Machine, 'wait' | 'random'>;
    /** Undefined where the worker has none for this type. */
    readonly handlerOf: (type: string) => Handler | undefined;
    /** Tells the user; never throws. */
    readonly report: (error: unknown, job?: HeldJob) => void;
}
