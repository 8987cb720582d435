import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelJob } from '../../../src/engine/cancel-job.ts';
import { getJob } from '../../../src/engine/get-job.ts';
import type { Job } from '../../../src/engine/job.ts';
import { retryDeadLetter } from '../../../src/engine/retry-dead-letter.ts';
import { workflowAnswer } from '../../../src/http/workflow-answer.ts';
import { eventually } from '../../support/api.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';
import { step, type WorkflowEngine, workflow, workflowEngine } from '../../support/workflow-engine.ts';

let stores: TestStores;
let engine: WorkflowEngine;
let server: TestServer;
beforeAll(async () => {
  stores = await startTestStores();
  server = await startTestServer({ stores });
  engine = await workflowEngine(stores);
});
afterAll(async () => {
  await engine.close();
  await server.close();
  await stores.close();
});

async function next(queue: string): Promise<Job> {
  const [job] = await engine.fetch(queue);
  if (!job) throw new Error(`No job in ${queue}.`);
  return job;
}

const parents = (job: Job) => job.parentResults && JSON.parse(job.parentResults.text);

describe('a chain', () => {
  it('ojs-workflows 4.3, 7.2: one step at a time, the next one there when the ack is answered, with all results', async () => {
    const queue = 'chain-results';
    const { id, state, steps, total } = await engine.create(
      workflow(
        'chain',
        [0, 1, 2].map((n) => step({ queue, args: [n] })),
      ),
    );
    expect([state, total, steps.map((each) => each.state)]).toEqual([
      'running',
      3,
      ['available', 'waiting', 'waiting'],
    ]);
    const first = await next(queue);
    expect([first.head.workflow?.step, parents(first)]).toEqual([0, []]);
    await engine.ack(first, { n: 0.1 });
    expect((await engine.read(id)).steps.map((each) => each.state)).toEqual([
      'completed',
      'available',
      'waiting',
    ]);
    const second = await next(queue);
    expect([second.body.args.text, parents(second)]).toEqual(['[1]', [{ n: 0.1 }]]);
    await engine.ack(second);
    const third = await next(queue);
    expect(parents(third)).toEqual([{ n: 0.1 }, null]);
    expect(parents(await getJob(engine.parts.engine, third.head.id))).toEqual([{ n: 0.1 }, null]);
    await engine.ack(third, 'end');
    const read = await engine.read(id);
    expect(read).toMatchObject({ state: 'completed', completed: 3, failed: 0, name: 'chain of a test' });
    expect(read.steps.map(({ result }) => result?.text)).toEqual(['{"n":0.1}', undefined, '"end"']);
    expect(await engine.fetch(queue, 1, 0)).toEqual([]);
  });

  it('ojs-workflows 4.3.3: a step that is discarded ends it, later steps are never created', async () => {
    const queue = 'chain-discarded';
    const { id } = await engine.create(
      workflow(
        'chain',
        [0, 1, 2].map(() => step({ queue, options: { retry: { max_attempts: 1 } } })),
      ),
    );
    await engine.ack(await next(queue));
    await engine.fail(await next(queue));
    const read = await engine.read(id);
    expect(read).toMatchObject({ state: 'failed', completed: 1, failed: 1 });
    expect(read.steps.map((each) => [each.state, each.jobId !== undefined])).toEqual([
      ['completed', true],
      ['discarded', true],
      ['cancelled', false],
    ]);
    expect(read.steps[1]?.error?.message).toBe('It failed.');
    expect(await engine.fetch(queue, 1, 0)).toEqual([]);
  });

  it('DECISIONS 6: the retry of its failed step from the dead letter does not reopen it', async () => {
    const queue = 'chain-replayed';
    const options = { retry: { max_attempts: 1, on_exhaustion: 'dead_letter' } };
    const { id } = await engine.create(workflow('chain', [step({ queue, options }), step({ queue })]));
    const job = await next(queue);
    await engine.fail(job);
    await retryDeadLetter(engine.parts.engine, job.head.id);
    await engine.ack(await next(queue));
    const view = await engine.read(id);
    expect(view).toMatchObject({ state: 'failed', completed: 0, failed: 1 });
    expect(workflowAnswer(view, { limit: 100, offset: 0 })).toMatchObject({
      steps_completed: 0,
      failed_step_index: 0,
      metadata: { completed_count: 0, failed_count: 1 },
    });
  });

  it('ojs-workflows 9.1: a step that is retried has not failed', async () => {
    const queue = 'chain-retried';
    const { id } = await engine.create(
      workflow(
        'chain',
        [0, 1].map(() =>
          step({ queue, options: { retry: { max_attempts: 2, initial_interval: 'PT0.1S', jitter: false } } }),
        ),
      ),
    );
    await engine.fail(await next(queue));
    expect((await engine.read(id)).state).toBe('running');
    await engine.ack(await next(queue));
    expect((await next(queue)).head.workflow?.step).toBe(1);
  });

  it('DECISIONS 6: a step cancelled on its own makes it failed', async () => {
    const queue = 'chain-cancelled';
    const { id } = await engine.create(
      workflow(
        'chain',
        [0, 1].map(() => step({ queue })),
      ),
    );
    await cancelJob(engine.parts.engine, (await next(queue)).head.id);
    expect(await engine.read(id)).toMatchObject({ state: 'failed', completed: 0, failed: 1 });
  });

  it('DECISIONS 6: a step that expires unseen makes it failed', async () => {
    const queue = 'chain-expired';
    const expires_at = new Date(Date.now() + 1_000).toISOString();
    const { id } = await engine.create(
      workflow('chain', [step({ queue }), step({ queue, options: { expires_at } }), step({ queue })]),
    );
    await engine.ack(await next(queue));
    await eventually(async () => ((await engine.read(id)).state === 'failed' ? true : undefined), 5_000);
    expect(await engine.read(id)).toMatchObject({ completed: 1, failed: 1 });
  });

  it('ojs-workflows 7: one answer hands out about 32 MiB of results; the jobs that have no room stay for the next', async () => {
    const queue = 'chain-large';
    const large = 'x'.repeat(4_500_000);
    for (let n = 0; n < 10; n += 1) {
      const chain = workflow('chain', [step({ queue: `${queue}-first` }), step({ queue })]);
      await engine.create(chain);
      await engine.ack(await next(`${queue}-first`), large);
    }
    const first = await engine.fetch(queue, 10);
    expect(first).toHaveLength(8);
    const second = await engine.fetch(queue, 10);
    expect(second.map(({ head }) => head.attempt)).toEqual([1, 1]);
    const ids = new Set([...first, ...second].map(({ head }) => head.id));
    expect(ids.size).toBe(10);
  });

  it('a delay of a step counts from when its turn comes', async () => {
    const queue = 'chain-delayed';
    const { id } = await engine.create(
      workflow('chain', [step({ queue }), step({ queue, options: { delay_until: 'PT0.5S' } })]),
    );
    const first = await next(queue);
    await new Promise((resolve) => setTimeout(resolve, 600));
    await engine.ack(first);
    expect((await engine.read(id)).steps[1]?.state).toBe('scheduled');
    const second = await next(queue);
    expect(second.head.startedAt).toBeGreaterThanOrEqual((second.head.createdAt ?? 0) + 500);
  });
});
