import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import {
  type AttributeDefinition,
  CreateTableCommand,
  type CreateTableCommandInput,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openClients } from '../../../src/clients.ts';
import { KEYS } from '../../../src/table/schema.ts';
import { startTestStores, type TestStores } from '../../support/server.ts';
import { refusal } from './refusal.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.close());

async function urlOf(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
}

describe('a table of another shape', () => {
  const texts = (...names: string[]): AttributeDefinition[] =>
    names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
  const shapes: [string, Omit<CreateTableCommandInput, 'TableName'>, RegExp][] = [
    [
      'other keys',
      { AttributeDefinitions: texts('id'), KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] },
      /with other keys/,
    ],
    [
      'no index',
      {
        AttributeDefinitions: texts(KEYS.pk, KEYS.sk),
        KeySchema: [
          { AttributeName: KEYS.pk, KeyType: 'HASH' },
          { AttributeName: KEYS.sk, KeyType: 'RANGE' },
        ],
      },
      /with no index/,
    ],
  ];

  test.each(shapes)('%s', async (name, shape, what) => {
    const TableName = name.replace(' ', '-');
    const { dynamodb } = openClients({ region: 'us-east-1', ...stores });
    await dynamodb.send(new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST', ...shape }));
    dynamodb.destroy();
    const line = await refusal({
      DYNAMODB_TABLE: TableName,
      AWS_ENDPOINT_URL_DYNAMODB: stores.dynamodbEndpoint,
      AWS_ENDPOINT_URL_SQS: stores.sqsEndpoint,
    });
    expect(line).toContain(`DYNAMODB_TABLE: the table '${TableName}' exists`);
    expect(line).toMatch(what);
  });
});

describe('an endpoint', () => {
  test('where nothing listens: refused within seconds', async () => {
    const startedAt = performance.now();
    const line = await refusal({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    expect(line).toMatch(/AWS_ENDPOINT_URL.*ECONNREFUSED/);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  test('that is something else: still one line', async () => {
    const page = createHttpServer((_request, response) => response.end('<html>\n<p>Hello\n</html>'));
    expect(await refusal({ AWS_ENDPOINT_URL: await urlOf(page) })).toContain('AWS_ENDPOINT_URL');
    page.close();
  });

  test('that stays silent is given up', async () => {
    const silent = createServer();
    const dynamodbEndpoint = await urlOf(silent);
    const { dynamodb } = openClients({ region: 'us-east-1', dynamodbEndpoint });
    const call = dynamodb.send(new ListTablesCommand({}), { requestTimeout: 100 });
    await expect(call).rejects.toThrow(/exceeded the configured 100 ms/);
    dynamodb.destroy();
    silent.close();
  });
});
