import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import {
  $remove,
  EntityFormatter,
  type FormattedItem,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from 'dynamodb-toolbox';
import type { Head } from '../rules/head.ts';
import type { Holder, UniqueLock } from '../rules/unique-lock.ts';
import type { Written } from '../rules/unique-steps.ts';
import { headFromItem, headToItem } from './head-item.ts';
import { HEAD_SORT, jobPartition, lockKey } from './keys.ts';
import { KEYS, type TableSchema } from './schema.ts';
import { onlyExisting } from './staged.ts';
import type { Store } from './store.ts';

/**
 * The lock of a fingerprint and, where `ownId` is given, the head with that id; both consistent, though
 * not from one moment. 1 read unit each.
 */
export async function readLock(
  store: Store,
  fingerprint: string,
  ownId?: string,
): Promise<{ lock: UniqueLock | undefined; own: Head | undefined }> {
  const name = store.schema.table.getName();
  const { partition, sort } = lockKey(fingerprint);
  let wanted: Record<string, string>[] = [
    { [KEYS.pk]: partition, [KEYS.sk]: sort },
    ...(ownId === undefined ? [] : [{ [KEYS.pk]: jobPartition(ownId), [KEYS.sk]: HEAD_SORT }]),
  ];
  let lock: UniqueLock | undefined;
  let own: Head | undefined;
  while (wanted.length > 0) {
    const { Responses, UnprocessedKeys } = await store.client.send(
      new BatchGetCommand({ RequestItems: { [name]: { Keys: wanted, ConsistentRead: true } } }),
    );
    for (const item of Responses?.[name] ?? []) {
      if (item[KEYS.sk] === sort) lock = lockFromItem(store.schema.lock.build(EntityFormatter).format(item));
      else own = headFromItem(store.schema.head.build(EntityFormatter).format(item));
    }
    wanted = UnprocessedKeys?.[name]?.Keys ?? [];
  }
  return { lock, own: own && (await onlyExisting(store, own)) };
}

/**
 * Compare-and-set: `lock` takes the place of the lock whose newest holder has the nonce `over`, or of
 * none. This is the commit of a unique job. 1 write unit while the lock is under 1 KB.
 */
export async function commitLock(
  store: Store,
  fingerprint: string,
  lock: UniqueLock & { readonly head: Head },
  over: string | undefined,
): Promise<Written<UniqueLock>> {
  const { partition: _partition, sort: _sort, ...head } = headToItem(lock.head);
  try {
    await store.schema.lock
      .build(PutItemCommand)
      .item({
        ...lockKey(fingerprint),
        nonce: lock.head.nonce,
        holders: lock.holders.map(holderText).join(' '),
        head,
        ttl: lock.ttl,
      })
      .options({
        condition: over === undefined ? { attr: 'nonce', exists: false } : { attr: 'nonce', eq: over },
        returnValuesOnConditionFalse: 'ALL_OLD',
      })
      .send();
    return { written: true };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const stored = error.Item
      ? store.schema.lock.build(EntityFormatter).format(unmarshall(error.Item))
      : await storedLock(store, fingerprint);
    return { written: false, stored: stored && lockFromItem(stored) };
  }
}

/**
 * Tells the lock that the head of its newest holder, with this nonce, is in its place, so that nobody
 * places it once more when it is gone one day; `ttl` (seconds), where given, is how long the lock is kept
 * from now on. Repeats harmlessly, and does nothing where there is a newer holder. 1 write unit.
 */
export async function settleLock(
  store: Store,
  fingerprint: string,
  nonce: string,
  ttl?: number,
): Promise<void> {
  try {
    await store.schema.lock
      .build(UpdateItemCommand)
      .item({ ...lockKey(fingerprint), head: $remove(), ...(ttl !== undefined && { ttl }) })
      .options({ condition: { attr: 'nonce', eq: nonce } })
      .send();
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/**
 * Keeps the lock until `ttl` (s since 1970) at least, where it names the job with this nonce: that needs
 * it longer than was known when it was written. 1 read unit, and 1 write unit where it changes. A lock
 * that is committed meanwhile is kept long enough by that.
 */
export async function prolongLock(
  store: Store,
  fingerprint: string,
  nonce: string,
  ttl: number,
): Promise<void> {
  const stored = await storedLock(store, fingerprint);
  if (!stored || stored.ttl >= ttl) return;
  if (!lockFromItem(stored).holders.some((holder) => holder.nonce === nonce)) return;
  try {
    await store.schema.lock
      .build(UpdateItemCommand)
      .item({ ...lockKey(fingerprint), ttl })
      .options({ condition: { attr: 'nonce', eq: stored.nonce } })
      .send();
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

type LockItem = FormattedItem<TableSchema['lock']>;

async function storedLock(store: Store, fingerprint: string): Promise<LockItem | undefined> {
  const { Item } = await store.schema.lock
    .build(GetItemCommand)
    .key(lockKey(fingerprint))
    .options({ consistent: true })
    .send();
  return Item;
}

/** The mark of a holder whose place the newest one takes. */
const REPLACED = '!';

function holderText({ id, nonce, replaced }: Holder): string {
  return `${id} ${nonce}${replaced ? REPLACED : ''}`;
}

function lockFromItem({ holders, head, ttl }: LockItem): UniqueLock {
  const words = holders.split(' ');
  const found: Holder[] = [];
  for (let at = 0; at + 1 < words.length; at += 2) {
    const [id = '', nonce = ''] = words.slice(at, at + 2);
    found.push(
      nonce.endsWith(REPLACED)
        ? { id, nonce: nonce.slice(0, -REPLACED.length), replaced: true }
        : { id, nonce },
    );
  }
  const newest = found.at(-1);
  return {
    holders: found,
    ...(head &&
      newest && { head: headFromItem({ ...head, partition: jobPartition(newest.id), sort: HEAD_SORT }) }),
    ttl,
  };
}
