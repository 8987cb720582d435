import type { components } from './types.js';
import type { Cron, CronDefinition, CronPage } from './options.js';
type Schemas = components['schemas'];
/** The cron of an answer, under either of its names (DECISIONS.md 1.5). */
export declare function cronOf(answer: Schemas['CronAnswer']): Cron;
/** The crons of an answer, under either of their names (DECISIONS.md 1.5). */
export declare function cronsOf(answer: Schemas['CronsAnswer']): CronPage;
/** Whether this is the cron that was asked for: a repeat of the call, or an application that starts again. */
export declare function isLike(cron: Cron, { expression, timezone, job_template }: CronDefinition): boolean;
export {};
