import { PutItemCommand, QueryCommand } from 'dynamodb-toolbox';
import { QUEUE_LIST_PARTITIONS, queueKey, queueListPartition } from './keys.ts';
import { orStoredHead } from './refusal.ts';
import type { Store } from './store.ts';

/** Notes that `queue` exists. Once a queue and server: 1 write unit. */
export async function registerQueue(store: Store, queue: string, now: number): Promise<void> {
  await orStoredHead(store, queue, () =>
    store.schema.queue
      .build(PutItemCommand)
      .item({ ...queueKey(queue), createdAt: now })
      .options({ condition: { attr: 'createdAt', exists: false } })
      .send(),
  );
}

/** Names of all queues that ever had a job, in no order. 8 Querys. */
export async function listQueues(store: Store): Promise<string[]> {
  const names: string[] = [];
  for (let index = 0; index < QUEUE_LIST_PARTITIONS; index += 1) {
    let exclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await store.schema.table
        .build(QueryCommand)
        .entities(store.schema.queue)
        .query({ partition: queueListPartition(index) })
        .options(exclusiveStartKey ? { exclusiveStartKey } : {})
        .send();
      for (const item of Items) names.push(item.sort);
      exclusiveStartKey = LastEvaluatedKey;
    } while (exclusiveStartKey);
  }
  return names;
}
