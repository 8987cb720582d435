import { DeleteCommand, GetCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelWorkflow } from '../../../src/engine/cancel-workflow.ts';
import type { Job } from '../../../src/engine/job.ts';
import { reviewWorkflow } from '../../../src/engine/review-workflow.ts';
import { systemClock } from '../../../src/rules/clock.ts';
import { deleteHead } from '../../../src/table/delete-head.ts';
import { readHead } from '../../../src/table/read-head.ts';
import { readWorkflowHeader } from '../../../src/table/workflow-item.ts';
import { startTestStores, type TestStores } from '../../support/server.ts';
import { step, type WorkflowEngine, workflow, workflowEngine } from '../../support/workflow-engine.ts';

const DAY_MS = 86_400_000;

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

/** Days until the items of a workflow go, by sort key; undefined: they stay. */
async function daysKept(id: string): Promise<Record<string, number | undefined>> {
  const header = await readWorkflowHeader(engine.parts.engine.store, id);
  const { Items = [] } = await engine.clients.documents.send(
    new ScanCommand({
      TableName: 'ojs-jobs',
      FilterExpression: 'pk IN (:id, :staged)',
      ExpressionAttributeValues: { ':id': `W#${id}`, ':staged': `W#${header?.stagedAs}` },
    }),
  );
  return Object.fromEntries(
    Items.map(({ sk, ttl }) => [
      sk,
      ttl === undefined ? undefined : Math.round((ttl * 1000 - Date.now()) / DAY_MS),
    ]),
  );
}

/** Days until the items of a job go, by the first letter of the sort key. */
async function daysKeptOf(jobId: string): Promise<Record<string, number>> {
  const items = await itemsOf(jobId);
  return Object.fromEntries(
    items.map(({ sk, ttl }) => [
      String(sk).charAt(0),
      Math.round((Number(ttl) * 1000 - Date.now()) / DAY_MS),
    ]),
  );
}

const stepOf = ({ head }: Job) => Number(head.workflow?.step);

async function removePieces(jobId: string): Promise<void> {
  for (const { pk, sk } of await itemsOf(jobId)) {
    if (sk === 'J') continue;
    await engine.clients.documents.send(new DeleteCommand({ TableName: 'ojs-jobs', Key: { pk, sk } }));
  }
}

async function itemsOf(jobId: string) {
  const { Items = [] } = await engine.clients.documents.send(
    new QueryCommand({
      TableName: 'ojs-jobs',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': `J#${jobId}` },
    }),
  );
  return Items;
}

describe('how long a workflow is kept', () => {
  it('while it is open for ever; its sets and blocks anew before they go', async () => {
    const queue = 'kept-open';
    const { id } = await engine.create(
      workflow(
        'group',
        [0, 1].map(() => step({ queue })),
      ),
    );
    const [job] = await engine.fetch(queue);
    if (!job) throw new Error('No job.');
    await engine.ack(job);
    expect(await daysKept(id)).toEqual({ W: undefined, 'D#000000#000': 90, 'S#000': 90 });
    const later = await workflowEngine(stores, {
      clock: { now: () => Date.now() + 70 * DAY_MS, after: systemClock.after },
    });
    await reviewWorkflow(later.parts, id);
    await later.close();
    expect(await daysKept(id)).toEqual({ W: undefined, 'D#000000#000': 160, 'S#000': 160 });
    expect(await reviewWorkflow(engine.parts, id)).toBe(false);
  });

  it('DESIGN decision 22: the results of a batch as long as its callbacks have not been handed them', async () => {
    const queue = 'kept-results';
    const steps = [0, 1].map(() => step({ queue }));
    const { id } = await engine.create(workflow('batch', steps, ['on_complete']));
    const [job] = await engine.fetch(queue);
    if (!job) throw new Error('No job.');
    await engine.ack(job, 'kept');
    const key = { pk: `J#${job.head.id}`, sk: 'J' };
    const ttlIs = async (days: number) => {
      const { Item } = await engine.clients.documents.send(
        new GetCommand({ TableName: 'ojs-jobs', Key: key }),
      );
      return Math.round((Number(Item?.ttl) * 1000 - Date.now()) / DAY_MS) === days;
    };
    const reviewIn = async (days: number) => {
      const later = await workflowEngine(stores, {
        clock: { now: () => Date.now() + days * DAY_MS, after: systemClock.after },
      });
      await reviewWorkflow(later.parts, id);
      await later.close();
    };
    await reviewIn(2);
    expect(await ttlIs(9)).toBe(true);
    await reviewIn(7);
    expect(await ttlIs(97)).toBe(true);
  });

  it('DESIGN decision 22: a result in pieces as long as the job; one that is gone is null', async () => {
    const queue = 'kept-pieces';
    const steps = [0, 1, 2].map(() => step({ queue }));
    const { id } = await engine.create(workflow('batch', steps, ['on_complete']));
    const jobs = await engine.fetch(queue, 3);
    const [first, second, third] = jobs.sort((a, b) => stepOf(a) - stepOf(b));
    if (!first || !second || !third) throw new Error('No jobs.');
    const long = 'x'.repeat(5_000);
    await engine.ack(first, long);
    await engine.ack(second, long);
    for (const days of [7, 95, 183]) {
      const later = await workflowEngine(stores, {
        clock: { now: () => Date.now() + days * DAY_MS, after: systemClock.after },
      });
      await reviewWorkflow(later.parts, id);
      await later.close();
    }
    expect(await daysKeptOf(first.head.id)).toEqual({ J: 273, R: 275 });
    await removePieces(second.head.id);
    await engine.ack(third);
    expect((await engine.read(id)).steps.map(({ result }) => result?.text)).toEqual([
      JSON.stringify(long),
      undefined,
      undefined,
    ]);
    const [callback] = await engine.fetch(`${queue}-on_complete`);
    expect(JSON.parse(String(callback?.parentResults?.text))).toEqual([long, null, null]);
  });

  it('DECISIONS 6: after its end as long as a job that ended so; then it is 404, deleted or not', async () => {
    const chain = (queue: string) =>
      engine.create(workflow('chain', [step({ queue, options: { retry: { max_attempts: 1 } } })]));
    const next = async (queue: string) => {
      const [job] = await engine.fetch(queue);
      if (!job) throw new Error('No job.');
      return job;
    };
    const completed = await chain('kept-completed');
    await engine.ack(await next('kept-completed'));
    const failed = await chain('kept-failed');
    await engine.fail(await next('kept-failed'));
    const cancelled = await chain('kept-cancelled');
    await cancelWorkflow(engine.parts, cancelled.id);
    const ids = [completed, failed, cancelled].map(({ id }) => id);
    const states = await Promise.all(ids.map(async (id) => (await engine.read(id)).state));
    expect(states).toEqual(['completed', 'failed', 'cancelled']);
    expect(await Promise.all(ids.map(async (id) => (await daysKept(id)).W))).toEqual([7, 30, 7]);
    const later = await workflowEngine(stores, {
      clock: { now: () => Date.now() + 8 * DAY_MS, after: systemClock.after },
    });
    await expect(later.read(completed.id)).rejects.toMatchObject({ status: 404 });
    expect((await later.read(failed.id)).state).toBe('failed');
    await later.close();
  });

  it('DESIGN decision 21: nor is its id free then, while what its jobs came to is there', async () => {
    const queue = 'kept-id';
    const group = () => workflow('group', [step({ queue })]);
    const { id } = await engine.create(group());
    const [job] = await engine.fetch(queue);
    if (!job) throw new Error('No job.');
    await engine.ack(job);
    const key = { pk: `W#${id}`, sk: 'W' };
    await engine.clients.documents.send(new DeleteCommand({ TableName: 'ojs-jobs', Key: key }));
    await expect(engine.create({ ...group(), id })).rejects.toMatchObject({ status: 409 });
  });

  it('a job that was deleted counts as failed, and is told of as such', async () => {
    const queue = 'kept-deleted';
    const { id, steps } = await engine.create(workflow('group', [step({ queue })]));
    const head = await readHead(engine.parts.engine.store, steps[0]?.jobId ?? '');
    if (!head) throw new Error('No job.');
    await deleteHead(engine.parts.engine.store, head);
    await reviewWorkflow(engine.parts, id);
    const view = await engine.read(id);
    expect(view).toMatchObject({ state: 'failed', completed: 0, failed: 1 });
    expect(view.steps[0]).toMatchObject({ state: 'discarded', type: 'workflow.test' });
  });
});
