import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { dueOrder } from './keys.ts';
import { DUE_INDEX, KEYS } from './schema.ts';
import type { Store } from './store.ts';

/** What waits for its moment in the due index. */
export interface DueEntry {
  /** Keys of the item. */
  readonly partition: string;
  readonly sort: string;
  /** Its moment, ms since 1970. */
  readonly dueMs: number;
}

/**
 * What is due in one partition at or before `upToMs`, the earliest first. 0.5 read units a 4 KB of
 * entries (about 100 bytes each), also where there are none: what waits longer costs nothing.
 */
export async function* readDue(store: Store, partition: string, upToMs: number): AsyncGenerator<DueEntry> {
  let after: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await store.client.send(
      new QueryCommand({
        TableName: store.schema.table.getName(),
        IndexName: DUE_INDEX,
        KeyConditionExpression: '#p = :p AND #s <= :s',
        ExpressionAttributeNames: { '#p': KEYS.duePk, '#s': KEYS.dueSk },
        ExpressionAttributeValues: { ':p': partition, ':s': dueOrder(upToMs) },
        ...(after && { ExclusiveStartKey: after }),
      }),
    );
    for (const item of Items) {
      yield {
        partition: String(item[KEYS.pk]),
        sort: String(item[KEYS.sk]),
        dueMs: Number(item[KEYS.dueSk]),
      };
    }
    after = LastEvaluatedKey;
  } while (after);
}
