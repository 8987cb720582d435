import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import dynaliteDb from 'dynalite/db/index.js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type EmbeddedStores, startEmbeddedStores } from '../../../src/embedded/stores.ts';
import { createTable } from '../../../src/table/create-table.ts';
import { KEYS } from '../../../src/table/schema.ts';

const TableName = 'whole';
const Key = { [KEYS.pk]: { S: 'job' }, [KEYS.sk]: { S: 'J' } };
const opened = { [KEYS.openPk]: { S: 'O' }, [KEYS.openSk]: { S: '1' } };

let dataDir: string;
let stores: EmbeddedStores;
let client: DynamoDBClient;
/** The LevelDB behind the running store. */
let level: dynaliteDb.Level;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ojs-aws-whole-'));
  const create = vi.spyOn(dynaliteDb, 'create');
  stores = await startEmbeddedStores({ dataDir, host: '127.0.0.1' });
  const last = create.mock.results.at(-1);
  if (last?.type !== 'return') throw new Error('dynalite opened no store.');
  level = last.value.db;
  create.mockRestore();
  client = new DynamoDBClient({
    endpoint: stores.dynamodbEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await createTable(client, TableName);
});
afterAll(async () => {
  client.destroy();
  await stores.close();
  await rm(dataDir, { recursive: true, force: true });
});

test.each([
  [
    'a put that enters the index',
    () => client.send(new PutItemCommand({ TableName, Item: { ...Key, ...opened } })),
    2,
  ],
  [
    'an update that moves within the index',
    () =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression: 'SET #os = :os',
          ExpressionAttributeNames: { '#os': KEYS.openSk },
          ExpressionAttributeValues: { ':os': { S: '2' } },
        }),
      ),
    3,
  ],
  ['a delete that leaves the index', () => client.send(new DeleteItemCommand({ TableName, Key })), 2],
])('%s is one write of LevelDB', async (_, write, entries) => {
  const batch = vi.spyOn(level, 'batch');
  const put = vi.spyOn(level, 'put');
  await write();
  expect(batch.mock.calls.map(([writes]) => writes.length)).toEqual([entries]);
  expect(put).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
