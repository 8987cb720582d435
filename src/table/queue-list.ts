import { PutItemCommand, QueryCommand } from 'dynamodb-toolbox';
import { QUEUE_LIST_PARTITIONS, queueKey, queueListPartition } from './keys.ts';
import { queueFromItem, type StoredQueue } from './queue-item.ts';
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

/** All queues that a job or a pause has named, in no order. 8 Querys. */
export async function listQueues(store: Store): Promise<StoredQueue[]> {
  const queues: StoredQueue[] = [];
  for (let index = 0; index < QUEUE_LIST_PARTITIONS; index += 1) {
    let exclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await store.schema.table
        .build(QueryCommand)
        .entities(store.schema.queue)
        .query({ partition: queueListPartition(index) })
        .options(exclusiveStartKey ? { exclusiveStartKey } : {})
        .send();
      for (const item of Items) queues.push(queueFromItem(item));
      exclusiveStartKey = LastEvaluatedKey;
    } while (exclusiveStartKey);
  }
  return queues;
}
