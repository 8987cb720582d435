import { ConditionalCheckFailedException, InternalServerError } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTable } from '../../../src/table/create-table.ts';
import type { Trouble } from '../../doubles/lies.ts';
import { newQueue, setting } from './setting.ts';

const at = setting();
const TableName = 'troubled';
beforeAll(() => createTable(at().truth.dynamodb, TableName));

const tell = (...trouble: Trouble[]) => at().lying.tell({ trouble });
const place = (id: string) =>
  at().seen.documents.send(
    new PutCommand({ TableName, Item: { pk: id, sk: 'J' }, ConditionExpression: 'attribute_not_exists(pk)' }),
  );
const isStored = async (id: string) =>
  (await at().truth.documents.send(new GetCommand({ TableName, Key: { pk: id, sk: 'J' } }))).Item !==
  undefined;
const callsOf = (operation: string) => at().lying.tally().calls[operation] ?? 0;

describe('drop', () => {
  it('of first answers: the SDK sends again, and its own success refuses it', async () => {
    tell({ operations: ['PutItem'], attempt: 1, kind: 'drop' });
    const before = callsOf('PutItem');
    await expect(place('own')).rejects.toThrow(ConditionalCheckFailedException);
    expect(callsOf('PutItem') - before).toBe(2);
    expect(await isStored('own')).toBe(true);
  });

  it('of each n-th answer', async () => {
    tell({ operations: ['PutItem'], every: 3, kind: 'drop' });
    const outcomes: string[] = [];
    for (const id of ['n1', 'n2', 'n3', 'n4']) {
      await place(id).then(
        () => outcomes.push('placed'),
        () => outcomes.push('refused'),
      );
    }
    // The third is repeated as the fourth request, which is why the fourth id is only the fifth.
    expect(outcomes).toEqual(['placed', 'placed', 'refused', 'placed']);
  });

  it('on SQS alike', async () => {
    const QueueUrl = await newQueue(at().seen.sqs);
    tell({ operations: ['*'], attempt: 1, kind: 'drop' });
    const before = callsOf('GetQueueAttributes');
    await at().seen.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(callsOf('GetQueueAttributes') - before).toBe(2);
  });
});

describe('fail', () => {
  it('with status and code, the store not asked', async () => {
    tell({ operations: ['PutItem'], kind: 'fail', status: 500, code: 'InternalServerError' });
    await expect(place('failed')).rejects.toThrow(InternalServerError);
    expect(await isStored('failed')).toBe(false);
  });

  it('by chance, the same with the same seed', async () => {
    const outcomes = async (seed: number) => {
      at().lying.tell({
        seed,
        trouble: [{ operations: ['GetItem'], chance: 0.5, kind: 'fail', status: 400, code: 'AccessDenied' }],
      });
      const results: boolean[] = [];
      for (let i = 0; i < 12; i += 1) {
        const get = new GetCommand({ TableName, Key: { pk: 'own', sk: 'J' } });
        results.push(
          await at()
            .seen.documents.send(get)
            .then(
              () => true,
              () => false,
            ),
        );
      }
      return results;
    };
    const first = await outcomes(1);
    expect(new Set(first).size).toBe(2);
    expect(await outcomes(1)).toEqual(first);
    expect(await outcomes(2)).not.toEqual(first);
  });
});

it('delay: the answer comes late', async () => {
  tell({ operations: ['PutItem'], kind: 'delay', ms: 300 });
  const begun = performance.now();
  await place('late');
  expect(performance.now() - begun).toBeGreaterThanOrEqual(299);
});

it('silence: the store has done it, no answer comes, and the caller gives up by itself', async () => {
  tell({ operations: ['PutItem'], attempt: 1, kind: 'silence' });
  const giveUp = AbortSignal.timeout(500);
  const silent = at().seen.documents.send(new PutCommand({ TableName, Item: { pk: 'unheard', sk: 'J' } }), {
    abortSignal: giveUp,
  });
  await expect(silent).rejects.toMatchObject({ name: 'AbortError' });
  expect(await isStored('unheard')).toBe(true);
});
