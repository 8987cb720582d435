import type { components } from './types.js';
import type { AnyJobs } from './jobs.js';
import type { CallOptions } from './options.js';
type Schemas = components['schemas'];
/** A workflow as the server has it, with a page of its steps (of a chain) or jobs (of a group or batch). */
export type Workflow = Schemas['Workflow'];
/** A job of a workflow: what it is, and how it is to be run. */
export type WorkflowJob<Jobs = AnyJobs, Type = keyof Jobs & string> = Type extends keyof Jobs & string ? {
    readonly type: Type;
    readonly args: Jobs[Type];
    /** For people; it comes back in the workflow. */
    readonly name?: string;
    readonly meta?: Readonly<Record<string, unknown>>;
    readonly schema?: string;
    readonly options?: Readonly<Schemas['JobOptions']>;
} : never;
interface Shared {
    /** A UUIDv7 of your own, kept to repeat the call after a crash. Without it the client makes one. */
    readonly id?: string | undefined;
    /** For people. */
    readonly name?: string;
    /** For every job that does not say otherwise. */
    readonly options?: Readonly<Schemas['JobOptions']>;
}
/** Jobs one after the other; each gets the results of those before it. */
export interface ChainDefinition<Jobs = AnyJobs> extends Shared {
    readonly type: 'chain';
    readonly steps: readonly WorkflowJob<Jobs>[];
}
/** Jobs at once. */
export interface GroupDefinition<Jobs = AnyJobs> extends Shared {
    readonly type: 'group';
    readonly jobs: readonly WorkflowJob<Jobs>[];
}
/** Jobs at once, and what follows when all have ended: one callback at least. */
export interface BatchDefinition<Jobs = AnyJobs> extends Shared {
    readonly type: 'batch';
    readonly jobs: readonly WorkflowJob<Jobs>[];
    readonly callbacks: {
        /** Follows in any case. */
        readonly on_complete?: WorkflowJob<Jobs>;
        /** Follows where all jobs succeeded. */
        readonly on_success?: WorkflowJob<Jobs>;
        /** Follows where one did not. */
        readonly on_failure?: WorkflowJob<Jobs>;
    };
}
/** Jobs that belong together. */
export type WorkflowDefinition<Jobs = AnyJobs> = ChainDefinition<Jobs> | GroupDefinition<Jobs> | BatchDefinition<Jobs>;
/** Which part of the steps or jobs of a workflow. */
export interface WorkflowPageOptions extends CallOptions {
    /** At most so many, 1 to 1,000; 100 where it is left out. */
    readonly limit?: number | undefined;
    /** To pass over; 0 where it is left out. */
    readonly offset?: number | undefined;
}
/** A workflow as the wire has it. */
export declare function workflowBody(definition: WorkflowDefinition, id: string): Schemas['WorkflowRequest'];
export {};
