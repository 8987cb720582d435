import { BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { KEYS } from './schema.ts';
import type { Store } from './store.ts';

/** AWS takes at most 25 writes in one BatchWriteItem. */
const WRITES_OF_A_BATCH = 25;

/** Deletes every item: for the reset between conformance cases, on embedded stores only. */
export async function emptyTable({ client, schema }: Store): Promise<void> {
  const TableName = schema.table.getName();
  let after: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({ TableName, ConsistentRead: true, ...(after && { ExclusiveStartKey: after }) }),
    );
    const deletes = Items.map((item) => ({
      DeleteRequest: { Key: { [KEYS.pk]: item[KEYS.pk], [KEYS.sk]: item[KEYS.sk] } },
    }));
    for (let at = 0; at < deletes.length; at += WRITES_OF_A_BATCH) {
      let left: Record<string, object[]> | undefined = {
        [TableName]: deletes.slice(at, at + WRITES_OF_A_BATCH),
      };
      while (left && Object.keys(left).length > 0) {
        const answer: { UnprocessedItems?: Record<string, object[]> | undefined } = await client.send(
          new BatchWriteCommand({ RequestItems: left }),
        );
        left = answer.UnprocessedItems;
      }
    }
    after = LastEvaluatedKey;
  } while (after);
}
