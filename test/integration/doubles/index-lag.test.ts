import { DeleteCommand, PutCommand, QueryCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { createTable } from '../../../src/table/create-table.ts';
import { KEYS, OPEN_INDEX } from '../../../src/table/schema.ts';
import { setting } from './setting.ts';

const at = setting();
const TableName = 'lagging';
/** Long beside what a loaded machine needs from a write to the query behind it. */
const LAG_MS = 1_500;

let queue = 0;
beforeAll(() => createTable(at().truth.dynamodb, TableName));
beforeEach(() => {
  queue += 1;
});

const keyOf = (id: string) => ({ [KEYS.pk]: `${queue}-${id}`, [KEYS.sk]: 'J' });
const put = (id: string, order: string) =>
  at().seen.documents.send(
    new PutCommand({
      TableName,
      Item: { ...keyOf(id), [KEYS.openPk]: `O${queue}`, [KEYS.openSk]: order, v: 1 },
    }),
  );
const remove = (id: string) => at().seen.documents.send(new DeleteCommand({ TableName, Key: keyOf(id) }));
const update = (id: string, expression: string, values: Record<string, unknown>) =>
  at().seen.documents.send(
    new UpdateCommand({
      TableName,
      Key: keyOf(id),
      UpdateExpression: expression,
      ExpressionAttributeNames: { '#os': KEYS.openSk, '#v': 'v' },
      ExpressionAttributeValues: values,
    }),
  );

/** The orders that the index shows of this test's queue. */
async function orders(page: Partial<QueryCommand['input']> = {}, from = '0') {
  const { Items = [], LastEvaluatedKey } = await at().seen.documents.send(
    new QueryCommand({
      TableName,
      IndexName: OPEN_INDEX,
      KeyConditionExpression: '#ok = :ok AND #os >= :from',
      ExpressionAttributeNames: { '#ok': KEYS.openPk, '#os': KEYS.openSk },
      ExpressionAttributeValues: { ':ok': `O${queue}`, ':from': from },
      ...page,
    }),
  );
  return { orders: Items.map((item) => item[KEYS.openSk]), LastEvaluatedKey };
}

const seen = async () => (await orders()).orders;
const lag = (ms = LAG_MS) => at().lying.tell({ dynamodb: { indexLag: { ms } } });
const pass = () => new Promise((resolve) => setTimeout(resolve, LAG_MS + 50));

it('a put shows late', async () => {
  lag();
  await put('a', '1');
  expect(await seen()).toEqual([]);
  await pass();
  expect(await seen()).toEqual(['1']);
});

it('a delete shows late, and the entry stands where it stood', async () => {
  for (const order of ['1', '2', '3']) await put(order, order);
  lag();
  await remove('2');
  expect(await seen()).toEqual(['1', '2', '3']);
  expect((await orders({ ScanIndexForward: false })).orders).toEqual(['3', '2', '1']);
  expect((await orders({}, '3')).orders).toEqual(['3']);
  await pass();
  expect(await seen()).toEqual(['1', '3']);
});

it('an entry that moves is where it was', async () => {
  await put('a', '1');
  await put('b', '2');
  lag();
  await update('a', 'SET #os = :os, #v = :v', { ':os': '3', ':v': 2 });
  expect(await seen()).toEqual(['1', '2']);
  await pass();
  expect(await seen()).toEqual(['2', '3']);
});

it('an update that leaves the keys alone changes nothing, nor does a refused one', async () => {
  await put('a', '1');
  const told = () => at().lying.tally().lies['dynamodb.indexLag'];
  const before = told();
  lag();
  await update('a', 'SET #v = :v, #os = :os', { ':v': 2, ':os': '1' });
  await expect(
    at().seen.documents.send(
      new DeleteCommand({ TableName, Key: keyOf('a'), ConditionExpression: 'attribute_not_exists(pk)' }),
    ),
  ).rejects.toThrow('conditional');
  expect(await seen()).toEqual(['1']);
  expect(told()).toBe(before);
});
it('pages stay whole: what is gone stands on one of them, within the limit', async () => {
  for (const order of ['1', '2', '3', '4']) await put(order, order);
  lag(20_000);
  await remove('2');
  const pages: string[][] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await orders({ Limit: 2, ExclusiveStartKey });
    pages.push(page.orders);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  expect(pages.flat()).toEqual(['1', '2', '3', '4']);
  expect(pages.every((page) => page.length <= 2)).toBe(true);
});

it('a scan of the index lags, a scan of the table does not', async () => {
  lag();
  await put('scanned', '1');
  const mine = async (IndexName?: string) => {
    const { Items = [] } = await at().seen.documents.send(
      new ScanCommand({ TableName, ...(IndexName !== undefined && { IndexName }) }),
    );
    return Items.filter((item) => item[KEYS.pk] === `${queue}-scanned`).length;
  };
  expect(await mine(OPEN_INDEX)).toBe(0);
  expect(await mine()).toBe(1);
});
