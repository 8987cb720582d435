import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DynamoDbLocal, startDynamoDbLocal } from '../dynamodb-local/start.ts';
import { enqueueMany, shareCalls, startWorkers } from '../support/rate-run.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../support/server.ts';

const SECONDS = 10;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What a rate limit costs while its queue is fetched from; units are what DynamoDB Local reports. */
describe('issue 7.3: a rate limit costs by the second, not by the job', () => {
  const calls = shareCalls();
  let local: DynamoDbLocal;
  let stores: TestStores;
  let servers: TestServer[];
  beforeAll(async () => {
    local = await startDynamoDbLocal();
    stores = await startTestStores();
    const both = { ...stores, dynamodbEndpoint: local.endpoint };
    servers = [
      await startTestServer({ stores: both, onClients: calls.count }),
      await startTestServer({ stores: both, onClients: calls.count }),
    ];
  });
  afterAll(async () => {
    for (const server of servers) await server.close();
    await stores.close();
    await local.close();
  });

  it.each([
    [50, 1, 0.9],
    [20, 2, 0.9],
    [1, 2, 0.7],
    [0.2, 1, 0.9],
  ])('%d a second on %i servers: at most 1.7 writes a second and server, and half as many read units; none while idle', async (max_per_second, count, near) => {
    const urls = servers.slice(0, count).map(({ url }) => url);
    const queue = `cost-${max_per_second}`.replace('.', '-');
    const jobs = Math.ceil(max_per_second * 2 * SECONDS) + 1;
    await enqueueMany(urls[0] ?? '', queue, jobs, { rate_limit: { max_per_second } });
    const workers = startWorkers([queue], 4, () => urls);
    await sleep(2_000);
    calls.reset();
    const before = workers.starts.length;
    await sleep(SECONDS * 1_000);
    const cost = calls.sum();
    const starts = workers.starts.length - before;
    await workers.stop();
    process.stdout.write(
      `${max_per_second} a second, ${count} servers: ${starts} starts, ${JSON.stringify(cost)}\n`,
    );
    expect(starts).toBeGreaterThanOrEqual(Math.floor(near * max_per_second * SECONDS));
    expect(starts).toBeLessThanOrEqual(max_per_second * SECONDS + Math.ceil(max_per_second));
    expect(cost.writes).toBeGreaterThan(0);
    expect(cost.writes).toBeLessThanOrEqual(1.7 * SECONDS * count + count);
    expect(cost.writeUnits).toBeLessThanOrEqual(cost.writes);
    expect(cost.readUnits).toBeLessThanOrEqual(0.6 * cost.writes);
    await sleep(4_000 + 2_000 / max_per_second);
    calls.reset();
    await sleep(2_000);
    expect(calls.sum()).toEqual({ writes: 0, reads: 0, writeUnits: 0, readUnits: 0 });
  });
});
