import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { UpdateItemCommand } from 'dynamodb-toolbox';
import { HEAD_SORT, jobIdOf, jobPartition, KEYS_OF_A_BATCH } from './keys.ts';
import { KEYS } from './schema.ts';
import type { Store } from './store.ts';

/**
 * Has ended jobs that the table would delete before `soon` kept until `keptUntil` (ms since 1970): somebody
 * has still to read their results. 0.5 read units a job, and 1 write unit for each that is kept longer.
 */
export async function keepHeads(
  store: Store,
  ids: readonly string[],
  soon: number,
  keptUntil: number,
): Promise<void> {
  for (let at = 0; at < ids.length; at += KEYS_OF_A_BATCH) {
    const found = await endingBefore(store, ids.slice(at, at + KEYS_OF_A_BATCH), soon);
    await Promise.all(found.map((id) => keepHead(store, id, keptUntil)));
  }
}

async function endingBefore(store: Store, ids: readonly string[], soon: number): Promise<string[]> {
  const name = store.schema.table.getName();
  const found: string[] = [];
  let wanted: Record<string, unknown>[] = ids.map((id) => ({
    [KEYS.pk]: jobPartition(id),
    [KEYS.sk]: HEAD_SORT,
  }));
  while (wanted.length > 0) {
    const { Responses, UnprocessedKeys } = await store.client.send(
      new BatchGetCommand({
        RequestItems: {
          [name]: {
            Keys: wanted,
            ProjectionExpression: '#p, #t',
            ExpressionAttributeNames: { '#p': KEYS.pk, '#t': KEYS.ttl },
          },
        },
      }),
    );
    for (const { [KEYS.pk]: partition, [KEYS.ttl]: ttl } of Responses?.[name] ?? []) {
      if (ttl !== undefined && Number(ttl) * 1000 < soon) found.push(jobIdOf(String(partition)));
    }
    wanted = UnprocessedKeys?.[name]?.Keys ?? [];
  }
  return found;
}

async function keepHead(store: Store, id: string, keptUntil: number): Promise<void> {
  try {
    await store.schema.head
      .build(UpdateItemCommand)
      .item({ partition: jobPartition(id), sort: HEAD_SORT, ttl: Math.ceil(keptUntil / 1000) })
      .options({ condition: { attr: 'state', eq: 'completed' } })
      .send();
  } catch (error) {
    // The table has deleted it just now.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
