import { v7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { reviewWorkflow } from '../../../src/engine/review-workflow.ts';
import { type Clock, systemClock } from '../../../src/rules/clock.ts';
import { OjsError } from '../../../src/rules/errors.ts';
import type { NewWorkflow } from '../../../src/rules/workflow.ts';
import { openWorkflows } from '../../../src/table/open-workflows.ts';
import { endAt, type Faults, faults } from '../../support/faults.ts';
import { startTestStores, type TestStores } from '../../support/server.ts';
import { step, type WorkflowEngine, workflow, workflowEngine } from '../../support/workflow-engine.ts';

/** Past the deadline of whatever is being staged. */
const later: Clock = { now: () => Date.now() + 62_000, after: systemClock.after };

let stores: TestStores;
let other: WorkflowEngine;
const doomed: WorkflowEngine[] = [];
beforeAll(async () => {
  stores = await startTestStores();
  other = await workflowEngine(stores, { clock: later });
});
afterEach(() => {
  for (const engine of doomed.splice(0)) engine.abandon();
});
afterAll(async () => {
  await other.close();
  await stores.close();
});

async function open(): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const { id } of openWorkflows(other.parts.engine.store)) ids.add(id);
  return ids;
}

/** Lets a new server create a workflow, and ends it at one of its calls. */
async function createdUntil(position: number, asked: boolean, asks: NewWorkflow): Promise<'ended' | 'done'> {
  let ended: () => void = () => undefined;
  const end = new Promise<'ended'>((resolve) => {
    ended = () => resolve('ended');
  });
  let fault: Faults | undefined;
  const engine = await workflowEngine(stores, {
    onClients: ({ dynamodb, sqs }) => {
      fault = faults({ dynamodb, sqs }, ended);
    },
  });
  doomed.push(engine);
  fault?.plan(endAt(position, asked));
  return Promise.race([end, engine.create(asks).then(() => 'done' as const)]);
}

const jobs = (queue: string) => [0, 1, 2].map((n) => step({ queue, args: [n] }));

describe.each([
  ['chain', (queue: string) => workflow('chain', jobs(queue)), 1],
  ['batch', (queue: string) => workflow('batch', jobs(queue), ['on_complete']), 3],
])('ojs-workflows 11.1, DESIGN decision 21: a %s whose server ends at a call of its creation', (name, asks, jobsAtFirst) => {
  it('exists with all of its first jobs, or nothing of it does', async () => {
    let [whole, nothing] = [0, 0];
    for (const asked of [false, true]) {
      for (let position = 1; position < 40; position += 1) {
        const queue = `created-${name}-${asked}-${position}`;
        const before = await open();
        const outcome = await createdUntil(position, asked, asks(queue));
        const [id, ...more] = [...(await open())].filter((each) => !before.has(each));
        expect(more).toEqual([]);
        if (id !== undefined) await reviewWorkflow(other.parts, id);
        const view = id === undefined ? undefined : await other.read(id).catch(missing);
        const states = view?.steps.map(({ state }) => state).filter((state) => state === 'available') ?? [];
        expect(states, `call ${position}`).toHaveLength(view ? jobsAtFirst : 0);
        if (view) expect((await other.fetch(queue, 3, 5_000)).length).toBeGreaterThan(0);
        else expect((await open()).has(String(id))).toBe(false);
        if (view) whole += 1;
        else nothing += 1;
        if (outcome === 'done') break;
      }
    }
    expect(whole).toBeGreaterThan(1);
    expect(nothing).toBeGreaterThan(1);
  });
});

describe.each([
  ['chain', (queue: string) => workflow('chain', jobs(queue)), 1],
  ['batch', (queue: string) => workflow('batch', jobs(queue), ['on_complete']), 3],
])('DESIGN decision 21: a %s with an id that its client has made', (name, asks, jobsAtFirst) => {
  it('whose server ends at a call of its creation is stored once by a later retry', async () => {
    let [stored, anew] = [0, 0];
    for (const asked of [false, true]) {
      for (let position = 1; position < 40; position += 1) {
        const queue = `retried-${name}-${asked}-${position}`;
        const asksAgain = { ...asks(queue), id: v7() };
        const outcome = await createdUntil(position, asked, asksAgain);
        const retry = await other.create(asksAgain).then(() => 'anew' as const, duplicate);
        if (retry === 'anew') anew += 1;
        else stored += 1;
        await reviewWorkflow(other.parts, asksAgain.id);
        const view = await other.read(asksAgain.id);
        expect(
          view.steps.map(({ name, type }) => ({ name, type })),
          `call ${position}`,
        ).toEqual(asksAgain.steps.map(({ job: { type } }) => ({ name: undefined, type })));
        expect(view.steps.filter(({ state }) => state === 'available')).toHaveLength(jobsAtFirst);
        if (outcome === 'done') break;
      }
    }
    expect(stored).toBeGreaterThan(1);
    expect(anew).toBeGreaterThan(3);
  });

  it('of which a write failed is stored by the next request', async () => {
    for (let failing = 1; ; failing += 1) {
      const sick = await failingAt(failing);
      const asksAgain = { ...asks(`failed-${name}-${failing}`), id: v7() };
      const first = await sick.create(asksAgain).then(
        () => 'done',
        () => 'failed',
      );
      // A chain whose first step could not be placed is there.
      if (first === 'done') {
        expect(failing).toBeGreaterThan(2);
        break;
      }
      await sick.create(asksAgain);
      const { steps } = await sick.read(asksAgain.id);
      expect(steps.filter(({ state }) => state === 'available')).toHaveLength(jobsAtFirst);
    }
  });
});

function duplicate(error: unknown): 'stored' {
  if (!(error instanceof OjsError) || error.status !== 409) throw error;
  return 'stored';
}

/** A server of which one put is refused for good. */
async function failingAt(position: number): Promise<WorkflowEngine> {
  let fault: Faults | undefined;
  const engine = await workflowEngine(stores, {
    onClients: (clients) => {
      fault = faults(clients);
    },
  });
  doomed.push(engine);
  let puts = 0;
  fault?.plan(({ operation }) => {
    if (operation === 'PutItem') puts += 1;
    return operation === 'PutItem' && puts === position
      ? { kind: 'fail', status: 400, code: 'ValidationException' }
      : undefined;
  });
  return engine;
}

function missing(error: unknown): undefined {
  if (!(error instanceof OjsError) || error.status !== 404) throw error;
}

describe('a workflow that is refused', () => {
  it('leaves nothing', async () => {
    const before = await open();
    // A put of a head, after header and definitions are there.
    const engine = await failingAt(5);
    await expect(engine.create(workflow('group', jobs('refused')))).rejects.toThrow();
    expect(await open()).toEqual(before);
  });
});
