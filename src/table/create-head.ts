import { PutItemCommand } from 'dynamodb-toolbox';
import type { Head } from '../rules/head.ts';
import { headTtl } from '../rules/retention.ts';
import { headToItem } from './head-item.ts';
import { orStoredHead, refusedBy, remembers, type WriteOutcome } from './refusal.ts';
import type { Store } from './store.ts';

/**
 * Puts the head of a new job; its `token` is that of this write. Refused where the id is taken by
 * another put, also one of the same head by another server. Sets `ttl` where the job has ended already
 * (DESIGN decision 19): one of a batch that a later one of it replaces. 2 write units (head and open index).
 */
export async function createHead(store: Store, head: Head): Promise<WriteOutcome> {
  const outcome = await orStoredHead(store, head.id, () =>
    store.schema.head
      .build(PutItemCommand)
      .item({ ...headToItem(head), ttl: headTtl(store.retention, head) })
      .options({ condition: { attr: 'nonce', exists: false }, returnValuesOnConditionFalse: 'ALL_OLD' })
      .send(),
  );
  const ours = 'done' in outcome || (outcome.stored && remembers(outcome.stored, head.token));
  if (ours) return { written: true, head };
  return refusedBy(store, outcome.stored);
}
