import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestStores, type TestStores } from '../support/server.ts';
import { measureWorkflow } from '../support/workflow-cost.ts';
import { step, workflow, workflowEngine } from '../support/workflow-engine.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.close());

it.each([
  'group',
  'batch',
] as const)('DESIGN decision 22: a %s of 10,000: 1.02 write units for each end of a job, no item over a sixteenth of the writes', async (kind) => {
  const cost = await measureWorkflow(stores, kind, 10_000);
  process.stdout.write(`${kind} of 10,000: ${JSON.stringify(cost)}\n`);
  expect(cost.unitsPerCompletion).toBeLessThanOrEqual(1.02);
  expect(cost.largestShare).toBeLessThanOrEqual(1 / 16);
});

it('a chain of 200, each step handed all results before it', async () => {
  const engine = await workflowEngine(stores);
  const queue = 'chain-of-200';
  const steps = Array.from({ length: 200 }, () => step({ queue }));
  const { id } = await engine.create(workflow('chain', steps));
  for (let n = 0; n < 200; n += 1) {
    const [job] = await engine.fetch(queue);
    if (!job) throw new Error(`Step ${n} is not there.`);
    expect(JSON.parse(job.parentResults?.text ?? 'null')).toEqual(
      Array.from({ length: n }, (_, at) => ({ step: at, pad: 'x'.repeat(at * 10) })),
    );
    await engine.ack(job, { step: n, pad: 'x'.repeat(n * 10) });
  }
  expect(await engine.read(id)).toMatchObject({ state: 'completed', completed: 200, total: 200 });
  await engine.close();
});
