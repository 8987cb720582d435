import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { OPEN_WORKFLOW_PARTITIONS, openWorkflowPartition, workflowIdOf } from './keys.ts';
import { KEYS, OPEN_INDEX } from './schema.ts';
import type { Store } from './store.ts';

/** A workflow that is not through. */
export interface OpenWorkflow {
  readonly id: string;
  /** ms since 1970. */
  readonly createdAt: number;
}

/** All workflows that are not through. 8 Querys, 0.5 read units a 4 KB of entries (about 100 bytes each). */
export async function* openWorkflows(store: Store): AsyncGenerator<OpenWorkflow> {
  for (let index = 0; index < OPEN_WORKFLOW_PARTITIONS; index += 1) {
    let after: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await store.client.send(
        new QueryCommand({
          TableName: store.schema.table.getName(),
          IndexName: OPEN_INDEX,
          KeyConditionExpression: '#p = :p',
          ExpressionAttributeNames: { '#p': KEYS.openPk },
          ExpressionAttributeValues: { ':p': openWorkflowPartition(index) },
          ...(after && { ExclusiveStartKey: after }),
        }),
      );
      for (const item of Items) {
        yield { id: workflowIdOf(String(item[KEYS.pk])), createdAt: Number(item[KEYS.openSk]) };
      }
      after = LastEvaluatedKey;
    } while (after);
  }
}
