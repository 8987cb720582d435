import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelJob } from '../../../src/engine/cancel-job.ts';
import { cancelWorkflow } from '../../../src/engine/cancel-workflow.ts';
import type { Job } from '../../../src/engine/job.ts';
import { readWorkflow } from '../../../src/engine/read-workflow.ts';
import { retryDeadLetter } from '../../../src/engine/retry-dead-letter.ts';
import { workflowAnswer } from '../../../src/http/workflow-answer.ts';
import { eventually } from '../../support/api.ts';
import { startTestStores, type TestStores } from '../../support/server.ts';
import { step, type WorkflowEngine, workflow, workflowEngine } from '../../support/workflow-engine.ts';

const ONCE = { retry: { max_attempts: 1, on_exhaustion: 'dead_letter' } };

let stores: TestStores;
let engine: WorkflowEngine;
beforeAll(async () => {
  stores = await startTestStores();
  engine = await workflowEngine(stores);
});
afterAll(async () => {
  await engine.close();
  await stores.close();
});

const jobs = (queue: string, count: number, options: object = ONCE) =>
  Array.from({ length: count }, (_, n) => step({ queue, args: [n], options }));

async function take(queue: string, count: number): Promise<Job[]> {
  const taken: Job[] = [];
  await eventually(async () => {
    taken.push(...(await engine.fetch(queue, count - taken.length)));
    return taken.length >= count ? true : undefined;
  }, 20_000);
  return taken;
}

async function one(queue: string): Promise<Job> {
  const [job] = await take(queue, 1);
  if (!job) throw new Error('No job.');
  return job;
}

const parents = (job: Job) => JSON.parse(job.parentResults?.text ?? 'null');

describe('a group', () => {
  it('ojs-workflows 5.3: all jobs at once in the order of the list, completed when all are', async () => {
    const queue = 'group-all';
    const { id, steps } = await engine.create(workflow('group', jobs(queue, 3)));
    expect(steps.map(({ state }) => state)).toEqual(['available', 'available', 'available']);
    const taken = await take(queue, 3);
    expect(taken.map(({ head }) => head.id)).toEqual(steps.map(({ jobId }) => jobId));
    expect(taken.map(({ parentResults }) => parentResults)).toEqual([undefined, undefined, undefined]);
    for (const job of taken.slice(1)) await engine.ack(job, 'done');
    expect(await engine.read(id)).toMatchObject({ state: 'running', completed: 2, failed: 0, total: 3 });
    await engine.ack(taken[0] as Job);
    const read = await engine.read(id);
    expect(read).toMatchObject({ state: 'completed', completed: 3, failed: 0 });
    expect(read.startedAt).toBe(Math.min(...taken.map(({ head }) => head.startedAt ?? 0)));
  });

  it('ojs-workflows 5.3, 9.3: one that fails leaves the others alone; failed when all have ended', async () => {
    const queue = 'group-one-fails';
    const { id } = await engine.create(workflow('group', jobs(queue, 3)));
    const [a, b, c] = await take(queue, 3);
    await engine.fail(b as Job);
    await cancelJob(engine.parts.engine, (a as Job).head.id);
    expect(await engine.read(id)).toMatchObject({ state: 'running', completed: 0, failed: 2 });
    await engine.ack(c as Job);
    const read = await engine.read(id);
    expect(read).toMatchObject({ state: 'failed', completed: 1, failed: 2 });
    expect(read.steps.map(({ state }) => state)).toEqual(['cancelled', 'discarded', 'completed']);
  });

  it('DECISIONS 6: the retry of a job from the dead letter does not reopen it', async () => {
    const queue = 'group-replayed';
    const { id } = await engine.create(workflow('group', jobs(queue, 1)));
    const job = await one(queue);
    await engine.fail(job);
    expect((await engine.read(id)).state).toBe('failed');
    await retryDeadLetter(engine.parts.engine, job.head.id);
    await engine.ack(await one(queue));
    expect(await engine.read(id)).toMatchObject({ state: 'failed', completed: 0, failed: 1 });
  });

  it('ojs-workflows 11.2: a page ends early where its results come to 8 MiB, and the next one goes on', async () => {
    const queue = 'group-large';
    const { id } = await engine.create(workflow('group', jobs(queue, 25)));
    const large = 'x'.repeat(450_000);
    for (const job of await take(queue, 25)) {
      await engine.ack(job, Number(job.head.workflow?.step) < 20 ? large : 'small');
    }
    const page = async (offset: number) => {
      const view = await readWorkflow(engine.parts, id, { limit: 100, offset });
      const { jobs: list, pagination } = workflowAnswer(view, { limit: 100, offset });
      return { results: list?.map(({ result }) => result !== undefined), pagination };
    };
    const first = await page(0);
    expect(first).toEqual({
      results: new Array(20).fill(true),
      pagination: { total: 25, limit: 100, offset: 0, has_more: true },
    });
    expect(await page(20)).toEqual({
      results: new Array(5).fill(true),
      pagination: { total: 25, limit: 100, offset: 20, has_more: false },
    });
  });

  it('over two sets: each job counts once, in whatever order they end', async () => {
    const queue = 'group-120';
    const { id } = await engine.create(workflow('group', jobs(queue, 120)));
    const taken: Job[] = [];
    while (taken.length < 120) taken.push(...(await take(queue, Math.min(100, 120 - taken.length))));
    expect(new Set(taken.map(({ head }) => head.id)).size).toBe(120);
    const shuffled = taken.sort((a, b) => (a.head.id.slice(-4) < b.head.id.slice(-4) ? -1 : 1));
    for (let from = 0; from < 119; from += 25) {
      await Promise.all(shuffled.slice(from, Math.min(from + 25, 119)).map((job) => engine.ack(job)));
    }
    expect(await engine.read(id)).toMatchObject({ state: 'running', completed: 119 });
    await engine.fail(shuffled[119] as Job);
    expect(await engine.read(id)).toMatchObject({ state: 'failed', completed: 119, failed: 1 });
  });
});

describe('a batch', () => {
  const ALL = ['on_complete', 'on_success', 'on_failure'] as const;
  const fetched = async (queue: string) =>
    Object.fromEntries(
      await Promise.all(
        ALL.map(async (name) => [name, (await engine.fetch(`${queue}-${name}`, 10, 300)).length] as const),
      ),
    );

  it('ojs-workflows 6.4, 6.5: all succeed: on_complete and on_success, once, with all results', async () => {
    const queue = 'batch-succeeds';
    const { id } = await engine.create(workflow('batch', jobs(queue, 3), ALL));
    for (const job of await take(queue, 3)) await engine.ack(job, { n: JSON.parse(job.body.args.text)[0] });
    expect(await engine.read(id)).toMatchObject({ state: 'running', completed: 3 });
    const complete = await one(`${queue}-on_complete`);
    const success = await one(`${queue}-on_success`);
    for (const job of [complete, success]) expect(parents(job)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
    expect(complete.head.workflow?.step).toBe('on_complete');
    expect(await fetched(queue)).toEqual({ on_complete: 0, on_success: 0, on_failure: 0 });
    await engine.ack(complete);
    expect(await engine.read(id)).toMatchObject({ state: 'running' });
    await engine.ack(success);
    const read = await engine.read(id);
    expect(read).toMatchObject({ state: 'completed', completed: 3, failed: 0 });
    expect(read.callbacks.map(({ callback, state }) => [callback, state])).toEqual([
      ['on_complete', 'completed'],
      ['on_success', 'completed'],
      ['on_failure', 'cancelled'],
    ]);
  });

  it('ojs-workflows 6.5, 7.4: one fails: on_complete and on_failure, null for the one that failed; completed', async () => {
    const queue = 'batch-fails';
    const { id } = await engine.create(workflow('batch', jobs(queue, 3), ALL));
    const [a, b, c] = await take(queue, 3);
    await engine.ack(c as Job, 'c'.repeat(5_000));
    await engine.fail(b as Job);
    await engine.ack(a as Job, 1);
    const complete = await one(`${queue}-on_complete`);
    expect(parents(complete)).toEqual([1, null, 'c'.repeat(5_000)]);
    await engine.ack(complete);
    await engine.ack(await one(`${queue}-on_failure`));
    expect(await fetched(queue)).toEqual({ on_complete: 0, on_success: 0, on_failure: 0 });
    expect(await engine.read(id)).toMatchObject({ state: 'completed', completed: 2, failed: 1 });
  });

  it('ojs-workflows 9.5: a callback that fails makes it failed', async () => {
    const queue = 'batch-callback-fails';
    const { id } = await engine.create(workflow('batch', jobs(queue, 1), ALL));
    await engine.ack(await one(queue));
    await engine.fail(await one(`${queue}-on_success`));
    expect((await engine.read(id)).state).toBe('running');
    await engine.ack(await one(`${queue}-on_complete`));
    const read = await engine.read(id);
    expect(read).toMatchObject({ state: 'failed', completed: 1, failed: 0 });
    expect(read.callbacks[1]).toMatchObject({ state: 'discarded', error: { message: 'It failed.' } });
  });

  it.each([
    ['on_success', 'failed'],
    ['on_failure', 'completed'],
  ] as const)('DECISIONS 1.6: with no callback triggered (%s only) the jobs decide: %s', async (name, state) => {
    const queue = `batch-untriggered-${name}`;
    const { id } = await engine.create(workflow('batch', jobs(queue, 1), [name]));
    const job = await one(queue);
    await (state === 'failed' ? engine.fail(job) : engine.ack(job));
    expect((await engine.read(id)).state).toBe(state);
  });
});

describe('cancel', () => {
  it('DECISIONS 6: every job that has not ended is cancelled, no callbacks, a later ack 409, a second cancel 409', async () => {
    const queue = 'cancel-batch';
    const { id } = await engine.create(workflow('batch', jobs(queue, 3), ['on_complete']));
    const [a, b] = await take(queue, 2);
    await engine.ack(a as Job);
    const view = await cancelWorkflow(engine.parts, id);
    expect(view).toMatchObject({ state: 'cancelled', completed: 1, failed: 0 });
    expect(view.steps.map(({ state }) => state)).toEqual(['completed', 'cancelled', 'cancelled']);
    await expect(engine.ack(b as Job)).rejects.toMatchObject({ status: 409 });
    await expect(cancelWorkflow(engine.parts, id)).rejects.toMatchObject({
      status: 409,
      code: 'conflict',
      details: { current_state: 'cancelled' },
    });
    expect(await engine.fetch(queue, 1, 0)).toEqual([]);
    expect(await engine.fetch(`${queue}-on_complete`, 1, 0)).toEqual([]);
    expect(await engine.read(id)).toMatchObject({ completed: 1, failed: 0 });
  });

  it('a chain: the step that runs, and no next one', async () => {
    const queue = 'cancel-chain';
    const { id } = await engine.create(workflow('chain', jobs(queue, 3)));
    await engine.ack(await one(queue));
    const second = await one(queue);
    const view = await cancelWorkflow(engine.parts, id);
    expect(view).toMatchObject({ state: 'cancelled', completed: 1, failed: 0 });
    expect(view.steps.map(({ state }) => state)).toEqual(['completed', 'cancelled', 'cancelled']);
    await expect(engine.ack(second)).rejects.toMatchObject({ status: 409 });
    expect(await engine.fetch(queue, 1, 0)).toEqual([]);
  });

  it('a batch whose callbacks run', async () => {
    const queue = 'cancel-callbacks';
    const { id } = await engine.create(workflow('batch', jobs(queue, 1), ['on_complete']));
    await engine.ack(await one(queue));
    const view = await cancelWorkflow(engine.parts, id);
    expect(view.callbacks.map(({ state }) => state)).toEqual(['cancelled']);
    expect(await engine.fetch(`${queue}-on_complete`, 1, 0)).toEqual([]);
  });

  it('ojs-workflows 11.2: an unknown workflow is 404', async () => {
    for (const id of ['nonsense', '019461a8-1a2b-7c3d-8e4f-000000000000']) {
      await expect(engine.read(id)).rejects.toMatchObject({ status: 404, code: 'not_found' });
      await expect(cancelWorkflow(engine.parts, id)).rejects.toMatchObject({ status: 404 });
    }
  });
});
