import { PutItemCommand } from 'dynamodb-toolbox';
import type { Head } from '../rules/head.ts';
import { headTtl } from '../rules/retention.ts';
import { headToItem } from './head-item.ts';
import { keepCompanions } from './keep-companions.ts';
import { orStoredHead, refusedBy, remembers, type WriteOutcome } from './refusal.ts';
import type { Store } from './store.ts';

/**
 * The second of the two shapes of write: puts `next` on condition that the stored head is still the
 * one that was read (its token is `read.token`), which has proven that it exists. Sets the tokens, and
 * `ttl` where the job has ended (DESIGN decision 19). 1 write unit, 2 where the job enters or leaves an
 * index, 3 where it goes from one place in it to another; more where what hangs on it must be renewed.
 */
export async function replaceHead(
  store: Store,
  read: Head,
  next: Head,
  token: string,
): Promise<WriteOutcome> {
  const kept = await keepCompanions(store, next);
  const head: Head = { ...kept, batch: undefined, nonce: read.nonce, token, previousToken: read.token };
  const outcome = await orStoredHead(store, head.id, () =>
    store.schema.head
      .build(PutItemCommand)
      .item({ ...headToItem(head), ttl: headTtl(store.retention, head) })
      .options({
        condition: { attr: 'token', eq: read.token },
        returnValuesOnConditionFalse: 'ALL_OLD',
      })
      .send(),
  );
  if ('done' in outcome) return { written: true, head };
  const ours = outcome.stored !== undefined && remembers(outcome.stored, token);
  return ours ? { written: true, head } : refusedBy(store, outcome.stored);
}
