import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DynamoDbLocal, startDynamoDbLocal } from '../dynamodb-local/start.ts';
import { type Measured, measureLoad, measureOperations, startMetered } from '../support/measure.ts';
import { startTestStores, type TestStores } from '../support/server.ts';

/** The numbers of src/table/README.md, as bounds. Units are what DynamoDB Local reports. */
describe('what the table is asked for (issue: speed and size)', () => {
  let local: DynamoDbLocal;
  let stores: TestStores;
  let metered: Awaited<ReturnType<typeof startMetered>>;
  let rows: Map<string, Measured>;

  beforeAll(async () => {
    local = await startDynamoDbLocal();
    stores = await startTestStores();
    metered = await startMetered({ ...stores, dynamodbEndpoint: local.endpoint });
    rows = new Map((await measureOperations(metered)).map((row) => [row.name, row]));
  });
  afterAll(async () => {
    await metered.server.close();
    await stores.close();
    await local.close();
  });

  it.each([
    ['enqueue', { PutItem: 1 }, 0, 2],
    // A lock that is not there is 1 read unit on AWS, and none on DynamoDB Local.
    ['enqueue, unique', { BatchGetItem: 1, PutItem: 2 }, 0, 3],
    ['enqueue, unique, refused', { BatchGetItem: 2 }, 2, 0],
    ['enqueue, unique, replaces', { BatchGetItem: 2, GetItem: 1, PutItem: 3 }, 3, 5],
    // The lock of a job of a batch is read with the header, until the next job of its key.
    ['batch of 100, unique', { BatchGetItem: 1, PutItem: 201, UpdateItem: 1 }, 0, 302],
    ['batch of 100, unique, all ignored', { BatchGetItem: 301, PutItem: 1, UpdateItem: 1 }, 400, 2],
    [
      'enqueue, unique, replaces, with an id of its own',
      { BatchGetItem: 9, PutItem: 4, UpdateItem: 2 },
      10,
      8,
    ],
    ['retry from the dead letter, unique', { GetItem: 1, BatchGetItem: 2, PutItem: 2 }, 3, 4],
    ['ack, unique', { UpdateItem: 1 }, 0, 2],
    ['get', { GetItem: 1 }, 1, 0],
    ['queue stats', { Query: 1 }, 1, 0],
    ['fetch (claim)', { UpdateItem: 1 }, 0, 1],
    ['heartbeat, lease still covers', { BatchGetItem: 1 }, 0.5, 0],
    ['report progress', { BatchGetItem: 1, PutItem: 1 }, 2, 1],
    ['progress', { BatchGetItem: 1 }, 2, 0],
    ['events, nothing new', { Query: 2 }, 1, 0],
    ['ack', { UpdateItem: 1 }, 0, 2],
    ['nack, to be retried', { GetItem: 1, PutItem: 1 }, 1, 1],
    ['nack with requeue', { GetItem: 1, PutItem: 1 }, 1, 1],
    ['cancel', { GetItem: 1, PutItem: 1 }, 1, 2],
    ['batch of 100', { PutItem: 101, UpdateItem: 1 }, 0, 202],
    ['get, of a batch, before its first fetch', { GetItem: 1, BatchGetItem: 1 }, 2, 0],
    ['nack, into the dead letter', { GetItem: 1, PutItem: 1 }, 1, 3],
    ['list of the dead letter, 1 job', { Query: 8, BatchGetItem: 1 }, 1, 0],
    ['retry from the dead letter', { GetItem: 1, PutItem: 1 }, 1, 3],
    ['delete from the dead letter', { GetItem: 1, Query: 1, DeleteItem: 1 }, 1.5, 2],
    ['heartbeat, 300 KB', { BatchGetItem: 1, PutItem: 1 }, 0.5, 1],
  ])('%s', (name, requests, readUnits, writeUnits) => {
    expect(rows.get(name)).toMatchObject({ requests, readUnits, writeUnits });
  });

  it('a batch of 100 that replace 100: 5 write units each, as single ones, and 3 for the batch', () => {
    // A page of events may be written meanwhile.
    const row = rows.get('batch of 100, unique, all replace');
    expect(row?.writeUnits).toBeGreaterThanOrEqual(503);
    expect(row?.writeUnits).toBeLessThanOrEqual(503 + 6);
  });

  it('a plain job: 3 requests on its path, and at most 6 write units with all that is behind it', async () => {
    const { requests, writeUnits, readUnits, jobs, seconds } = await measureLoad(metered, 1_000, 120);
    expect(jobs).toBe(1_000);
    expect(writeUnits / jobs).toBeLessThanOrEqual(6);
    expect(readUnits / jobs).toBeLessThanOrEqual(0.1);
    expect(requests.Scan).toBeUndefined();
    // Pages of events are written by the second, not by the job (DESIGN decision 18).
    const pages = 3 * seconds;
    expect(((requests.PutItem ?? 0) + (requests.UpdateItem ?? 0) - pages) / jobs).toBeLessThan(3.05);
  });
});
