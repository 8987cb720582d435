import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { workflowSweep } from '../../../src/background/workflow-sweep.ts';
import { cancelWorkflow } from '../../../src/engine/cancel-workflow.ts';
import type { Job } from '../../../src/engine/job.ts';
import { ownHint } from '../../../src/engine/lane.ts';
import { api, eventually } from '../../support/api.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { dropFirstAnswers, type FaultPlan, type Faults, faults } from '../../support/faults.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';
import { step, type WorkflowEngine, workflow, workflowEngine } from '../../support/workflow-engine.ts';

const ONCE = { retry: { max_attempts: 1 } };

let stores: TestStores;
let other: WorkflowEngine;
let server: TestServer;
const troubled: WorkflowEngine[] = [];
beforeAll(async () => {
  stores = await startTestStores();
  other = await workflowEngine(stores);
  server = await startTestServer({ stores });
});
afterEach(async () => {
  for (const engine of troubled.splice(0)) await engine.close();
});
afterAll(async () => {
  await other.close();
  await server.close();
  await stores.close();
});

/** An engine whose calls meet the faults of a plan. */
async function withFaults(plan: FaultPlan): Promise<{ engine: WorkflowEngine; fault: Faults }> {
  let fault: Faults | undefined;
  const engine = await workflowEngine(stores, {
    onClients: (clients) => {
      fault = faults(clients);
    },
  });
  if (!fault) throw new Error('There are no faults.');
  fault.plan(plan);
  troubled.push(engine);
  return { engine, fault };
}

async function one(queue: string): Promise<Job> {
  return eventually(async () => (await other.fetch(queue, 1, 500))[0], 10_000);
}

const DYNAMODB = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'];

describe('first answer of every call dropped (DESIGN 3)', () => {
  // A new one for each step: the SDK gives up its retries once a client has had too many failures.
  const deaf = async () => (await withFaults(dropFirstAnswers(...DYNAMODB))).engine;

  it('a chain: created once, every step once, with its results', async () => {
    const queue = 'deaf-chain';
    const { id } = await (await deaf()).create(
      workflow(
        'chain',
        [0, 1, 2].map(() => step({ queue })),
      ),
    );
    for (const n of [0, 1, 2]) {
      const job = await one(queue);
      expect([job.head.attempt, job.parentResults?.text]).toEqual([
        1,
        JSON.stringify([10, 11, 12].slice(0, n)),
      ]);
      await (await deaf()).ack(job, 10 + n);
    }
    expect(await (await deaf()).read(id)).toMatchObject({ state: 'completed', completed: 3 });
    expect(await other.fetch(queue, 1, 0)).toEqual([]);
  });

  it('a batch: each callback once', async () => {
    const queue = 'deaf-batch';
    const steps = [0, 1].map(() => step({ queue, options: ONCE }));
    const { id } = await (await deaf()).create(workflow('batch', steps, ['on_complete', 'on_failure']));
    await (await deaf()).ack(await one(queue), 'ok');
    await (await deaf()).fail(await one(queue));
    for (const name of ['on_complete', 'on_failure']) {
      const job = await one(`${queue}-${name}`);
      expect(job.parentResults?.text).toBe('["ok",null]');
      await (await deaf()).ack(job);
      expect(await other.fetch(`${queue}-${name}`, 1, 0)).toEqual([]);
    }
    expect(await other.read(id)).toMatchObject({ state: 'completed', completed: 1, failed: 1 });
  });

  it('cancel: once; again 409', async () => {
    const queue = 'deaf-cancel';
    const { id } = await other.create(
      workflow(
        'group',
        [0, 1].map(() => step({ queue })),
      ),
    );
    const view = await cancelWorkflow((await deaf()).parts, id);
    expect([view.state, view.steps.map(({ state }) => state)]).toEqual([
      'cancelled',
      ['cancelled', 'cancelled'],
    ]);
    await expect(cancelWorkflow((await deaf()).parts, id)).rejects.toMatchObject({ status: 409 });
  });
});

describe('DESIGN decision 22: an advance that fails', () => {
  it('does not fail the ack, is logged, and is tried again by the server itself', async () => {
    const queue = 'advance-fails';
    const { id } = await other.create(
      workflow(
        'chain',
        [0, 1].map(() => step({ queue })),
      ),
    );
    let failures = 0;
    const { engine } = await withFaults(({ operation }) => {
      // The ack is an UpdateItem; the result is kept by a PutItem.
      if (operation !== 'PutItem' || failures >= 1) return undefined;
      failures += 1;
      return { kind: 'fail', status: 400, code: 'ValidationException' };
    });
    expect((await engine.ack(await one(queue))).head.state).toBe('completed');
    expect((await other.read(id)).steps[1]?.state).toBe('waiting');
    expect(engine.warnings).toContain('A workflow could not be moved on; it is tried again.');
    await eventually(
      async () => ((await other.read(id)).steps[1]?.state === 'available' ? true : undefined),
      5_000,
    );
  });

  it('is made good by whoever follows a hint at the job that ended', async () => {
    const queue = 'advance-hinted';
    const { id } = await other.create(
      workflow(
        'chain',
        [0, 1].map(() => step({ queue })),
      ),
    );
    const { engine } = await withFaults(({ operation }) =>
      operation === 'PutItem' ? { kind: 'fail', status: 400, code: 'ValidationException' } : undefined,
    );
    const { head } = await engine.ack(await one(queue));
    troubled.pop()?.abandon();
    other.parts.engine.lanes.ready({ ...ownHint(head), receiveCount: 2 });
    const [job = await one(queue)] = await other.fetch(queue, 1, 0);
    expect([job.head.workflow?.step, (await other.read(id)).completed]).toEqual([1, 1]);
  });

  it('is made good by the sweep of any server, 30 s after the workflow began; then it is asked ever less often', async () => {
    const queue = 'advance-lost';
    const { id } = await other.create(
      workflow(
        'chain',
        [0, 1].map(() => step({ queue })),
      ),
    );
    const { engine } = await withFaults(({ operation }) =>
      operation === 'PutItem' ? { kind: 'fail', status: 400, code: 'ValidationException' } : undefined,
    );
    await engine.ack(await one(queue));
    troubled.pop()?.abandon();
    const clock = fakeClock(Date.now());
    const { engine: watcher } = await withFaults(() => undefined);
    /** When the workflow's header was read. */
    const readAt: number[] = [];
    watcher.clients.dynamodb.middlewareStack.add(
      (next) => (args) => {
        if (Object(args.input).Key?.pk?.S === `W#${id}`) readAt.push(clock.now());
        return next(args);
      },
      { step: 'deserialize', priority: 'high', name: 'readAt' },
    );
    const sweep = workflowSweep({ ...watcher.parts, engine: { ...watcher.parts.engine, clock } });
    sweep.start();
    await clock.pass(20_000);
    expect((await other.read(id)).steps[1]?.state).toBe('waiting');
    await eventually(async () => {
      await clock.pass(10_000);
      return (await other.read(id)).steps[1]?.state === 'available' ? true : undefined;
    }, 10_000);
    readAt.length = 0;
    await eventually(async () => {
      await clock.pass(30_000);
      return readAt.length >= 6 ? true : undefined;
    }, 40_000);
    const pauses = readAt.slice(1).map((at, index) => at - (readAt[index] ?? 0));
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(pauses[0]).toBeLessThan(300_000);
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(480_000);
    await sweep.close();
  });
});

describe('what ends a job elsewhere than in a verb, on a server', () => {
  it('a time-out: the chain fails', async () => {
    const queue = 'server-time-out';
    const { id } = await other.create(
      workflow('chain', [step({ queue, options: { ...ONCE, timeout_ms: 300 } }), step({ queue })]),
    );
    expect((await api(server.url).fetch({ queues: [queue], wait_ms: 3_000 })).body.jobs).toHaveLength(1);
    await eventually(async () => ((await other.read(id)).state === 'failed' ? true : undefined), 5_000);
  });

  it('ack over HTTP: the next step can be fetched from the same server at once', async () => {
    const queue = 'server-ack';
    const { id } = await other.create(
      workflow(
        'chain',
        [0, 1, 2].map(() => step({ queue })),
      ),
    );
    const call = api(server.url);
    const [first] = (await call.fetch({ queues: [queue], wait_ms: 3_000 })).body.jobs;
    for (let job = first, n = 0; n < 3; n += 1) {
      expect((await call.ack({ job_id: job?.id, attempt: 1 })).status).toBe(200);
      [job] = (await call.fetch({ queues: [queue], wait_ms: 0 })).body.jobs;
      expect(job === undefined).toBe(n === 2);
    }
    expect(await other.read(id)).toMatchObject({ state: 'completed', completed: 3 });
  });

  it('nack over HTTP to the end: a group fails', async () => {
    const queue = 'server-nack';
    const { id } = await other.create(workflow('group', [step({ queue, options: ONCE })]));
    const [job] = (await api(server.url).fetch({ queues: [queue], wait_ms: 3_000 })).body.jobs;
    expect((await api(server.url).nack({ job_id: job?.id, error: { message: 'no' } })).status).toBe(200);
    expect((await other.read(id)).state).toBe('failed');
  });
});
