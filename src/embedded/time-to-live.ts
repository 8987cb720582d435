import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  ListTablesCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';

/** The attribute that holds an item's end, in s since 1970, and the keys of a table: dynalite is told of neither. */
const TTL = 'ttl';
const KEYS = ['pk', 'sk'] as const;

/** AWS comes by within days; a laptop has the items on its own disk. */
const FIRST_MS = 60_000;
const PAUSE_MS = 600_000;
/** Of the time at most a hundredth is spent on it. */
const REST = 100;
const PAGE = 500;

/** Deletes what is past its end, as AWS does by itself and dynalite does not. */
export interface TimeToLive {
  /** Ends at the next page; resolves when nothing is under way any more. */
  close(): Promise<void>;
}

/**
 * Goes through every table of the store, a minute after the start and then about every 10 minutes.
 * @param client of that store; destroyed at the end.
 */
export function startTimeToLive(client: DynamoDBClient): TimeToLive {
  const closed = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let timer = wait(FIRST_MS);

  function wait(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      running = round();
    }, ms).unref();
  }

  async function round(): Promise<void> {
    const startedAt = performance.now();
    try {
      const { TableNames = [] } = await client.send(new ListTablesCommand());
      for (const table of TableNames) await deleteExpired(client, table, Date.now(), closed.signal);
    } catch {
      // The store is closing, or busy beyond patience: the next round does it.
    }
    if (!closed.signal.aborted) timer = wait(Math.max(PAUSE_MS, (performance.now() - startedAt) * REST));
  }

  return {
    async close() {
      closed.abort();
      clearTimeout(timer);
      await running;
      client.destroy();
    },
  };
}

/**
 * Deletes every item of a table whose `ttl` lies before `nowMs`, on condition that it still does: an item
 * may be renewed or replaced meanwhile. A whole walk, page by page: for embedded stores only.
 *
 * @returns how many it deleted.
 */
export async function deleteExpired(
  client: DynamoDBClient,
  table: string,
  nowMs: number,
  signal?: AbortSignal,
): Promise<number> {
  const ended = { ':now': { N: String(Math.floor(nowMs / 1000)) } };
  let deleted = 0;
  let after: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName: table,
        FilterExpression: '#ttl < :now',
        ProjectionExpression: KEYS.join(', '),
        ExpressionAttributeNames: { '#ttl': TTL },
        ExpressionAttributeValues: ended,
        Limit: PAGE,
        ...(after && { ExclusiveStartKey: after }),
      }),
    );
    for (const item of Items) {
      const Key = Object.fromEntries(KEYS.map((name) => [name, item[name] ?? { S: '' }]));
      try {
        await client.send(
          new DeleteItemCommand({
            TableName: table,
            Key,
            ConditionExpression: '#ttl < :now',
            ExpressionAttributeNames: { '#ttl': TTL },
            ExpressionAttributeValues: ended,
          }),
        );
        deleted += 1;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    }
    after = LastEvaluatedKey;
  } while (after && !signal?.aborted);
  return deleted;
}
