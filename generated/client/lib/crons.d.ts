import type { components } from './types.js';
import type { Cron, CronPage } from './options.js';
type Schemas = components['schemas'];
/** The cron of an answer, under either of its names (DECISIONS.md 1.5). */
export declare function cronOf(answer: Schemas['CronAnswer']): Cron;
/** The crons of an answer, under either of their names (DECISIONS.md 1.5). */
export declare function cronsOf(answer: Schemas['CronsAnswer']): CronPage;
export {};
