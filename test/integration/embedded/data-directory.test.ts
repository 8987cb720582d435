import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteItemCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StartError } from '../../../src/embedded/start-error.ts';
import { startEmbeddedStores } from '../../../src/embedded/stores.ts';
import { createTable } from '../../../src/table/create-table.ts';

const host = '127.0.0.1';
const TABLE = 'kept';
/** Enough that LevelDB has moved them from its log into table files when it is opened again. */
const ITEMS = 200;

let directory: string;
/** A data directory with ITEMS items in it, closed. */
let filled: string;

function clientOf(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ojs-aws-data-'));
  filled = join(directory, 'filled');
  const stores = await startEmbeddedStores({ dataDir: filled, host });
  const client = clientOf(stores.dynamodbEndpoint);
  await createTable(client, TABLE);
  for (let first = 0; first < ITEMS; first += 25) {
    const puts = Array.from({ length: 25 }, (_, i) => ({
      PutRequest: { Item: { pk: { S: `job-${first + i}` }, sk: { S: 'J' }, b: { S: `${i} `.repeat(200) } } },
    }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: puts } }));
  }
  client.destroy();
  await stores.close();
  // Opening moves the log into a table file; only then is there one to damage.
  await (await startEmbeddedStores({ dataDir: filled, host })).close();
});

afterAll(() => rm(directory, { recursive: true, force: true }));

async function copyOfFilled(name: string): Promise<{ dataDir: string; store: string }> {
  const dataDir = join(directory, name);
  await cp(filled, dataDir, { recursive: true });
  return { dataDir, store: join(dataDir, 'dynamodb') };
}

async function fileNamed(store: string, pattern: RegExp): Promise<string> {
  const name = (await readdir(store)).find((each) => pattern.test(each));
  if (name === undefined) throw new Error(`No file like ${pattern} in ${store}.`);
  return join(store, name);
}

async function flipBytes(path: string, every: number): Promise<void> {
  const bytes = await readFile(path);
  for (let i = 9; i < bytes.length; i += every) bytes.writeUInt8(bytes.readUInt8(i) ^ 0xff, i);
  await writeFile(path, bytes);
}

/** The message of the refusal, which must be a single line that names the variable. */
async function refusal(dataDir: string): Promise<string> {
  const error = await startEmbeddedStores({ dataDir, host }).then(
    async (stores) => {
      await stores.close();
      return new Error('It started.');
    },
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StartError)) throw error;
  expect(error.message).toMatch(/^OJS_DATA_DIR: [^\n]+$/);
  return error.message;
}

describe('a data directory', () => {
  test('gives back after a restart what was stored', async () => {
    const { dataDir } = await copyOfFilled('restarted');
    const stores = await startEmbeddedStores({ dataDir, host });
    const client = clientOf(stores.dynamodbEndpoint);
    const key = { pk: { S: 'job-199' }, sk: { S: 'J' } };
    const { Item } = await client.send(new GetItemCommand({ TableName: TABLE, Key: key }));
    expect(Item?.b?.S).toBe('24 '.repeat(200));
    client.destroy();
    await stores.close();
  });

  test('in use by another store is refused, and free again after its close', async () => {
    const { dataDir } = await copyOfFilled('shared');
    const stores = await startEmbeddedStores({ dataDir, host });
    expect(await refusal(dataDir)).toContain('in use by another process');
    await stores.close();
    await (await startEmbeddedStores({ dataDir, host })).close();
  });

  test('that is a file, or lies under one, is refused', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    expect(await refusal(file)).toContain('is not a directory');
    const taken = join(directory, 'taken');
    await mkdir(taken);
    await writeFile(join(taken, 'dynamodb'), '');
    expect(await refusal(taken)).toContain('is not a directory');
  });

  test('that cannot be written is refused', async () => {
    const closed = join(directory, 'closed');
    await mkdir(closed, { mode: 0o555 });
    const user = process.geteuid?.();
    // To the superuser every directory is open; another user stands in for a moment.
    if (user === 0) process.seteuid?.(65_534);
    try {
      expect(await refusal(closed)).toMatch(/cannot be written \(EACCES\)/);
    } finally {
      if (user === 0) process.seteuid?.(0);
    }
  });

  test.each([
    ['its MANIFEST has flipped bytes', /^MANIFEST-/, 16],
    ['its table files have flipped bytes', /\.ldb$/, 64],
    ['its CURRENT has flipped bytes', /^CURRENT$/, 1],
  ])('is refused where %s', async (damage, pattern, every) => {
    const { dataDir, store } = await copyOfFilled(damage.replaceAll(' ', '-'));
    await flipBytes(await fileNamed(store, pattern), every);
    expect(await refusal(dataDir)).toContain('cannot be read');
  });

  test('is refused, and left as it is, where its CURRENT is gone', async () => {
    const { dataDir, store } = await copyOfFilled('rootless');
    await rm(join(store, 'CURRENT'));
    const before = await readdir(store);
    expect(await refusal(dataDir)).toContain('cannot be read');
    expect(await readdir(store)).toEqual(before);
  });
});
