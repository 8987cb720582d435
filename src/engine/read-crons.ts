import { type Cron, isCronName } from '../rules/cron.ts';
import { notFound } from '../rules/errors.ts';
import { type Page, type PageRequest, pageOf } from '../rules/page.ts';
import { listCrons, readCron } from '../table/cron-item.ts';
import type { Engine } from './engine.ts';

/**
 * One cron (ojs-cron 8.3).
 * @throws OjsError 404 where there is none of this name, also where no cron can have it.
 */
export async function getCron({ store }: Pick<Engine, 'store'>, name: string): Promise<Cron> {
  const cron = isCronName(name) ? await readCron(store, name) : undefined;
  if (!cron) throw notFound('cron', name);
  return cron;
}

/** A page of the crons in the order of their names (ojs-cron 8.2), all, or those that are enabled or not. */
export async function pageOfCrons(
  { store }: Engine,
  asked: PageRequest,
  enabled: boolean | undefined,
): Promise<Page<Cron>> {
  const crons = await listCrons(store);
  const wanted = crons.filter((cron) => enabled === undefined || cron.enabled === enabled);
  return pageOf(
    wanted.sort((a, b) => (a.name < b.name ? -1 : 1)),
    ({ name }) => name,
    asked,
  );
}
