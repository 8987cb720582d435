import type { Head } from '../rules/head.ts';
import { mustRenew } from '../rules/retention.ts';
import { hasCompanions } from '../table/keep-companions.ts';
import { replaceHead } from '../table/replace-head.ts';
import type { Engine } from './engine.ts';

/**
 * Writes an open job once more where its pieces or its unique lock would be deleted by the table before
 * somebody comes by again (DESIGN decision 4): about once in 60 days.
 *
 * @returns the head as it is then; where another write came first, as it was.
 */
export async function renew({ store, clock }: Pick<Engine, 'store' | 'clock'>, head: Head): Promise<Head> {
  if (!hasCompanions(head) || !mustRenew(store.retention, head, clock.now())) return head;
  const outcome = await replaceHead(store, head, head, store.tokens.next());
  return outcome.written ? outcome.head : head;
}
