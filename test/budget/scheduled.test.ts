import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DynamoDbLocal, startDynamoDbLocal } from '../dynamodb-local/start.ts';
import { api, eventually } from '../support/api.ts';
import { type Count, type Meter, meter } from '../support/meter.ts';
import { type MovedClock, movedClock } from '../support/moved-clock.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../support/server.ts';

const MINUTE = 60_000;

/** The numbers of src/table/README.md for what waits and what comes again, on DynamoDB Local. */
describe('units of long waits and of crons (DESIGN decisions 15 and 23)', () => {
  let local: DynamoDbLocal;
  let stores: TestStores;
  let server: TestServer;
  let counts: Meter;
  let clock: MovedClock;
  let ojs: ReturnType<typeof api>;

  beforeAll(async () => {
    local = await startDynamoDbLocal();
    stores = await startTestStores();
    clock = movedClock();
    server = await startTestServer({
      stores: { ...stores, dynamodbEndpoint: local.endpoint },
      clock,
      onClients: (clients) => {
        counts = meter(clients, 'start');
      },
    });
    ojs = api(server.url);
    // What is done once a queue does not count, nor what a sweep finds open.
    const { body } = await ojs.enqueue({ type: 'cost.test', args: [], options: { queue: 'cost' } });
    await ojs.cancel(body.job.id);
  });
  afterAll(async () => {
    await server.close();
    await stores.close();
    await local.close();
  });

  /** What `action` and what follows from it came to, by operation. */
  async function during(label: string, action: () => Promise<unknown>) {
    counts.switchTo(label);
    await action();
    counts.switchTo('between');
    return (operation: string): Partial<Count> => counts.countsOf(label).get(operation) ?? {};
  }

  const schedule = () =>
    ojs.enqueue({
      type: 'cost.test',
      args: [],
      options: { queue: 'cost', scheduled_at: new Date(clock.now() + 60 * MINUTE).toISOString() },
    });

  it('a job in an hour: 3 write units; its cancel: 3', async () => {
    let id = '';
    const put = await during('schedule', async () => {
      id = (await schedule()).body.job.id;
    });
    expect(put('PutItem')).toMatchObject({ requests: 1, writeUnits: 3 });
    const cancel = await during('cancel', () => ojs.cancel(id));
    expect(cancel('PutItem')).toMatchObject({ requests: 1, writeUnits: 3 });
    expect(cancel('GetItem')).toMatchObject({ requests: 1, readUnits: 1 });
  });

  it('its promotion: 2 write units and 0.5 read units; 8 read units for the 16 partitions', async () => {
    await schedule();
    const promotion = await during('promotion', async () => {
      clock.move(45 * MINUTE);
      // A round that was under way has not seen it; the next one comes a minute later.
      await eventually(
        async () => {
          if ((counts.countsOf('promotion').get('PutItem')?.requests ?? 0) > 0) return true;
          clock.move(MINUTE);
          return undefined;
        },
        10_000,
        1_000,
      );
    });
    expect(promotion('PutItem')).toMatchObject({ requests: 1, writeUnits: 2 });
    expect(promotion('BatchGetItem').readUnits).toBe(0.5);
    const queries = promotion('Query');
    expect((queries.readUnits ?? 0) / (queries.requests ?? 1)).toBeLessThanOrEqual(0.5);
  });

  it('a cron: 2 write units; its tick: 1 decides, 2 for the job, 3 move it on', async () => {
    const register = await during('register', () =>
      ojs.registerCron({
        name: 'cost',
        expression: '@every 1h',
        overlap_policy: 'allow',
        job_template: { type: 'cost.test', args: [], options: { queue: 'cost' } },
      }),
    );
    expect(register('PutItem')).toMatchObject({ requests: 1, writeUnits: 2 });
    const tick = await during('tick', async () => {
      clock.move(60 * MINUTE);
      await eventually(
        async () => ((counts.countsOf('tick').get('PutItem')?.requests ?? 0) > 2 ? true : undefined),
        20_000,
      );
    });
    expect(tick('PutItem')).toMatchObject({ requests: 3, refusals: 0, writeUnits: 6 });
    expect(tick('GetItem')).toMatchObject({ requests: 1, readUnits: 1 });
  });

  it('idle for a minute: 24 Querys for crons, 16 for long waits, nothing else', async () => {
    await ojs.deleteCron('cost');
    const idle = await during('idle', async () => {
      for (let second = 0; second < 60; second += 1) {
        clock.move(1_000);
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
    });
    const { requests = 0, readUnits = 0 } = idle('Query');
    expect(requests).toBeLessThanOrEqual(7 * 4 + 16);
    expect(readUnits).toBeLessThanOrEqual(requests / 2);
    expect(idle('PutItem')).toEqual({});
  });
});
