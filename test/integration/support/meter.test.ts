import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { BatchGetCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Clients, openClients } from '../../../src/clients.ts';
import { createTable } from '../../../src/table/create-table.ts';
import { faults } from '../../support/faults.ts';
import { type Meter, meter } from '../../support/meter.ts';
import { startTestStores, type TestStores } from '../../support/server.ts';

const TableName = 'metered';
const Key = { pk: 'one', sk: 'J' };

let stores: TestStores;
let clients: Clients;
let units: Meter;

beforeAll(async () => {
  stores = await startTestStores();
  clients = openClients({ region: 'us-east-1', ...stores });
  units = meter(clients, 'start');
  await createTable(clients.dynamodb, TableName);
});
afterAll(async () => {
  clients.dynamodb.destroy();
  clients.sqs.destroy();
  await stores.close();
});

it('counts requests and units under the label that holds', async () => {
  const { documents } = clients;
  units.switchTo('work');
  const once = { TableName, Item: Key, ConditionExpression: 'attribute_not_exists(pk)' };
  await documents.send(new PutCommand(once));
  await expect(documents.send(new PutCommand(once))).rejects.toThrow('conditional');
  await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  await documents.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [Key] } } }));
  units.switchTo('other');
  expect(Object.fromEntries(units.countsOf('work'))).toEqual({
    PutItem: { requests: 2, refusals: 1, readUnits: 0, writeUnits: 2 },
    GetItem: { requests: 1, refusals: 0, readUnits: 1, writeUnits: 0 },
    BatchGetItem: { requests: 1, refusals: 0, readUnits: 0.5, writeUnits: 0 },
  });
  expect(units.totalOf('work')).toEqual({ requests: 4, refusals: 1, readUnits: 1.5, writeUnits: 2 });
  expect(units.countsOf('start').has('CreateTable')).toBe(true);
  expect(units.totalOf('other').requests).toBe(0);
});

it('counts every try of the SDK, on both stores', async () => {
  units.switchTo('retries');
  const { QueueUrl } = await clients.sqs.send(new CreateQueueCommand({ QueueName: 'metered' }));
  const fault = faults(clients);
  fault.plan(({ attempt }) =>
    attempt === 1 ? { kind: 'fail', status: 503, code: 'ServiceUnavailable' } : undefined,
  );
  await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hint' }));
  await clients.documents.send(new GetCommand({ TableName, Key }));
  expect(units.countsOf('retries').get('SendMessage')?.requests).toBe(2);
  expect(units.countsOf('retries').get('GetItem')).toMatchObject({ requests: 2, readUnits: 0.5 });
});
