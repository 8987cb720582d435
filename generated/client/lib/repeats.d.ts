import type { components } from './types.js';
import type { Cron, CronDefinition } from './options.js';
/** Which refusals may be the echo of a success: the call was repeated after its answer was lost. */
export declare function isDuplicateOf(error: unknown, id: string): boolean;
/** Whether this is the cron that was asked for: a repeat of the call, or an application that starts again. */
export declare function isLike(cron: Cron, { expression, timezone, job_template }: CronDefinition): boolean;
export declare function isConflict(error: unknown): boolean;
export declare function isNotFound(error: unknown): boolean;
/** Whether a job has begun a life after the dead letter: its failures lie before it. */
export declare function isRetried({ state, error, errors }: components['schemas']['Job']): boolean;
/** Whether the workflow of this id is the one that is stored already. */
export declare function isWorkflowOf(error: unknown, id: string): boolean;
