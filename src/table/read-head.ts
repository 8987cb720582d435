import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { EntityFormatter, GetItemCommand } from 'dynamodb-toolbox';
import type { Head } from '../rules/head.ts';
import { headFromItem } from './head-item.ts';
import { HEAD_SORT, jobPartition, KEYS_OF_A_BATCH } from './keys.ts';
import { KEYS } from './schema.ts';
import { existing, onlyExisting } from './staged.ts';
import type { Store } from './store.ts';

/** The head of a job that exists, as it is now (consistent: 1 read unit), or undefined. */
export async function readHead(store: Store, id: string): Promise<Head | undefined> {
  const stored = await readStoredHead(store, id);
  return stored && onlyExisting(store, stored);
}

/** The same, also of a job that waits for the commit of its batch. */
export async function readStoredHead(store: Store, id: string): Promise<Head | undefined> {
  const { Item } = await store.schema.head
    .build(GetItemCommand)
    .key({ partition: jobPartition(id), sort: HEAD_SORT })
    .options({ consistent: true })
    .send();
  return Item && headFromItem(Item);
}

/**
 * Heads by id, as they were a moment ago (0.5 read units each), or `consistent`, as they are now (1
 * each). Ids that have none are missing in the answer. A list may be a little stale where whoever acts
 * on it writes conditionally.
 */
export async function readHeads(
  store: Store,
  ids: readonly string[],
  consistent = false,
): Promise<Map<string, Head>> {
  const heads: Head[] = [];
  const format = store.schema.head.build(EntityFormatter);
  const name = store.schema.table.getName();
  let wanted = [...new Set(ids)].map((id) => ({ [KEYS.pk]: jobPartition(id), [KEYS.sk]: HEAD_SORT }));
  while (wanted.length > 0) {
    const Keys = wanted.slice(0, KEYS_OF_A_BATCH);
    const { Responses, UnprocessedKeys } = await store.client.send(
      new BatchGetCommand({
        RequestItems: { [name]: { Keys, ...(consistent && { ConsistentRead: true }) } },
      }),
    );
    for (const item of Responses?.[name] ?? []) heads.push(headFromItem(format.format(item)));
    const left = UnprocessedKeys?.[name]?.Keys ?? [];
    wanted = [
      ...wanted.slice(KEYS_OF_A_BATCH),
      ...left.map((key) => ({ [KEYS.pk]: String(key[KEYS.pk]), [KEYS.sk]: HEAD_SORT })),
    ];
  }
  return new Map((await existing(store, heads)).map((head) => [head.id, head]));
}
