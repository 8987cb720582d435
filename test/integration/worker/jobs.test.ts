import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createClient,
  type Handler,
  type Handlers,
  NonRetryableError,
  Worker,
  type WorkerSettings,
} from '../../../src/client/index.ts';
import { api, eventually } from '../../support/api.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { type Calls, calls } from './calls.ts';
import { abortOf, gate } from './gate.ts';

interface Jobs {
  'email.send': [to: string];
  'number.double': [n: number];
}

let server: TestServer;
let seen: Calls;
let errors: unknown[];
const workers: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  server = await startTestServer({ environment: { OJS_TEST_DIRECTIVES: 'true' } });
});
afterAll(async () => {
  await server.close();
});
beforeEach(async () => {
  await api(server.url).reset();
  seen = calls();
  errors = [];
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});

const ojs = () => createClient<Jobs>({ baseUrl: server.url });

/** The job, once it is in this state. */
function reaching(id: string, state: string) {
  return eventually(async () => {
    const job = await ojs().get(id);
    return job.state === state ? job : undefined;
  }, 20_000);
}

/** A worker that works, and stops after the test. */
function working(
  own: Partial<WorkerSettings<Jobs>> & ({ handler: Handler<Jobs> } | { handlers: Handlers<Jobs> }),
) {
  const worker = new Worker<Jobs>({
    baseUrl: server.url,
    workerId: 'worker-1',
    fetch: seen.fetch,
    queues: 'default',
    handleSignals: false,
    shutdownGraceMs: 0,
    onError: (error) => void errors.push(error),
    ...own,
  });
  workers.push(worker);
  worker.start();
  return worker;
}

describe('ojs-worker-protocol 6: jobs are taken, done and settled', () => {
  it('the return value is the result; an ack names the worker and the attempt', async () => {
    working({ handlers: { 'number.double': async ({ args: [n] }) => 2 * n, 'email.send': () => undefined } });
    const double = await ojs().enqueue('number.double', [21]);
    const plain = await ojs().enqueue('email.send', ['a@example.com']);
    expect(await reaching(double.id, 'completed')).toMatchObject({ result: 42 });
    expect(await reaching(plain.id, 'completed')).not.toHaveProperty('result');
    const ack = seen.of('ack').find(({ body }) => body.job_id === double.id);
    expect(ack?.body).toEqual({ job_id: double.id, worker_id: 'worker-1', attempt: 1, result: 42 });
    expect(errors).toEqual([]);
  });

  it('one handler for all types; the worker sleeps at the server, not beside it', async () => {
    working({ visibilityTimeoutMs: 1_000, handler: ({ type }) => type });
    await eventually(async () => seen.of('heartbeat')[5], 5_000);
    expect(seen.of('fetch').map(({ body }) => body)).toEqual([
      {
        queues: ['default'],
        worker_id: 'worker-1',
        count: 10,
        wait_ms: 20_000,
        visibility_timeout_ms: 1_000,
      },
    ]);
    const { id } = await ojs().enqueue('email.send', ['a@example.com']);
    expect(await reaching(id, 'completed')).toMatchObject({ result: 'email.send' });
  });

  it('8.1: never more jobs at once than slots, nor more asked for than are free', async () => {
    const jobs = await Promise.all(Array.from({ length: 40 }, (_, n) => ojs().enqueue('number.double', [n])));
    const done: string[] = [];
    const all = gate();
    let now = 0;
    let most = 0;
    working({
      concurrency: 4,
      handler: async ({ id }) => {
        now += 1;
        most = Math.max(most, now);
        await setTimeout(20);
        now -= 1;
        done.push(id);
        if (done.length === jobs.length) all.open();
      },
    });
    await all.opened;
    expect(done.sort()).toEqual(jobs.map(({ id }) => id).sort());
    expect(most).toBe(4);
    expect(seen.mostAsked()).toBe(4);
  });
});

describe('ojs-progress: how far a job has come', () => {
  it('is told by its handler; what is refused goes to onError and the job goes on', async () => {
    working({
      handler: async (_, { progress }) => {
        await progress({ progress: 0.5, message: 'half of it' });
        await progress({ progress: 0.6, message: 'x'.repeat(2_000_000) });
        return 'done';
      },
    });
    const { id } = await ojs().enqueue('number.double', [1]);
    expect(await reaching(id, 'completed')).toMatchObject({ attempt: 1, result: 'done' });
    expect(seen.of('progress').map(({ body, answer }) => [body.progress, answer?.status])).toEqual([
      [0.5, 200],
      [0.6, 413],
    ]);
    expect(errors).toEqual([expect.objectContaining({ name: 'OjsError', status: 413 })]);
  });
});

describe('ojs-retry: what a handler throws', () => {
  const retry = { max_attempts: 3, initial_interval: 'PT0.1S', jitter: false };

  it('is stored as the error, and the job runs again', async () => {
    const thrown = new RangeError('Not yet.');
    working({
      handler: ({ attempt }) => {
        if (attempt === 1) throw thrown;
        return attempt;
      },
    });
    const { id } = await ojs().enqueue('number.double', [1], { retry });
    const job = await reaching(id, 'completed');
    expect(job).toMatchObject({ attempt: 2, result: 2 });
    expect(job.errors).toEqual([
      expect.objectContaining({ attempt: 1, type: 'RangeError', message: 'Not yet.', code: 'handler_error' }),
    ]);
    expect(job.errors?.[0]).not.toHaveProperty('details');
    expect(errors).toEqual([thrown]);
  });

  it('a NonRetryableError discards it', async () => {
    working({ handler: () => Promise.reject(new NonRetryableError('Never.')) });
    const { id } = await ojs().enqueue('number.double', [1], { retry });
    const job = await reaching(id, 'discarded');
    expect(job).toMatchObject({
      attempt: 1,
      error: { type: 'NonRetryableError', message: 'Never.', retryable: false },
    });
  });

  it('a type without a handler is a failure that another worker may mend', async () => {
    working({ handlers: { 'email.send': () => 'sent' } });
    const { id } = await ojs().enqueue('number.double', [1], {
      retry: { ...retry, initial_interval: 'PT60S' },
    });
    const job = await reaching(id, 'retryable');
    expect(job.error).toMatchObject({
      code: 'handler_not_found',
      message: "This worker has no handler for jobs of the type 'number.double'.",
    });
    expect(errors).toEqual([expect.objectContaining({ message: job.error?.message })]);
  });

  it('a type that every object has is no handler', async () => {
    working({ handlers: {} });
    const { id } = await createClient({ baseUrl: server.url }).enqueue('constructor', [], { retry });
    expect((await reaching(id, 'retryable')).error).toMatchObject({ code: 'handler_not_found' });
  });

  it('a result that is no JSON is a failure', async () => {
    working({ handler: () => 1n });
    const { id } = await ojs().enqueue('number.double', [1], { retry: { max_attempts: 1 } });
    expect((await reaching(id, 'discarded')).error).toMatchObject({ type: 'TypeError' });
  });

  it('an onError that fails stops nothing', async () => {
    working({
      handler: ({ type }) => {
        if (type === 'email.send') throw new Error('No.');
      },
      onError: async () => {
        throw new Error('The log is full.');
      },
    });
    const failing = await ojs().enqueue('email.send', ['a'], { retry: { max_attempts: 1 } });
    const fine = await ojs().enqueue('number.double', [1]);
    await reaching(failing.id, 'discarded');
    await reaching(fine.id, 'completed');
  });
});

describe('ojs-worker-protocol 4: heartbeats', () => {
  it('keep a job beyond its visibility time, all jobs in one beat', async () => {
    const jobs = [await ojs().enqueue('number.double', [1]), await ojs().enqueue('number.double', [2])];
    const handler = async () => {
      const before = seen.of('heartbeat').length;
      // Eight beats are twice the visibility time.
      await eventually(async () => seen.of('heartbeat').length >= before + 8 || undefined, 20_000, 50);
    };
    working({ visibilityTimeoutMs: 1_000, handler });
    for (const { id } of jobs) expect(await reaching(id, 'completed')).toMatchObject({ attempt: 1 });
    const both = seen
      .of('heartbeat')
      .find(({ body }) => Array.isArray(body.active_job_ids) && body.active_job_ids.length === 2);
    expect(both?.body).toMatchObject({ state: 'running', concurrency: 10, queues: ['default'] });
    expect(errors).toEqual([]);
  });

  it('the handler of a cancelled job is aborted by the next beat, and its end is not told', async () => {
    const aborted = gate<{ reason: unknown; beats: number }>();
    const begun = gate();
    working({
      visibilityTimeoutMs: 2_000,
      handler: async (_, { signal }) => {
        begun.open();
        const reason = await abortOf(signal);
        aborted.open({ reason, beats: seen.of('heartbeat').length });
        throw reason;
      },
    });
    const { id } = await ojs().enqueue('number.double', [1]);
    await begun.opened;
    // A beat that follows close on the claim judges nothing; the third is later than that.
    await eventually(
      async () => seen.of('heartbeat').filter(({ body }) => body.attempt === 1)[3],
      10_000,
      20,
    );
    await ojs().cancel(id);
    const sentBefore = seen.of('heartbeat').length;
    const { reason, beats } = await aborted.opened;
    expect(reason).toMatchObject({ name: 'OjsError', code: 'conflict', details: { job_id: id } });
    expect(beats).toBeLessThanOrEqual(sentBefore + 1);
    const later = seen.of('heartbeat').length + 2;
    await eventually(async () => seen.of('heartbeat')[later], 5_000);
    expect([...seen.of('ack'), ...seen.of('nack')]).toEqual([]);
    expect(errors).toEqual([reason]);
  });

  it('ojs-timeouts: a handler is told when its timeout_ms is over', async () => {
    const told = gate<unknown>();
    working({
      handler: async (_, { signal }) => {
        told.open(await abortOf(signal));
        throw signal.reason;
      },
    });
    const { id } = await ojs().enqueue('number.double', [1], { timeout_ms: 300, retry: { max_attempts: 1 } });
    expect(await told.opened).toMatchObject({ name: 'TimeoutError' });
    expect((await reaching(id, 'discarded')).error).toMatchObject({ type: 'timeout' });
    expect(errors).toEqual([expect.objectContaining({ name: 'TimeoutError' })]);
  });

  it('4.4: a worker told to be quiet takes no more jobs and ends what it has', async () => {
    const release = gate();
    working({ visibilityTimeoutMs: 1_000, concurrency: 2, handler: () => release.opened });
    const first = await ojs().enqueue('email.send', ['a'], { metadata: { test_directive: 'quiet' } });
    await eventually(async () => seen.of('heartbeat').find(({ body }) => body.state === 'quiet'), 10_000);
    const second = await ojs().enqueue('email.send', ['b']);
    release.open();
    await reaching(first.id, 'completed');
    const fetches = seen.of('fetch').length;
    const beats = seen.of('heartbeat').length;
    await eventually(async () => seen.of('heartbeat').length > beats + 4 || undefined, 10_000);
    expect(seen.of('fetch')).toHaveLength(fetches);
    expect((await ojs().get(second.id)).state).toBe('available');
  });

  it('4.4: a worker told to terminate ends its jobs and stops', async () => {
    const release = gate();
    const worker = working({
      visibilityTimeoutMs: 1_000,
      shutdownGraceMs: 20_000,
      handler: () => release.opened,
    });
    const { id } = await ojs().enqueue('email.send', ['a'], { metadata: { test_directive: 'terminate' } });
    await eventually(async () => seen.of('heartbeat').find(({ body }) => body.state === 'terminate'), 10_000);
    release.open();
    await worker.stopped;
    expect((await ojs().get(id)).state).toBe('completed');
  });
});
