import {
  ConditionalCheckFailedException,
  ProvisionedThroughputExceededException,
} from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clients, openClients } from '../../../src/clients.ts';
import { createTable } from '../../../src/table/create-table.ts';
import { dropFirstAnswers, endAt, type Faults, faults } from '../../support/faults.ts';
import { startTestStores, type TestStores } from '../../support/server.ts';

const TableName = 'faulty';

let stores: TestStores;
let clients: Clients;
let fault: Faults;
let ends = 0;

beforeEach(async () => {
  stores = await startTestStores();
  clients = openClients({ region: 'us-east-1', ...stores });
  await createTable(clients.dynamodb, TableName);
  ends = 0;
  fault = faults(clients, () => {
    ends += 1;
  });
});
afterEach(async () => {
  clients.dynamodb.destroy();
  clients.sqs.destroy();
  await stores.close();
});

const place = (id: string) =>
  clients.documents.send(
    new PutCommand({ TableName, Item: { pk: id, sk: 'J' }, ConditionExpression: 'attribute_not_exists(pk)' }),
  );
const stored = async (id: string) =>
  (await clients.documents.send(new GetCommand({ TableName, Key: { pk: id, sk: 'J' } }))).Item;

describe('a dropped first answer', () => {
  it('makes the SDK send again, and the caller sees its own success as a refusal', async () => {
    fault.plan(dropFirstAnswers('PutItem'));
    await expect(place('own')).rejects.toThrow(ConditionalCheckFailedException);
    expect(fault.requests).toBe(2);
    expect(fault.met).toEqual([{ operation: 'PutItem', position: 1, attempt: 1, fault: 'drop' }]);
    expect(await stored('own')).toEqual({ pk: 'own', sk: 'J' });
  });

  it('leaves other operations alone', async () => {
    fault.plan(dropFirstAnswers('UpdateItem'));
    await place('alone');
    expect(fault.requests).toBe(1);
  });
});

describe('a failure', () => {
  it('is the exception of the SDK that stands for it, and is retried as that would be', async () => {
    fault.plan(() => ({ kind: 'fail', status: 400, code: 'ProvisionedThroughputExceededException' }));
    await expect(place('throttled')).rejects.toThrow(ProvisionedThroughputExceededException);
    expect(fault.requests).toBe(4);
    fault.plan(({ attempt }) =>
      attempt === 1 ? { kind: 'fail', status: 500, code: 'InternalServerError' } : undefined,
    );
    await place('second-time');
    expect(await stored('throttled')).toBeUndefined();
    expect(await stored('second-time')).toBeDefined();
  });
});

it('a delay holds the request back', async () => {
  fault.plan(() => ({ kind: 'delay', ms: 200 }));
  const begun = performance.now();
  await place('late');
  expect(performance.now() - begun).toBeGreaterThanOrEqual(199);
});

describe('the end of the server', () => {
  it.each([
    ['before', false],
    ['after', true],
  ])('%s the store was asked: no call is answered again', async (_, asked) => {
    await place('first');
    fault.plan(endAt(2, asked));
    const outcomes: string[] = [];
    for (const id of ['last', 'later']) {
      place(id).then(
        () => outcomes.push('answered'),
        () => outcomes.push('refused'),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(outcomes).toEqual([]);
    expect(ends).toBe(1);
    const other = openClients({ region: 'us-east-1', ...stores });
    const present = async (id: string) => {
      const { Item } = await other.documents.send(new GetCommand({ TableName, Key: { pk: id, sk: 'J' } }));
      return Item !== undefined;
    };
    expect(await present('last')).toBe(asked);
    expect(await present('later')).toBe(false);
    other.dynamodb.destroy();
    other.sqs.destroy();
  });
});
