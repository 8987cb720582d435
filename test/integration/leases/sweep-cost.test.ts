import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestStores, type TestStores } from '../../support/server.ts';
import { measureSweeps } from '../../support/sweep-cost.ts';

const IN_NEED = 20;

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.close());

/** The full size is in test/slow/sweep-cost.test.ts; the numbers stand in src/table/README.md. */
describe('the cost of a sweep follows stragglers and leases, never the backlog (DESIGN 13; issue 4, must show 5)', () => {
  it('a backlog of twice the size costs the same, and those in need are seen to', async () => {
    const [small, large] = [
      await measureSweeps(stores, 'backlog', 2_000, IN_NEED),
      await measureSweeps(stores, 'backlog', 4_000, IN_NEED),
    ];
    expect([small.first.helped, large.first.helped]).toEqual([IN_NEED, IN_NEED]);
    expect(large.first.readUnits).toBe(small.first.readUnits);
    expect(large.first.readUnits).toBeLessThanOrEqual(620);
    expect(large.first.writeUnits).toBe(1);
  });

  it('held jobs cost half a read unit once; after that those in need do, and the keys of the index', async () => {
    const { first, second } = await measureSweeps(stores, 'held', 2_000, IN_NEED);
    expect([first.helped, second.helped]).toEqual([IN_NEED, IN_NEED]);
    expect(first.readUnits).toBeLessThanOrEqual(0.52 * 2_000);
    // Of those in need one half is written down: its leases are over.
    expect(first.writeUnits).toBe(1 + IN_NEED / 2);
    expect(second.readUnits).toBeLessThanOrEqual(0.015 * 2_000 + 0.5 * IN_NEED + 1);
    expect(second.writeUnits).toBe(1);
  });
});
