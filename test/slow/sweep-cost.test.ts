import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestStores, type TestStores } from '../support/server.ts';
import { measureSweeps } from '../support/sweep-cost.ts';

const OPEN = 100_000;
const IN_NEED = 100;

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.close());

/** `vitest run --project slow test/slow/sweep-cost.test.ts` prints the numbers of src/table/README.md. */
it.each([
  ['backlog', 620, 620],
  ['held', 0.52 * OPEN, 0.015 * OPEN + 0.5 * IN_NEED],
] as const)(`a sweep of 10⁵ open jobs of which 100 need help: %s (issue 4, must show 5)`, async (scene, coldUnits, warmUnits) => {
  const { first, second } = await measureSweeps(stores, scene, OPEN, IN_NEED);
  process.stdout.write(`${scene}: first ${JSON.stringify(first)}, then ${JSON.stringify(second)}\n`);
  expect(first.helped).toBe(IN_NEED);
  expect(first.readUnits).toBeLessThanOrEqual(coldUnits);
  expect(second.readUnits).toBeLessThanOrEqual(warmUnits);
});
