import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { DeleteItemCommand } from 'dynamodb-toolbox';
import type { Head } from '../rules/head.ts';
import { FAILURES_TO_RESULTS, HEAD_SORT, jobPartition, pieceSort } from './keys.ts';
import { readHead } from './read-head.ts';
import { KEYS } from './schema.ts';
import type { Store } from './store.ts';
import { settleLock } from './unique-lock.ts';

/** How a delete went; refused: with the head that stood in its way, if any. */
export type DeleteOutcome =
  | { readonly deleted: true }
  | { readonly deleted: false; readonly stored: Head | undefined };

/** AWS takes at most 25 writes in one BatchWriteItem. */
const WRITES_OF_A_BATCH = 25;

/**
 * Deletes a job for good: the head on condition that it is still the one that was read (DESIGN
 * decision 2), then every piece that it names and all of its errors and results, also those it names
 * no more. Costs 2 write units (3 for a unique job), 1 for each KB of the pieces, and 0.5 read units.
 *
 * The head goes first, since whoever reads a head relies on its pieces. A crash between the two leaves
 * pieces that nobody names, until their `ttl` comes.
 */
export async function deleteHead(store: Store, read: Head): Promise<DeleteOutcome> {
  // Found before the head is gone: afterwards the id may belong to a new job.
  const pieces = [...bodySorts(read), ...(await failureAndResultSorts(store, read.id))];
  // Else the next request for the same unique job would take it for one that was never placed.
  if (read.uniqueKey !== undefined) await settleLock(store, read.uniqueKey, read.nonce);
  const refusal = await deleteItem(store, read);
  if (refusal) {
    const stored = await readHead(store, read.id);
    // Gone, and this call was sent twice: it was our own first try that deleted it (decision 3).
    if (stored || refusal.tries === 1) return { deleted: false, stored };
  }
  await deletePieces(store, read.id, pieces);
  return { deleted: true };
}

async function deleteItem(store: Store, { id, token }: Head): Promise<{ tries: number } | undefined> {
  try {
    await store.schema.head
      .build(DeleteItemCommand)
      .key({ partition: jobPartition(id), sort: HEAD_SORT })
      .options({ condition: { attr: 'token', eq: token } })
      .send();
    return undefined;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { tries: error.$metadata.attempts ?? 1 };
  }
}

function bodySorts({ nonce, bodyPieces = 0 }: Head): string[] {
  return Array.from({ length: bodyPieces }, (_, index) => pieceSort('B', nonce, index));
}

/** Not only those that the head names: a late worker's result is named by nobody. */
async function failureAndResultSorts(store: Store, id: string): Promise<string[]> {
  const { from, to } = FAILURES_TO_RESULTS;
  const sorts: string[] = [];
  let after: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await store.client.send(
      new QueryCommand({
        TableName: store.schema.table.getName(),
        KeyConditionExpression: '#p = :p AND #s BETWEEN :from AND :to',
        ProjectionExpression: '#s',
        ExpressionAttributeNames: { '#p': KEYS.pk, '#s': KEYS.sk },
        ExpressionAttributeValues: { ':p': jobPartition(id), ':from': from, ':to': to },
        ...(after && { ExclusiveStartKey: after }),
      }),
    );
    sorts.push(...Items.map((item) => String(item[KEYS.sk])).filter((sort) => sort !== HEAD_SORT));
    after = LastEvaluatedKey;
  } while (after);
  return sorts;
}

async function deletePieces(store: Store, id: string, sorts: readonly string[]): Promise<void> {
  const name = store.schema.table.getName();
  let left = sorts.map((sort) => ({
    DeleteRequest: { Key: { [KEYS.pk]: jobPartition(id), [KEYS.sk]: sort } },
  }));
  while (left.length > 0) {
    const now = left.slice(0, WRITES_OF_A_BATCH);
    const { UnprocessedItems } = await store.client.send(
      new BatchWriteCommand({ RequestItems: { [name]: now } }),
    );
    const undone = (UnprocessedItems?.[name] ?? []).flatMap(({ DeleteRequest }) =>
      DeleteRequest?.Key
        ? [
            {
              DeleteRequest: {
                Key: {
                  [KEYS.pk]: String(DeleteRequest.Key[KEYS.pk]),
                  [KEYS.sk]: String(DeleteRequest.Key[KEYS.sk]),
                },
              },
            },
          ]
        : [],
    );
    left = [...undone, ...left.slice(WRITES_OF_A_BATCH)];
  }
}
