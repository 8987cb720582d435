import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runScheduled } from '../support/scheduled-run.ts';
import { startTestStores, type TestStores } from '../support/server.ts';

let stores: TestStores;
beforeEach(async () => {
  stores = await startTestStores();
});
afterEach(() => stores.close());

describe('DECISIONS 6: 1,000 jobs due over 10 s on two servers', () => {
  it('none early, none lost, p99 under 1 s', async () => {
    const verdict = await runScheduled({ stores, jobs: 1_000, withinMs: 10_000, kill: false });
    expect(verdict).toMatchObject({ early: [], lost: [] });
    expect(verdict.p99).toBeLessThan(1_000);
  });

  it('one server killed half-way: none early, none lost, p99 under 3 s, what it held within 32 s', async () => {
    const verdict = await runScheduled({ stores, jobs: 1_000, withinMs: 10_000, kill: true });
    expect(verdict).toMatchObject({ early: [], lost: [] });
    expect(verdict.p99).toBeLessThan(3_000);
    expect(verdict.latestOfDead).toBeLessThan(32_000);
  });
});
