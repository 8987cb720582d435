import { type Cron, type CronDefinition, changed } from '../rules/cron.ts';
import { notFound, unavailable } from '../rules/errors.ts';
import { deleteCron, replaceCron } from '../table/cron-item.ts';
import { type CronWatch, carryOut, type Ticking } from './cron-tick.ts';
import type { Engine } from './engine.ts';
import { getCron } from './read-crons.ts';

/** Each refusal means that somebody else moved the cron on. */
const ATTEMPTS = 16;

/**
 * Changes a cron, or enables or disables it (ojs-cron 8.5). A tick that is decided is carried out
 * first; jobs that are there are left alone.
 * @param change what becomes of it, as it is stored.
 * @throws OjsError 404 where there is none of this name, 400 for a bad expression or zone, and what
 *   `change` throws.
 */
export async function changeCron(
  ticking: Ticking,
  watch: CronWatch,
  name: string,
  change: (stored: Cron) => Partial<CronDefinition>,
): Promise<Cron> {
  const { store, clock } = ticking.engine;
  let read: Cron | undefined = await getCron(ticking.engine, name);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (read?.decision) read = await carryOut(ticking, read, read.decision);
    if (!read) throw notFound('cron', name);
    if (read.decision) continue;
    const outcome = await replaceCron(store, read, changed(read, change(read), clock.now()));
    if (outcome.written) {
      watch.changed(outcome.cron);
      return outcome.cron;
    }
    read = outcome.stored;
  }
  throw unavailable(`The cron '${name}' is being changed by too many callers at once; try again.`);
}

/**
 * Deletes a cron (ojs-cron 8.4). Its jobs stay.
 * @returns the cron as it was.
 * @throws OjsError 404 where there is none of this name.
 */
export async function removeCron(engine: Engine, name: string): Promise<Cron> {
  const cron = await getCron(engine, name);
  await deleteCron(engine.store, cron);
  return cron;
}
