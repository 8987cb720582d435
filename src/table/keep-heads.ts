import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { EntityFormatter, UpdateItemCommand } from 'dynamodb-toolbox';
import type { Head } from '../rules/head.ts';
import { PIECES_STAY_MS } from '../rules/retention.ts';
import { headFromItem } from './head-item.ts';
import { keepPieces } from './keep-companions.ts';
import { HEAD_SORT, jobPartition, KEYS_OF_A_BATCH } from './keys.ts';
import { KEYS } from './schema.ts';
import type { Store } from './store.ts';

/**
 * Has ended jobs that the table would delete before `soon` kept until `keptUntil` (ms since 1970), with
 * their pieces: somebody has still to read their results. 0.5 read units a job, and for each that is kept
 * longer 1 write unit and 1 a KB of its pieces.
 */
export async function keepHeads(
  store: Store,
  ids: readonly string[],
  soon: number,
  keptUntil: number,
): Promise<void> {
  for (let at = 0; at < ids.length; at += KEYS_OF_A_BATCH) {
    const found = await endingBefore(store, ids.slice(at, at + KEYS_OF_A_BATCH), soon);
    await Promise.all(found.map((head) => keepHead(store, head, keptUntil)));
  }
}

async function endingBefore(store: Store, ids: readonly string[], soon: number): Promise<Head[]> {
  const name = store.schema.table.getName();
  const format = store.schema.head.build(EntityFormatter);
  const found: Head[] = [];
  let wanted: Record<string, unknown>[] = ids.map((id) => ({
    [KEYS.pk]: jobPartition(id),
    [KEYS.sk]: HEAD_SORT,
  }));
  while (wanted.length > 0) {
    const { Responses, UnprocessedKeys } = await store.client.send(
      new BatchGetCommand({ RequestItems: { [name]: { Keys: wanted } } }),
    );
    for (const item of Responses?.[name] ?? []) {
      const head = format.format(item);
      if (head.ttl !== undefined && head.ttl * 1000 < soon) found.push(headFromItem(head));
    }
    wanted = UnprocessedKeys?.[name]?.Keys ?? [];
  }
  return found;
}

async function keepHead(store: Store, head: Head, keptUntil: number): Promise<void> {
  const ttl = Math.ceil(keptUntil / 1000);
  const companionsTtl = Math.ceil((keptUntil + PIECES_STAY_MS) / 1000);
  // First the pieces: a head that is kept has them.
  await keepPieces(store, head, companionsTtl);
  try {
    await store.schema.head
      .build(UpdateItemCommand)
      .item({ partition: jobPartition(head.id), sort: HEAD_SORT, ttl, companionsTtl })
      .options({ condition: { attr: 'state', eq: 'completed' } })
      .send();
  } catch (error) {
    // The table has deleted it just now.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
