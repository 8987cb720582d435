import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelWorkflow } from '../../../src/engine/cancel-workflow.ts';
import type { Job } from '../../../src/engine/job.ts';
import { reviewWorkflow } from '../../../src/engine/review-workflow.ts';
import { type Meter, meter } from '../../support/meter.ts';
import { startTestStores, type TestStores } from '../../support/server.ts';
import { step, type WorkflowEngine, workflow, workflowEngine } from '../../support/workflow-engine.ts';

let stores: TestStores;
let engine: WorkflowEngine;
let metered: Meter;
beforeAll(async () => {
  stores = await startTestStores();
  engine = await workflowEngine(stores, {
    onClients: (clients) => {
      metered = meter(clients, 'start');
    },
  });
});
afterAll(async () => {
  await engine.close();
  await stores.close();
});

/** Requests to the table that the action makes, by operation. */
async function requestsOf(label: string, action: () => Promise<unknown>): Promise<Record<string, number>> {
  metered.switchTo(label);
  await action();
  metered.switchTo('between');
  const counts = [...metered.countsOf(label)].filter(([operation]) => /Item|^Query/.test(operation));
  return Object.fromEntries(counts.map(([operation, { requests }]) => [operation, requests]));
}

async function next(queue: string): Promise<Job> {
  const [job] = await engine.fetch(queue);
  if (!job) throw new Error(`No job in ${queue}.`);
  return job;
}

/** Registers the queues, which each server does once. */
async function known(...queues: string[]): Promise<void> {
  for (const queue of queues) await engine.parts.engine.knownQueues.note(queue);
}

describe('what workflows ask of the table (src/table/README.md)', () => {
  it('a chain', async () => {
    const queue = 'requests-chain';
    await known(queue);
    let id = '';
    const created = async () => {
      ({ id } = await engine.create(
        workflow(
          'chain',
          [0, 1, 2].map(() => step({ queue })),
        ),
      ));
    };
    expect(await requestsOf('create a chain', created)).toEqual({ PutItem: 3 });
    const first = await next(queue);
    expect(await requestsOf('a step', () => engine.ack(first, 1))).toEqual({
      UpdateItem: 2,
      PutItem: 2,
      Query: 2,
    });
    const read = await requestsOf('get of a chain', () => engine.read(id));
    expect(read).toEqual({ GetItem: 1, Query: 2, BatchGetItem: 1 });
    expect(await requestsOf('review of a chain', () => reviewWorkflow(engine.parts, id))).toEqual({
      GetItem: 1,
      BatchGetItem: 2,
    });
    await engine.ack(await next(queue), 1);
    const last = await next(queue);
    expect(await requestsOf('the last step', () => engine.ack(last, 1))).toEqual({ UpdateItem: 2 });
  });

  it('a group', async () => {
    const queue = 'requests-group';
    await known(queue);
    let id = '';
    const created = async () => {
      ({ id } = await engine.create(
        workflow(
          'group',
          [0, 1, 2].map(() => step({ queue })),
        ),
      ));
    };
    // The batch is opened twice: its second time is refused, and asks how it stands no more than a put does.
    expect(await requestsOf('create a group', created)).toEqual({ PutItem: 4 + 3, UpdateItem: 1 });
    const [first, second] = [await next(queue), await next(queue)];
    expect(await requestsOf('a job', () => engine.ack(first, 1))).toEqual({ UpdateItem: 2 });
    expect(await requestsOf('get of a group', () => engine.read(id))).toEqual({
      GetItem: 1,
      BatchGetItem: 3,
      Query: 3,
    });
    expect(await requestsOf('review of a group', () => reviewWorkflow(engine.parts, id))).toEqual({
      GetItem: 2,
      BatchGetItem: 3,
      Query: 1,
    });
    await engine.ack(second);
    const last = await next(queue);
    expect(await requestsOf('the last job', () => engine.ack(last, 1))).toEqual({
      UpdateItem: 3,
      GetItem: 1,
      Query: 1,
    });
  });

  it('a batch with callbacks, and a cancel', async () => {
    const queue = 'requests-batch';
    await known(queue, `${queue}-on_complete`, `${queue}-on_success`);
    const steps = [step({ queue })];
    const callbacks = ['on_complete', 'on_success'] as const;
    await engine.create(workflow('batch', steps, callbacks));
    const job = await next(queue);
    expect(await requestsOf('the last job of a batch', () => engine.ack(job, 1))).toEqual({
      UpdateItem: 3,
      GetItem: 1,
      Query: 1 + 2 * 2,
      BatchGetItem: 1,
      PutItem: 1 + 2,
    });
    const complete = await next(`${queue}-on_complete`);
    expect(await requestsOf('a callback', () => engine.ack(complete))).toEqual({ UpdateItem: 2, GetItem: 1 });
    const success = await next(`${queue}-on_success`);
    expect(await requestsOf('the last callback', () => engine.ack(success))).toEqual({
      UpdateItem: 3,
      GetItem: 1,
    });

    const { id } = await engine.create(
      workflow(
        'group',
        [0, 1].map(() => step({ queue })),
      ),
    );
    const cancelled = await requestsOf('cancel', () => cancelWorkflow(engine.parts, id));
    expect([cancelled.UpdateItem, cancelled.PutItem]).toEqual([2, 2]);
  });
});
