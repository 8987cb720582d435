import { type Cron, type CronDefinition, registered } from '../rules/cron.ts';
import { duplicate } from '../rules/errors.ts';
import { formatMs } from '../rules/timestamp.ts';
import { createCron } from '../table/cron-item.ts';
import type { CronWatch } from './cron-tick.ts';
import type { Engine } from './engine.ts';

/**
 * Registers a cron (ojs-cron 8.1; a taken name is refused: DECISIONS.md 1.5).
 * @throws OjsError 400 for a bad expression or zone, 409 `duplicate` for a taken name.
 */
export async function registerCron(
  { store, clock }: Engine,
  watch: CronWatch,
  name: string,
  definition: CronDefinition,
): Promise<Cron> {
  const cron = registered(name, definition, store.tokens.next(), clock.now());
  const outcome = await createCron(store, cron);
  if (!outcome.written) {
    throw duplicate(`There is a cron '${name}' already; change or delete that one, or take another name.`, {
      resource_type: 'cron',
      resource_id: name,
      ...(outcome.stored && { created_at: formatMs(outcome.stored.createdAt) }),
    });
  }
  watch.changed(outcome.cron);
  return outcome.cron;
}
