import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually, type Job } from '../../support/api.ts';
import { dropFirstAnswers, type Faults, faults } from '../../support/faults.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';

let stores: TestStores;
let server: TestServer;
let other: TestServer;
beforeAll(async () => {
  stores = await startTestStores();
  server = await startTestServer({ stores });
  other = await startTestServer({ stores });
});
afterAll(async () => {
  await server.close();
  await other.close();
  await stores.close();
});

const job = (queue: string, options: object = {}) => ({
  type: 'over.http',
  args: [],
  options: { queue, ...options },
});
const once = { retry: { max_attempts: 1 } };

/** Fetches from a queue until there are so many jobs, in the order in which they come. */
async function fetched(queue: string, count: number, from = server): Promise<Job[]> {
  const jobs: Job[] = [];
  await eventually(async () => {
    const more = { queues: [queue], worker_id: 'w', count: count - jobs.length, wait_ms: 500 };
    jobs.push(...(await api(from.url).fetch(more)).body.jobs);
    return jobs.length >= count || undefined;
  }, 10_000);
  return jobs;
}

/** The job of a step or callback, fetched. */
async function held(queue: string, step: number | string, from = server): Promise<Job> {
  const [found] = await fetched(queue, 1, from);
  expect(found?.workflow_step).toBe(step);
  if (!found) throw new Error(`No job in ${queue}.`);
  return found;
}

async function ack({ id }: Job, result?: unknown, at = server): Promise<void> {
  const body = { job_id: id, worker_id: 'w', ...(result !== undefined && { result }) };
  expect((await api(at.url).ack(body)).status).toBe(200);
}

async function fail({ id }: Job, at = server): Promise<void> {
  const error = { code: 'handler_error', message: 'It did not work.' };
  expect((await api(at.url).nack({ job_id: id, worker_id: 'w', error })).status).toBe(200);
}

async function created(body: object, at = server) {
  const { status, body: answer } = await api(at.url).createWorkflow(body);
  expect(status, JSON.stringify(answer.error)).toBe(201);
  return answer.workflow;
}

async function read(id: string, query = '', at = server) {
  const { status, body } = await api(at.url).workflow(id, query);
  expect(status).toBe(200);
  return body.workflow;
}

describe('two servers (DESIGN decision 22)', () => {
  it('ojs-workflows 4.3: a chain goes on wherever its steps are fetched and acknowledged', async () => {
    const queue = 'http-two-servers';
    const steps = Array.from({ length: 4 }, () => job(queue));
    const { id } = await created({ type: 'chain', steps });
    for (let step = 0; step < 4; step += 1) {
      const [here, there] = step % 2 === 0 ? [server, other] : [other, server];
      const next = await held(queue, step, here);
      expect(next.parent_results ?? []).toEqual(Array.from({ length: step }, (_, n) => ({ n })));
      await ack(next, { n: step }, there);
      expect((await read(id, '', here)).steps_completed).toBe(step + 1);
    }
    expect(await read(id, '', other)).toMatchObject({ state: 'completed', steps_total: 4 });
  });

  it('ojs-workflows 6.4.4: jobs that end on both at once fire each callback once', async () => {
    const queue = 'http-both-at-once';
    const { id } = await created({
      type: 'batch',
      jobs: Array.from({ length: 20 }, () => job(queue)),
      callbacks: { on_complete: job(`${queue}.cb`), on_success: job(`${queue}.cb`) },
    });
    const jobs = await fetched(queue, 20);
    await Promise.all(jobs.map((each, n) => ack(each, n, n % 2 === 0 ? server : other)));
    const callbacks = await fetched(`${queue}.cb`, 2);
    expect(callbacks.map(({ workflow_step }) => workflow_step).sort()).toEqual(['on_complete', 'on_success']);
    const results = jobs.reduce<unknown[]>((list, { workflow_step }, n) => {
      list[Number(workflow_step)] = n;
      return list;
    }, []);
    for (const callback of callbacks) expect(callback.parent_results).toEqual(results);
    await Promise.all(callbacks.map((each, n) => ack(each, n, n === 0 ? server : other)));
    expect(await read(id)).toMatchObject({ state: 'completed', jobs_completed: 20 });
    expect((await api(server.url).fetch({ queues: [`${queue}.cb`], wait_ms: 500 })).body.jobs).toEqual([]);
  });
});

describe('a server that ends', () => {
  it('ojs-workflows 7.2: what steps resulted in is there for the next one on another server', async () => {
    const queue = 'http-restart';
    const ending = await startTestServer({ stores });
    const large = { text: 'x'.repeat(100_000) };
    const { id } = await created({ type: 'chain', steps: [job(queue), job(queue), job(queue)] }, ending);
    await ack(await held(queue, 0, ending), large, ending);
    await ack(await held(queue, 1, ending), null, ending);
    await ending.close();
    const last = await held(queue, 2, other);
    expect(last.parent_results).toEqual([large, null]);
    expect((await api(other.url).get(last.id)).body.job.parent_results).toEqual([large, null]);
    await ack(last, 'end', other);
    expect((await read(id, '', other)).steps?.map(({ result }) => result)).toEqual([large, null, 'end']);
  });
});

describe('members that end in other ways (DECISIONS 6 "Workflows")', () => {
  it('a job that is cancelled on its own counts as failed; so does one that expires', async () => {
    const queue = 'http-members';
    const { id, jobs = [] } = await created({
      type: 'batch',
      jobs: [job(queue), job(queue), job(queue, { expires_at: '+PT1S' })],
      callbacks: { on_failure: job(`${queue}.cb`), on_success: job(`${queue}.cb`) },
    });
    expect((await api(other.url).cancel(jobs[0]?.job_id ?? '')).status).toBe(200);
    await ack(await held(queue, 1), { ok: true });
    const callback = await held(`${queue}.cb`, 'on_failure');
    expect(callback.parent_results).toEqual([null, { ok: true }, null]);
    const { metadata, errors } = await read(id);
    expect(metadata).toMatchObject({ completed_count: 1, failed_count: 2 });
    expect(errors?.map(({ index, code }) => [index, code])).toEqual([
      [0, 'cancelled'],
      [2, 'expired'],
    ]);
    await ack(callback);
    expect((await read(id)).state).toBe('completed');
  });

  it('a chain whose step is cancelled has failed', async () => {
    const queue = 'http-step-cancelled';
    const { id, steps = [] } = await created({ type: 'chain', steps: [job(queue), job(queue)] });
    expect((await api(server.url).cancel(steps[0]?.job_id ?? '')).status).toBe(200);
    const failed = await eventually(async () => {
      const found = await read(id);
      return found.state === 'running' ? undefined : found;
    }, 5_000);
    expect(failed).toMatchObject({ state: 'failed', failed_step_index: 0, steps: [{}, { job_id: null }] });
    expect(failed.errors?.[0]?.code).toBe('cancelled');
  });
});

describe('ojs-workflows 11.3: cancel', () => {
  it('on another server than the one that gave the job: its worker is refused', async () => {
    const queue = 'http-cancel';
    const { id } = await created({ type: 'chain', steps: [job(queue), job(queue)] });
    const active = await held(queue, 0);
    const { status, body } = await api(other.url).cancelWorkflow(id);
    expect([status, body.workflow.state]).toEqual([200, 'cancelled']);
    const late = await api(server.url).ack({ job_id: active.id, worker_id: 'w' });
    expect([late.status, late.body.error?.code]).toEqual([409, 'conflict']);
    const again = await api(server.url).cancelWorkflow(id);
    expect(again.status).toBe(409);
    expect(again.body.error?.details).toMatchObject({ workflow_id: id, current_state: 'cancelled' });
  });

  it('a group that has completed: 409 that says so', async () => {
    const queue = 'http-cancel-late';
    const { id } = await created({ type: 'group', jobs: [job(queue)] });
    await ack(await held(queue, 0));
    const { status, body } = await api(server.url).cancelWorkflow(id);
    expect([status, body.error?.details?.current_state]).toEqual([409, 'completed']);
  });
});

describe('ojs-workflows 11.2: pages', () => {
  it('the list is told in parts that say where they stand', async () => {
    const queue = 'http-pages';
    const made = await created({ type: 'group', jobs: Array.from({ length: 250 }, () => job(queue)) });
    expect(made.jobs).toHaveLength(100);
    expect(made.pagination).toEqual({ total: 250, limit: 100, offset: 0, has_more: true });
    const ids = new Set<string | null>();
    for (const offset of [0, 100, 200]) {
      const { jobs = [], pagination } = await read(made.id, `?offset=${offset}`);
      expect(jobs.map(({ index }) => index)).toEqual(jobs.map((_, n) => offset + n));
      expect(pagination?.has_more).toBe(offset < 200);
      for (const { job_id } of jobs) ids.add(job_id);
    }
    expect(ids.size).toBe(250);
    const whole = await read(made.id, '?limit=5000');
    expect(whole.jobs).toHaveLength(250);
    expect(whole.pagination).toBeUndefined();
    expect(await read(made.id, '?offset=250')).toMatchObject({ jobs: [], pagination: { has_more: false } });
  });
});

describe('an id of the client', () => {
  it('is taken once, however many requests come at the same time to both servers', async () => {
    const id = v7();
    const queue = 'http-own-id';
    const asked = { id, type: 'group', jobs: [job(queue), job(queue)] };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => api((n % 2 === 0 ? server : other).url).createWorkflow(asked)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    // While the first one is at it nobody knows how that ends.
    expect(statuses.every((status) => [201, 409, 503].includes(status))).toBe(true);
    const again = await api(other.url).createWorkflow(asked);
    expect([again.status, again.body.error?.code]).toEqual([409, 'duplicate']);
    expect(again.body.error?.details).toEqual({ resource_type: 'workflow', resource_id: id });
    expect(await fetched(queue, 2)).toHaveLength(2);
    expect((await api(server.url).fetch({ queues: [queue], wait_ms: 500 })).body.jobs).toEqual([]);
  });

  it('DESIGN decision 3: where the first answer of every write is lost, it is still this request that has it', async () => {
    const lost: Faults[] = [];
    const deaf = await startTestServer({
      stores,
      onClients: ({ dynamodb, sqs }) => lost.push(faults({ dynamodb, sqs })),
    });
    try {
      const id = v7();
      for (const each of lost) each.plan(dropFirstAnswers('PutItem'));
      const made = await created({ id, type: 'chain', steps: [job('http-deaf')] }, deaf);
      expect(lost.flatMap(({ met }) => met).length).toBeGreaterThan(1);
      for (const each of lost) each.plan(undefined);
      expect(made.id).toBe(id);
      expect(await read(id)).toMatchObject({ state: 'running', steps: [{ state: 'available' }] });
    } finally {
      await deaf.close();
    }
  });

  it('another definition under the same id changes nothing of the first', async () => {
    const id = v7();
    const queue = 'http-own-id-twice';
    await created({ id, type: 'chain', name: 'first', steps: [job(queue), { ...job(queue), name: 'mine' }] });
    const second = { id, type: 'chain', name: 'second', steps: [job('elsewhere'), job('elsewhere')] };
    expect((await api(other.url).createWorkflow(second)).status).toBe(409);
    await ack(await held(queue, 0));
    expect((await held(queue, 1)).queue).toBe(queue);
    expect(await read(id)).toMatchObject({ name: 'first', steps: [{}, { name: 'mine' }] });
  });
});

describe('DECISIONS 6 "Workflows": nothing is half-created', () => {
  it('a callback that is refused: no job of the batch is there', async () => {
    const queue = 'http-refused';
    const bad = { ...job(queue), options: { retry: { initial_interval: 'soon' } } };
    const { status, body } = await api(server.url).createWorkflow({
      type: 'batch',
      jobs: [job(queue)],
      callbacks: { on_complete: bad },
    });
    expect([status, body.error?.details?.field]).toEqual([
      422,
      'callbacks.on_complete.retry.initial_interval',
    ]);
    expect((await api(server.url).fetch({ queues: [queue], wait_ms: 300 })).body.jobs).toEqual([]);
  });

  it('limits: jobs, bytes of one, bytes of all with what they share', async () => {
    const small = await startTestServer({
      stores,
      environment: { OJS_MAX_BATCH: '3', OJS_MAX_ENVELOPE_BYTES: '2048', OJS_MAX_BATCH_BYTES: '4096' },
    });
    try {
      const create = (body: object) => api(small.url).createWorkflow(body);
      const many = await create({ type: 'group', jobs: new Array(4).fill(job('http-limits')) });
      expect([many.status, many.body.error?.details]).toEqual([
        413,
        { field: 'jobs', actual_batch_size: 4, max_batch_size: 3 },
      ]);
      const long = { ...job('http-limits'), args: ['x'.repeat(2_048)] };
      const one = await create({ type: 'chain', steps: [job('http-limits'), long] });
      expect([one.status, one.body.error?.details?.field]).toEqual([413, 'steps[1]']);
      const options = { tags: ['x'.repeat(1_500)] };
      const shared = await create({ type: 'group', jobs: new Array(3).fill(job('http-limits')), options });
      expect([shared.status, shared.body.error?.details?.max_bytes]).toEqual([413, 4_096]);
      const body = await create({ type: 'group', jobs: [job('http-limits')], meta: 'x'.repeat(5_000) });
      expect([body.status, body.body.error?.details?.field]).toEqual([413, 'body']);
    } finally {
      await small.close();
    }
  });
});

describe('ojs-workflows, appendix B: what is told', () => {
  it('the events of a batch, in the form of the spec', async () => {
    const queue = 'http-events';
    const { id } = await created({
      type: 'batch',
      name: 'told',
      jobs: [job(queue, once), job(queue)],
      callbacks: { on_failure: job(queue) },
    });
    const [first, second] = await fetched(queue, 2);
    if (!first || !second) throw new Error('Two jobs were asked for.');
    await fail(first);
    await ack(second);
    await ack(await held(queue, 'on_failure'));
    const types = await eventually(async () => {
      const { events } = (await api(server.url).events('?types=workflow.*&limit=1000')).body;
      const own = events.filter(({ subject }) => subject === id);
      return own.some(({ type }) => type === 'workflow.completed') ? own : undefined;
    }, 5_000);
    expect(new Set(types.map(({ type }) => type))).toEqual(
      new Set(
        ['created', 'started', 'job_failed', 'job_completed', 'callback_fired', 'completed'].map(
          (what) => `workflow.${what}`,
        ),
      ),
    );
    expect(types.find(({ type }) => type === 'workflow.created')?.data).toEqual({
      workflow_id: id,
      workflow_type: 'batch',
      workflow_name: 'told',
      job_count: 2,
    });
  });
});
