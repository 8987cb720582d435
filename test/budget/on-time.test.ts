import { afterAll, beforeAll, expect, it } from 'vitest';
import { runScheduled } from '../support/scheduled-run.ts';
import { startTestStores, type TestStores } from '../support/server.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.close());

it('DECISIONS 6: 150 jobs due over 3 s on two servers: none early, none lost, p99 under 1 s', async () => {
  const verdict = await runScheduled({ stores, jobs: 150, withinMs: 3_000, kill: false });
  expect(verdict).toMatchObject({ early: [], lost: [] });
  expect(verdict.p99).toBeLessThan(1_000);
});
