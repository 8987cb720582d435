import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Clients, openClients } from '../../src/clients.ts';
import { createTable } from '../../src/table/create-table.ts';
import { KEYS, OPEN_INDEX } from '../../src/table/schema.ts';
import { type Meter, meter } from '../support/meter.ts';
import { type DynamoDbLocal, startDynamoDbLocal } from './start.ts';

const TableName = 'facts';
const KB = 1_024;

let local: DynamoDbLocal;
let clients: Clients;
let units: Meter;
let label = 0;

beforeAll(async () => {
  local = await startDynamoDbLocal();
  clients = openClients({
    region: 'us-east-1',
    dynamodbEndpoint: local.endpoint,
    sqsEndpoint: 'http://127.0.0.1:1',
  });
  units = meter(clients, 'start');
  await createTable(clients.dynamodb, TableName);
});
beforeEach(() => {
  label += 1;
  units.switchTo(String(label));
});
afterAll(async () => {
  clients.dynamodb.destroy();
  clients.sqs.destroy();
  await local.close();
});

const Key = { pk: 'job', sk: 'J' };
const opened = { [KEYS.openPk]: 'O', [KEYS.openSk]: '1' };
const unitsNow = () => units.totalOf(String(label));

describe('consumed units', () => {
  it('an item in an index is written once for each: 2 units', async () => {
    await clients.documents.send(new PutCommand({ TableName, Item: { ...Key, ...opened } }));
    expect(unitsNow().writeUnits).toBe(2);
  });

  it('an update that leaves the index alone is 1 unit, one that leaves the index 2', async () => {
    const update = {
      TableName,
      Key,
      ExpressionAttributeNames: { '#v': 'v' },
      ExpressionAttributeValues: { ':v': 1 },
    };
    await clients.documents.send(new UpdateCommand({ ...update, UpdateExpression: 'SET #v = :v' }));
    expect(unitsNow().writeUnits).toBe(1);
    const names = { '#v': 'v', '#ok': KEYS.openPk, '#os': KEYS.openSk };
    await clients.documents.send(
      new UpdateCommand({
        ...update,
        ExpressionAttributeNames: names,
        UpdateExpression: 'SET #v = :v REMOVE #ok, #os',
      }),
    );
    expect(unitsNow().writeUnits).toBe(3);
  });

  it('a write pays for the whole item, by started KB', async () => {
    const Item = { ...Key, pk: 'large', body: 'x'.repeat(3 * KB) };
    await clients.documents.send(new PutCommand({ TableName, Item }));
    expect(unitsNow().writeUnits).toBe(4);
  });

  it('reads cost half a unit, consistent ones a unit, by 4 KB', async () => {
    await clients.documents.send(new PutCommand({ TableName, Item: { ...Key, ...opened } }));
    const before = unitsNow().readUnits;
    await clients.documents.send(new GetCommand({ TableName, Key }));
    await clients.documents.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [Key] } } }));
    await clients.documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    await clients.documents.send(
      new QueryCommand({
        TableName,
        IndexName: OPEN_INDEX,
        KeyConditionExpression: '#ok = :ok',
        ExpressionAttributeNames: { '#ok': KEYS.openPk },
        ExpressionAttributeValues: { ':ok': 'O' },
      }),
    );
    expect(unitsNow().readUnits - before).toBe(2.5);
  });
});

describe('a refused condition', () => {
  it('brings the old item back where ReturnValuesOnConditionCheckFailure is ALL_OLD', async () => {
    await clients.documents.send(new PutCommand({ TableName, Item: { ...Key, pk: 'held', w: 'first' } }));
    const refused = clients.documents.send(
      new DeleteCommand({
        TableName,
        Key: { ...Key, pk: 'held' },
        ConditionExpression: 'w = :w',
        ExpressionAttributeValues: { ':w': 'second' },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    const error = await refused.catch((thrown: unknown) => thrown);
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    expect(error.Item).toMatchObject({ w: { S: 'first' } });
    expect(unitsNow()).toMatchObject({ refusals: 1, writeUnits: 2 });
  });
});
