import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type EmbeddedStores, startEmbeddedStores } from '../../../src/embedded/stores.ts';
import { createTable } from '../../../src/table/create-table.ts';

const host = '127.0.0.1';
const account = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

let dataDir: string;
let stores: EmbeddedStores;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ojs-aws-stores-'));
  stores = await startEmbeddedStores({ dataDir, host });
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  await stores.close();
  await rm(dataDir, { recursive: true, force: true });
});

const portOf = (endpoint: string) => Number(new URL(endpoint).port);

test('both stores listen on loopback only', () => {
  for (const endpoint of [stores.dynamodbEndpoint, stores.sqsEndpoint]) {
    expect(new URL(endpoint).hostname).toBe(host);
  }
});

// By itself dynalite takes 500 ms. A loaded machine may be slow once, not each time.
test('a table can be used as soon as it is made', { retry: 3 }, async ({ task }) => {
  const client = new DynamoDBClient({ ...account, endpoint: stores.dynamodbEndpoint });
  const begun = performance.now();
  await createTable(client, `instant-${task.result?.retryCount ?? 0}`);
  expect(performance.now() - begun).toBeLessThan(400);
  client.destroy();
});

test('an SDK that knows the endpoint from the environment alone follows the queue URL', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', stores.sqsEndpoint);
  const client = new SQSClient(account);
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'followed' }));
  expect(QueueUrl).toMatch(new RegExp(`^${stores.sqsEndpoint}/`));
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hint' }));
  const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages?.map(({ Body }) => Body)).toEqual(['hint']);
  client.destroy();
});

test('a client that goes away in the middle of a request does no harm', async () => {
  const socket = connect(portOf(stores.dynamodbEndpoint), host);
  const head =
    'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: 1000\r\n';
  await new Promise<void>((resolve) => socket.write(`${head}\r\n{"Table`, () => resolve()));
  await new Promise<void>((resolve) => setTimeout(resolve, 50));
  const gone = new Promise((resolve) => socket.once('close', resolve));
  socket.resetAndDestroy();
  await gone;
  const client = new DynamoDBClient({ ...account, endpoint: stores.dynamodbEndpoint });
  expect((await client.send(new ListTablesCommand({}))).TableNames).toBeDefined();
  client.destroy();
});

test('a port in use is told in one line, and nothing stays running', async () => {
  const other = join(dataDir, 'other');
  const taken = portOf(stores.sqsEndpoint);
  await expect(startEmbeddedStores({ dataDir: other, host, dynamoPort: taken })).rejects.toThrow(
    `Port ${taken} of ${host}, for DynamoDB, is in use. Choose another one with --dynamodb-port.`,
  );
  await expect(startEmbeddedStores({ dataDir: other, host, sqsPort: taken })).rejects.toThrow(
    `Port ${taken} of ${host}, for SQS, is in use. Choose another one with --sqs-port.`,
  );
  await (await startEmbeddedStores({ dataDir: other, host })).close();
});

test('requests whose clients have gone are worked through before the data is closed', async () => {
  const own = await startEmbeddedStores({ dataDir: join(dataDir, 'abandoned'), host });
  const client = new DynamoDBClient({ ...account, endpoint: own.dynamodbEndpoint, maxAttempts: 1 });
  await createTable(client, 'abandoned');
  const thrown: unknown[] = [];
  const keep = (error: unknown) => thrown.push(error);
  process.on('uncaughtException', keep);
  const abort = new AbortController();
  const put = (n: number) =>
    client.send(
      new PutItemCommand({ TableName: 'abandoned', Item: { pk: { S: `p${n}` }, sk: { S: 's' } } }),
      {
        abortSignal: abort.signal,
      },
    );
  const puts = Array.from({ length: 40 }, (_, n) => put(n));
  await Promise.race(puts);
  abort.abort();
  const outcomes = await Promise.allSettled(puts);
  await own.close();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('uncaughtException', keep);
  client.destroy();
  expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true);
  expect(thrown).toEqual([]);
});
