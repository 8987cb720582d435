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
import { type Holder, type UniqueLock, withoutBatch } from '../rules/unique-lock.ts';
import type { BatchLock, Written } from '../rules/unique-steps.ts';
import { headFromItem, headToItem } from './head-item.ts';
import { HEAD_SORT, jobPartition, KEYS_OF_A_BATCH, lockKey } from './keys.ts';
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
  const key = lockKey(fingerprint);
  let wanted: Record<string, string>[] = [
    keyItem(key),
    ...(ownId === undefined ? [] : [keyItem({ partition: jobPartition(ownId), sort: HEAD_SORT })]),
  ];
  let lock: UniqueLock | undefined;
  let own: Head | undefined;
  while (wanted.length > 0) {
    const { Responses, UnprocessedKeys } = await store.client.send(
      new BatchGetCommand({ RequestItems: { [name]: { Keys: wanted, ConsistentRead: true } } }),
    );
    for (const item of Responses?.[name] ?? []) {
      if (item[KEYS.sk] === key.sort)
        lock = lockFromItem(store.schema.lock.build(EntityFormatter).format(item));
      else own = headFromItem(store.schema.head.build(EntityFormatter).format(item));
    }
    wanted = UnprocessedKeys?.[name]?.Keys ?? [];
  }
  return { lock, own: own && (await onlyExisting(store, own)) };
}

/** The locks of many fingerprints, as they are now; those without one are missing. 1 read unit each. */
export async function readLocks(
  store: Store,
  fingerprints: readonly string[],
): Promise<ReadonlyMap<string, UniqueLock>> {
  const name = store.schema.table.getName();
  const format = store.schema.lock.build(EntityFormatter);
  const locks = new Map<string, UniqueLock>();
  const keyOf = new Map(fingerprints.map((one) => [lockKey(one).partition, one]));
  let wanted = fingerprints.map((one) => keyItem(lockKey(one)));
  while (wanted.length > 0) {
    const { Responses, UnprocessedKeys } = await store.client.send(
      new BatchGetCommand({
        RequestItems: { [name]: { Keys: wanted.slice(0, KEYS_OF_A_BATCH), ConsistentRead: true } },
      }),
    );
    for (const item of Responses?.[name] ?? []) {
      const key = keyOf.get(String(item[KEYS.pk]));
      if (key !== undefined) locks.set(key, lockFromItem(format.format(item)));
    }
    wanted = [...(UnprocessedKeys?.[name]?.Keys ?? []), ...wanted.slice(KEYS_OF_A_BATCH)];
  }
  return locks;
}

/**
 * Compare-and-set: `lock` takes the place of the lock of the version `over`, or of none. Where it holds
 * a head, this is the commit of that job. 1 write unit while the lock is under 1 KB.
 */
export async function commitLock(
  store: Store,
  fingerprint: string,
  lock: UniqueLock,
  over: string | undefined,
): Promise<Written<UniqueLock>> {
  try {
    await store.schema.lock
      .build(PutItemCommand)
      .item({
        ...lockKey(fingerprint),
        version: lock.version,
        holders: holdersText(lock),
        ...(lock.head && { head: headInLock(lock.head) }),
        batch: lock.batch,
        ttl: lock.ttl,
      })
      .options({
        condition: over === undefined ? { attr: 'version', exists: false } : { attr: 'version', eq: over },
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
 * Tells the lock of this version that the head it holds is in its place, or will never be, so that nobody
 * places it when what is stored under its id is gone one day; `ttl` (seconds), where given, is how long the lock is kept from now on.
 * Repeats harmlessly, and does nothing where there is a newer version. 1 write unit.
 *
 * @param version of a lock that holds a head it is the head's nonce.
 */
export async function settleLock(
  store: Store,
  fingerprint: string,
  version: string,
  ttl?: number,
): Promise<void> {
  await unlessChanged(
    store.schema.lock
      .build(UpdateItemCommand)
      .item({ ...lockKey(fingerprint), head: $remove(), ...(ttl !== undefined && { ttl }) })
      .options({ condition: { attr: 'version', eq: version } })
      .send(),
  );
}

/**
 * Takes the batch out of the lock: it is committed, and what it replaces is cancelled. Repeats
 * harmlessly, and does nothing where the lock has changed since. 1 write unit.
 */
export async function clearLock(store: Store, fingerprint: string, lock: BatchLock): Promise<void> {
  await unlessChanged(
    store.schema.lock
      .build(UpdateItemCommand)
      .item({ ...lockKey(fingerprint), holders: holdersText(withoutBatch(lock)), batch: $remove() })
      .options({
        condition: {
          and: [
            { attr: 'version', eq: lock.version },
            { attr: 'batch', eq: lock.batch },
          ],
        },
      })
      .send(),
  );
}

async function unlessChanged(write: Promise<unknown>): Promise<void> {
  try {
    await write;
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
      .options({ condition: { attr: 'version', eq: stored.version } })
      .send();
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

function keyItem({ partition, sort }: { partition: string; sort: string }): Record<string, string> {
  return { [KEYS.pk]: partition, [KEYS.sk]: sort };
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

/** The marks of a holder, behind its nonce. */
const MARKS = { replaced: '!', staged: '+', returning: '~' } as const;

function holdersText({ holders }: UniqueLock): string {
  return holders.map(holderText).join(' ');
}

function holderText({ id, nonce, replaced, staged, returning }: Holder): string {
  const mark = replaced ? MARKS.replaced : staged ? MARKS.staged : returning ? MARKS.returning : '';
  return `${id} ${nonce}${mark}`;
}

function holderOf(id: string, word: string): Holder {
  const nonce = word.slice(0, -1);
  if (word.endsWith(MARKS.replaced)) return { id, nonce, replaced: true };
  if (word.endsWith(MARKS.staged)) return { id, nonce, staged: true };
  return word.endsWith(MARKS.returning) ? { id, nonce, returning: true } : { id, nonce: word };
}

function headInLock(head: Head) {
  const { partition: _partition, sort: _sort, ...attributes } = headToItem(head);
  return attributes;
}

function lockFromItem({ version, holders, head, batch, ttl }: LockItem): UniqueLock {
  const words = holders.split(' ');
  const found: Holder[] = [];
  for (let at = 0; at + 1 < words.length; at += 2) found.push(holderOf(words[at] ?? '', words[at + 1] ?? ''));
  const newest = found.at(-1);
  return {
    version,
    holders: found,
    ...(head &&
      newest && { head: headFromItem({ ...head, partition: jobPartition(newest.id), sort: HEAD_SORT }) }),
    ...(batch !== undefined && { batch }),
    ttl,
  };
}
