import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTable } from '../../../src/table/create-table.ts';
import { KEYS, OPEN_INDEX } from '../../../src/table/schema.ts';
import { startStoresProcess } from '../../support/stores-process.ts';

const TABLE = 'killed';
const JOBS_A_WORKER = 20;
const WORKERS = 24;
/** The kill comes when this many writes have been answered: each job has been opened and ended by then. */
const WRITES = 2_000;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ojs-aws-process-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function open(endpoint: string) {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return { client, documents: DynamoDBDocumentClient.from(client) };
}

/** Opens and ends jobs over and over, which moves them in and out of the index, until a write fails. */
async function writeUntilDown(
  documents: DynamoDBDocumentClient,
  worker: number,
  answer: (id: string, version: number) => void,
) {
  for (let version = 0; ; version += 1) {
    const id = `${worker}-${version % JOBS_A_WORKER}`;
    const opens = version % 3 !== 2;
    const command = new UpdateCommand({
      TableName: TABLE,
      Key: { [KEYS.pk]: id, [KEYS.sk]: 'J' },
      UpdateExpression: opens ? 'SET v = :v, #ok = :ok, #os = :os' : 'SET v = :v REMOVE #ok, #os',
      ExpressionAttributeNames: { '#ok': KEYS.openPk, '#os': KEYS.openSk },
      ExpressionAttributeValues: { ':v': version, ...(opens && { ':ok': 'O', ':os': `s${version}` }) },
    });
    try {
      await documents.send(command);
    } catch {
      return;
    }
    answer(id, version);
  }
}

describe('the stores as a process of their own', () => {
  test('say where they are, and end with 0 on Ctrl-C', async () => {
    const stores = await startStoresProcess({ OJS_DATA_DIR: join(directory, 'polite') });
    expect(stores.dynamodbEndpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(stores.sqsEndpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await stores.end('SIGINT')).toBe(0);
  });

  test('refuse a directory in use in one line', async () => {
    const OJS_DATA_DIR = join(directory, 'in-use');
    const stores = await startStoresProcess({ OJS_DATA_DIR });
    await expect(startStoresProcess({ OJS_DATA_DIR })).rejects.toThrow(/^OJS_DATA_DIR: .* is in use [^\n]+$/);
    await stores.end('SIGTERM');
  });

  test.each([
    1, 2, 3,
  ])('keep every answered write, and items and index as one, over kill -9 (%i)', async (round) => {
    const OJS_DATA_DIR = join(directory, `killed-${round}`);
    const killed = await startStoresProcess({ OJS_DATA_DIR });
    const before = open(killed.dynamodbEndpoint);
    await createTable(before.client, TABLE);
    const answered = new Map<string, number>();
    let writes = 0;
    const writers = Array.from({ length: WORKERS }, (_, worker) =>
      writeUntilDown(before.documents, worker, (id, version) => {
        answered.set(id, version);
        writes += 1;
      }),
    );
    while (writes < WRITES) await new Promise((resolve) => setTimeout(resolve, 10));
    await killed.end('SIGKILL');
    await Promise.all(writers);
    before.client.destroy();

    const again = await startStoresProcess({ OJS_DATA_DIR });
    const after = open(again.dynamodbEndpoint);
    const items = await after.documents.send(new ScanCommand({ TableName: TABLE }));
    const entries = await after.documents.send(new ScanCommand({ TableName: TABLE, IndexName: OPEN_INDEX }));
    after.client.destroy();
    await again.end('SIGKILL');

    const versions = new Map(items.Items?.map((item) => [item[KEYS.pk], item.v]));
    const lost = [...answered].filter(([id, version]) => !(versions.get(id) >= version));
    expect(lost).toEqual([]);
    expect(openKeys(entries)).toEqual(openKeys(items));
  });
});

/** The keys under which jobs are open, sorted. */
function openKeys({ Items = [] }: Pick<ScanCommandOutput, 'Items'>): string[] {
  return Items.filter((item) => KEYS.openSk in item)
    .map((item) => `${item[KEYS.pk]} ${item[KEYS.openSk]}`)
    .sort();
}
