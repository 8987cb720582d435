import { afterAll, beforeAll, expect, it } from 'vitest';
import { api } from '../support/api.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../support/server.ts';

let stores: TestStores;
let server: TestServer;
beforeAll(async () => {
  stores = await startTestStores();
  server = await startTestServer({ stores });
});
afterAll(async () => {
  await server.close();
  await stores.close();
});

const jobsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    type: 'batch.test',
    args: [first + n],
    options: { queue: 'pace' },
    ...(n % 10 === 0 && { unique: { keys: ['type', 'args'] } }),
  }));

// A machine may be slow once, not each time.
it('DESIGN decision 21: a batch of 2,000 jobs, every tenth of them unique, at the pace of 10,000 in 30 s', {
  retry: 2,
  timeout: 60_000,
}, async ({ task }) => {
  const first = (task.result?.retryCount ?? 0) * 10_000;
  // The pace of a server that has been at work: the first jobs of a process pay for its compiler.
  await api(server.url).enqueueBatch(jobsFrom(first, 1_000));
  const startedAt = performance.now();
  const { status, body } = await api(server.url).enqueueBatch(jobsFrom(first + 1_000, 2_000));
  const passedMs = performance.now() - startedAt;
  process.stdout.write(`2,000 jobs in one batch: ${Math.round(passedMs)} ms\n`);
  expect([status, body.count]).toEqual([201, 2_000]);
  expect(passedMs).toBeLessThan(6_000);
});
