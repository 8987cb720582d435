import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestStores, type TestStores } from '../../support/server.ts';
import { measureWorkflow } from '../../support/workflow-cost.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.close());

/** The ends of 200 jobs in two sets, each set among the full ones, the end of the workflow or its callbacks. */
it.each([
  ['group', 200 + 2 + 2],
  ['batch', 200 + 2 + 1 + 2 + 2 * 2 + 2],
] as const)('DESIGN decision 22: the end of a job of a %s costs a write unit, and what follows from all a few', async (kind, units) => {
  const { unitsPerCompletion, largestShare } = await measureWorkflow(stores, kind, 200);
  expect(unitsPerCompletion).toBeGreaterThanOrEqual(1);
  expect(unitsPerCompletion * 200).toBeLessThanOrEqual(units);
  expect(largestShare).toBe(0.5);
});
