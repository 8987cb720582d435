import { PutItemCommand } from 'dynamodb-toolbox';
import type { Head } from '../rules/head.ts';
import { headToItem } from './head-item.ts';
import { orStoredHead, refusedBy, remembers, type WriteOutcome } from './refusal.ts';
import type { Store } from './store.ts';

/**
 * The sweep deletes a dead-lettered job with its pieces; what it has not come to this long after the
 * end of its retention, since no server ran, the table's own `ttl` deletes.
 */
const SWEPT_WITHIN_MS = 2 * 86_400_000;

/**
 * The second of the two shapes of write: puts `next` on condition that the stored head is still the
 * one that was read (its token is `read.token`), which has proven that it exists. Sets the tokens. 1
 * write unit, 2 where the job enters or leaves an index, 3 where it goes from one place in it to another.
 */
export async function replaceHead(
  store: Store,
  read: Head,
  next: Head,
  token: string,
): Promise<WriteOutcome> {
  const head: Head = { ...next, batch: undefined, nonce: read.nonce, token, previousToken: read.token };
  const outcome = await orStoredHead(store, head.id, () =>
    store.schema.head
      .build(PutItemCommand)
      .item({ ...headToItem(head), ttl: timeToLive(store, head) })
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

/** Seconds since 1970 after which AWS may delete the head: only where it lies in the dead letter. */
function timeToLive(store: Store, { deadLettered, endedAt }: Head): number | undefined {
  if (!deadLettered || endedAt === undefined) return undefined;
  return Math.ceil((endedAt + store.retention.deadLetterMs + SWEPT_WITHIN_MS) / 1000);
}
