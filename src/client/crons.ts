import type { components } from '../../generated/types.ts';
import type { Cron, CronPage } from './options.ts';

type Schemas = components['schemas'];

/** The cron of an answer, under either of its names (DECISIONS.md 1.5). */
export function cronOf(answer: Schemas['CronAnswer']): Cron {
  const { cron }: Partial<Schemas['CronAnswer']> = answer;
  return cron ?? answer.cron_job;
}

/** The crons of an answer, under either of their names (DECISIONS.md 1.5). */
export function cronsOf(answer: Schemas['CronsAnswer']): CronPage {
  const { crons }: Partial<Schemas['CronsAnswer']> = answer;
  return { crons: crons ?? answer.cron_jobs, pagination: answer.pagination };
}
