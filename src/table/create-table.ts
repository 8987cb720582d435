import {
  type AttributeDefinition,
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  ResourceInUseException,
  ResourceNotFoundException,
  type TableDescription,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { DUE_INDEX, KEYS, OPEN_INDEX } from './schema.ts';

/** Longest wait for AWS to make the table and its indexes, in seconds. */
const CREATION_SECONDS = 120;

const keySchema = (hash: string, range: string): KeySchemaElement[] => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

const TABLE_KEYS = keySchema(KEYS.pk, KEYS.sk);
const INDEX_KEYS: Readonly<Record<string, KeySchemaElement[]>> = {
  [OPEN_INDEX]: keySchema(KEYS.openPk, KEYS.openSk),
  [DUE_INDEX]: keySchema(KEYS.duePk, KEYS.dueSk),
};

const STRINGS: AttributeDefinition[] = [
  KEYS.pk,
  KEYS.sk,
  KEYS.openPk,
  KEYS.openSk,
  KEYS.duePk,
  KEYS.dueSk,
].map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));

/** The table named in the configuration exists but is not ours. */
export class TableShapeError extends Error {}

/**
 * Makes the table, on demand, where it is missing, and waits until it can be used. Any number of
 * servers may do so at once.
 * @throws TableShapeError where a table of that name has other keys or lacks an index.
 */
export async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  const existing = await describe(client, name);
  if (!existing) await create(client, name);
  if (existing?.TableStatus !== 'ACTIVE') {
    await waitUntilTableExists(
      { client, maxWaitTime: CREATION_SECONDS, minDelay: 0.05, maxDelay: 2 },
      { TableName: name },
    );
  }
  const table = existing ?? (await describe(client, name));
  if (table) checkShape(table, name);
}

async function describe(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function create(client: DynamoDBClient, name: string): Promise<void> {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: STRINGS,
        KeySchema: TABLE_KEYS,
        GlobalSecondaryIndexes: Object.entries(INDEX_KEYS).map(([IndexName, KeySchema]) => ({
          IndexName,
          KeySchema,
          Projection: { ProjectionType: 'KEYS_ONLY' },
        })),
      }),
    );
  } catch (error) {
    // Another server was quicker.
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}

function checkShape(table: TableDescription, name: string): void {
  const wrong = (what: string) =>
    new TableShapeError(
      `DYNAMODB_TABLE: the table '${name}' exists with ${what}; name another table, or delete this one if nothing else uses it.`,
    );
  if (!sameKeys(table.KeySchema, TABLE_KEYS)) throw wrong('other keys');
  for (const [index, keys] of Object.entries(INDEX_KEYS)) {
    const found = table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index);
    if (!found) throw wrong(`no index '${index}'`);
    if (!sameKeys(found.KeySchema, keys)) throw wrong(`other keys in its index '${index}'`);
  }
}

function sameKeys(actual: readonly KeySchemaElement[] | undefined, wanted: readonly KeySchemaElement[]) {
  const shape = (keys: readonly KeySchemaElement[]) =>
    keys
      .map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`)
      .sort()
      .join();
  return actual !== undefined && shape(actual) === shape(wanted);
}
