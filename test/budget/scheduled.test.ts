import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clients } from '../../src/clients.ts';
import { type DynamoDbLocal, startDynamoDbLocal } from '../dynamodb-local/start.ts';
import { api, eventually } from '../support/api.ts';
import { type MovedClock, movedClock } from '../support/moved-clock.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../support/server.ts';

const MINUTE = 60_000;

/** One request that was answered: what it was about, as JSON, and its units. */
interface Asked {
  readonly operation: string;
  readonly about: string;
  readonly units: number;
}

/** Requests about jobs, crons or the due index; not what a server writes by the second, such as its sign of life. */
const OWN = /"(J#|C#|due")/;

/** The numbers of src/table/README.md for what waits and what comes again, on DynamoDB Local. */
describe('units of long waits and of crons (DESIGN decisions 15 and 23)', () => {
  let local: DynamoDbLocal;
  let stores: TestStores;
  let server: TestServer;
  let asked: Asked[] = [];
  let clock: MovedClock;
  let ojs: ReturnType<typeof api>;

  beforeAll(async () => {
    local = await startDynamoDbLocal();
    stores = await startTestStores();
    clock = movedClock();
    server = await startTestServer({
      stores: { ...stores, dynamodbEndpoint: local.endpoint },
      clock,
      onClients: record,
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

  function record({ dynamodb }: Clients): void {
    dynamodb.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'INDEXES' } });
          const about = JSON.stringify(args.input);
          const consumed = [Object(answer.output).ConsumedCapacity ?? []].flat();
          const units = consumed.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
          if (OWN.test(about)) asked.push({ operation: String(commandName), about, units });
          return answer;
        },
      { step: 'initialize', name: 'record' },
    );
  }

  /** Requests since the last `during` and their units, by operation. */
  function soFar(operation: string): { requests: number; units: number } {
    const own = asked.filter((each) => each.operation === `${operation}Command`);
    return { requests: own.length, units: own.reduce((sum, { units }) => sum + units, 0) };
  }

  /** What `action` and what follows from it came to, by operation. */
  async function during(action: () => Promise<unknown>) {
    asked = [];
    await action();
    return soFar;
  }

  const schedule = () =>
    ojs.enqueue({
      type: 'cost.test',
      args: [],
      options: { queue: 'cost', scheduled_at: new Date(clock.now() + 60 * MINUTE).toISOString() },
    });

  it('a job in an hour: 3 write units; its cancel: 3', async () => {
    let id = '';
    const put = await during(async () => {
      id = (await schedule()).body.job.id;
    });
    expect(put('PutItem')).toMatchObject({ requests: 1, units: 3 });
    const cancel = await during(() => ojs.cancel(id));
    expect(cancel('PutItem')).toMatchObject({ requests: 1, units: 3 });
    expect(cancel('GetItem')).toMatchObject({ requests: 1, units: 1 });
  });

  it('its promotion: 2 write units and 0.5 read units; 8 read units for the 16 partitions', async () => {
    await schedule();
    const promotion = await during(async () => {
      clock.move(45 * MINUTE);
      // A round that was under way has not seen it; the next one comes a minute later.
      await eventually(
        async () => {
          if (soFar('PutItem').requests > 0) return true;
          clock.move(MINUTE);
          return undefined;
        },
        10_000,
        1_000,
      );
    });
    expect(promotion('PutItem')).toMatchObject({ requests: 1, units: 2 });
    expect(promotion('BatchGetItem').units).toBe(0.5);
    const queries = promotion('Query');
    expect(queries.units / queries.requests).toBeLessThanOrEqual(0.5);
  });

  it('a cron: 2 write units; its tick: 1 decides, 2 for the job, 3 move it on', async () => {
    const register = await during(() =>
      ojs.registerCron({
        name: 'cost',
        expression: '@every 1h',
        overlap_policy: 'allow',
        job_template: { type: 'cost.test', args: [], options: { queue: 'cost' } },
      }),
    );
    expect(register('PutItem')).toMatchObject({ requests: 1, units: 2 });
    const tick = await during(async () => {
      clock.move(60 * MINUTE);
      await eventually(async () => (soFar('PutItem').requests > 2 ? true : undefined), 20_000);
    });
    expect(tick('PutItem')).toMatchObject({ requests: 3, units: 6 });
    expect(tick('GetItem')).toMatchObject({ requests: 1, units: 1 });
  });

  it('idle for a minute: 24 Querys for crons, 16 for long waits, nothing else', async () => {
    await ojs.deleteCron('cost');
    const idle = await during(async () => {
      for (let second = 0; second < 60; second += 1) {
        clock.move(1_000);
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
    });
    const { requests, units } = idle('Query');
    expect(requests).toBeLessThanOrEqual(7 * 4 + 16);
    expect(units).toBeLessThanOrEqual(requests / 2);
    expect(idle('PutItem').requests).toBe(0);
  });
});
