import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Head } from '../rules/head.ts';
import { jobIdOf, openPartition } from './keys.ts';
import type { OpenCursor } from './open-index.ts';
import { readHeads } from './read-head.ts';
import { KEYS, OPEN_INDEX } from './schema.ts';
import type { Store } from './store.ts';

const PAGE = 500;

/**
 * The heads of all jobs of a queue that have not ended, whatever they wait for. Costs about 0.5 read
 * units a job: only for what happens seldom, such as the death of a server.
 */
export async function walkOpen(store: Store, queue: string): Promise<Map<string, Head>> {
  const found = new Map<string, Head>();
  let after: OpenCursor | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await store.client.send(
      new QueryCommand({
        TableName: store.schema.table.getName(),
        IndexName: OPEN_INDEX,
        KeyConditionExpression: '#p = :p',
        ExpressionAttributeNames: { '#p': KEYS.openPk },
        ExpressionAttributeValues: { ':p': openPartition(queue) },
        Limit: PAGE,
        ...(after && { ExclusiveStartKey: after }),
      }),
    );
    const heads = await readHeads(
      store,
      Items.map((item) => jobIdOf(String(item[KEYS.pk]))),
    );
    for (const [id, head] of heads) found.set(id, head);
    after = LastEvaluatedKey;
  } while (after);
  return found;
}
