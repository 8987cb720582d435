import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enqueueMany, mostStartsIn, startWorkers } from '../../support/rate-run.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let stores: TestStores;
let servers: TestServer[];
/** Writes on the items of shares, tries included. */
let shareWrites = 0;
let shareReads = 0;
beforeAll(async () => {
  stores = await startTestStores();
  servers = await Promise.all(
    [1, 2].map(() =>
      startTestServer({
        stores,
        onClients: ({ dynamodb }) =>
          dynamodb.middlewareStack.add(
            (next) => (args) => {
              const { Item, Key } = Object(args.input);
              if (String(Item?.pk?.S).startsWith('L#')) shareWrites += 1;
              if (String(Key?.pk?.S).startsWith('L#')) shareReads += 1;
              return next(args);
            },
            { step: 'serialize', priority: 'low', name: 'shares' },
          ),
      }),
    ),
  );
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await stores.close();
});

describe('issue 7.3: a limit of 50 a second over two servers', () => {
  it('20 workers: no second has more than 50 starts, throughput is near it, and no start costs a write', async () => {
    const [one, two] = servers.map(({ url }) => url);
    await enqueueMany(one ?? '', 'fifty', 1_000, { rate_limit: { max_per_second: 50 } });
    const workers = startWorkers(['fifty'], 20, () => [one ?? '', two ?? '']);
    await sleep(4_000);
    const from = Date.now();
    shareWrites = 0;
    await sleep(6_000);
    const writes = shareWrites;
    const to = Date.now();
    await workers.stop();
    const steady = workers.starts.filter(({ startedAt }) => startedAt >= from && startedAt < to);
    console.log(
      JSON.stringify({
        total: workers.starts.length,
        steady: steady.length,
        writes,
        shareReads,
        most: mostStartsIn(workers.starts, 1_000),
        one: workers.starts.filter((s) => s.server === one).length,
      }),
    );
    expect(mostStartsIn(workers.starts, 1_000)).toBeLessThanOrEqual(50);
    expect(steady.length).toBeGreaterThanOrEqual(0.9 * 50 * 6);
    expect(workers.starts.every(({ attempt }) => attempt === 1)).toBe(true);
    expect(writes).toBeLessThanOrEqual(2 * 2 * 6);
    await sleep(3_000);
    shareWrites = 0;
    shareReads = 0;
    await sleep(1_500);
    expect([shareWrites, shareReads]).toEqual([0, 0]);
  });
});
