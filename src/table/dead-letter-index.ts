import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { NativeAttributeValue } from '@aws-sdk/util-dynamodb';
import {
  DEAD_LETTER_PARTITIONS,
  type DeadLetterEntry,
  deadLetterEntryOf,
  deadLetterOrderAt,
  deadLetterPartition,
} from './keys.ts';
import { KEYS, OPEN_INDEX } from './schema.ts';
import type { Store } from './store.ts';

/** An entry with its place in the order of the whole dead letter: the larger, the newer. */
export interface PlacedEntry extends DeadLetterEntry {
  readonly order: string;
}

/** Entries of the first read of a partition; each further read takes twice as many as the one before. */
const FIRST_READ = 12;
const LARGEST_READ = 1_000;

/**
 * The dead letter, newest first, out of the 8 partitions of its index: as much of it as is asked for.
 * 8 Querys, and one more for every 12 or more entries of a partition; 0.5 read units per 4 KB of
 * entries (about 130 bytes each). As the index was a moment ago.
 *
 * @param sinceMs entries discarded before are passed over.
 * @param before only entries behind this one, where given.
 */
export async function* newestFirst(
  store: Store,
  sinceMs: number,
  before?: string,
): AsyncGenerator<PlacedEntry, void, undefined> {
  // AWS refuses a range whose end comes before its beginning.
  if (before !== undefined && before < deadLetterOrderAt(sinceMs)) return;
  const readers = Array.from({ length: DEAD_LETTER_PARTITIONS }, (_, index) =>
    entriesOf(store, deadLetterPartition(index), sinceMs, before),
  );
  const heads = await Promise.all(readers.map((reader) => reader.next()));
  for (;;) {
    let newest: PlacedEntry | undefined;
    let from = 0;
    for (const [index, head] of heads.entries()) {
      if (head.done || (newest && head.value.order < newest.order)) continue;
      newest = head.value;
      from = index;
    }
    const reader = readers[from];
    if (!newest || !reader) return;
    yield newest;
    heads[from] = await reader.next();
  }
}

async function* entriesOf(
  store: Store,
  partition: string,
  sinceMs: number,
  before: string | undefined,
): AsyncGenerator<PlacedEntry, void, undefined> {
  let after: Record<string, NativeAttributeValue> | undefined;
  let limit = FIRST_READ;
  do {
    const { Items = [], LastEvaluatedKey } = await store.client.send(
      new QueryCommand({
        TableName: store.schema.table.getName(),
        IndexName: OPEN_INDEX,
        KeyConditionExpression: '#p = :p AND #s BETWEEN :since AND :before',
        ExpressionAttributeNames: { '#p': KEYS.openPk, '#s': KEYS.openSk },
        ExpressionAttributeValues: {
          ':p': partition,
          ':since': deadLetterOrderAt(sinceMs),
          // What sorts after every order begins with a sign after the digits.
          ':before': before ?? ':',
        },
        ScanIndexForward: false,
        Limit: limit,
        ...(after && { ExclusiveStartKey: after }),
      }),
    );
    for (const item of Items) {
      const order = String(item[KEYS.openSk]);
      const entry = deadLetterEntryOf(order);
      if (entry && order !== before) yield { ...entry, order };
    }
    after = LastEvaluatedKey;
    limit = Math.min(limit * 2, LARGEST_READ);
  } while (after);
}
