import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { type Exchanged, speaking } from './exchange.ts';

/** The requests of openjobspec/ojs-js-sdk 0.4.0 at 3fb1e32: docs/clients.md. */
let server: TestServer;
let js: (method: string, path: string, body?: object) => Promise<Exchanged>;
beforeAll(async () => {
  server = await startTestServer();
  js = speaking(server.url, {
    'Content-Type': 'application/openjobspec+json',
    Accept: 'application/openjobspec+json',
    'OJS-Version': '1.0',
    'X-Request-ID': '0b5b2a52-9f2e-4d67-9a3c-6a1f5d1c8b11',
  });
});
afterAll(() => server.close());

const enqueue = (queue: string, options: object = {}) =>
  js('POST', '/ojs/v1/jobs', { type: 'js.job', args: [{ id: 1 }], options: { queue, ...options } });

/** Enqueues a job and takes it as the worker does. */
async function held(queue: string, options: object = {}): Promise<string | undefined> {
  await enqueue(queue, options);
  const fetched = await js('POST', '/ojs/v1/workers/fetch', {
    queues: [queue],
    count: 1,
    worker_id: 'worker_0b5b2a52',
    visibility_timeout_ms: 30_000,
  });
  return fetched.body.jobs?.[0]?.id;
}

describe('DECISIONS 1.1: a delay that the client hands on as it was written', () => {
  it.each([
    'PT60S',
    '+PT60S',
    '2099-01-01T00:00:00.000Z',
  ])('%s is a time to wait for', async (delay_until) => {
    expect((await enqueue('js-delay', { delay_until })).body.job).toMatchObject({ state: 'scheduled' });
  });

  it.each([
    'soon',
    '1.5h',
    '2099-01-01T00:00:00',
  ])('%s is refused, with what would do', async (delay_until) => {
    const { status, body } = await enqueue('js-delay', { delay_until });
    expect([status, body.error?.code]).toEqual([400, 'invalid_request']);
    expect(body.error?.message).toContain('options.delay_until');
    expect(body.error?.message).toContain('+PT30S');
  });
});

describe('DECISIONS 1.1: fields that its worker reads', () => {
  it('a job has no timeout, which it would take for milliseconds', async () => {
    const { body } = await enqueue('js-timeout', { timeout_ms: 5000 });
    expect(body.job).toMatchObject({ timeout_ms: 5000 });
    expect(body.job).not.toHaveProperty('timeout');
  });
});

describe('DECISIONS 1.4: policies as the client sends them', () => {
  it('a retry policy in camel case, as workflow steps and hand-made requests have it', async () => {
    const retry = { maxAttempts: 2, initialInterval: 'PT60S', jitter: false, onExhaustion: 'dead_letter' };
    const id = await held('js-camel', { retry });
    const nack = { job_id: id, error: { code: 'handler_error', message: 'no', retryable: true } };
    const { body } = await js('POST', '/ojs/v1/workers/nack', nack);
    expect(body).toMatchObject({ state: 'retryable', max_attempts: 2, retry_delay_ms: 60_000 });
  });

  it('key names members of the first argument', async () => {
    const unique = { key: ['id'], period: 'PT1H', on_conflict: 'reject' };
    expect((await enqueue('js-unique', { unique })).status).toBe(201);
    const { status, body } = await enqueue('js-unique', { unique });
    expect([status, body.error]).toEqual([
      409,
      expect.objectContaining({
        code: 'duplicate',
        details: expect.objectContaining({ existing_job_id: expect.any(String) }),
      }),
    ]);
  });
});

describe('DECISIONS 1.3: the JavaScript worker', () => {
  it('beats with a count, its machine and its labels', async () => {
    const id = await held('js-beat');
    const { status, body } = await js('POST', '/ojs/v1/workers/heartbeat', {
      worker_id: 'worker_0b5b2a52',
      state: 'running',
      active_jobs: 1,
      active_job_ids: [id],
      hostname: 'unknown',
      pid: 0,
      queues: ['js-beat'],
      concurrency: 10,
      labels: [],
    });
    expect([status, body.state, body.jobs_extended]).toEqual([200, 'running', [id]]);
  });

  it('a beat without its worker is refused by the name of the field', async () => {
    const { status, body } = await js('POST', '/ojs/v1/workers/heartbeat', { active_jobs: 0 });
    expect([status, body.error?.message]).toEqual([400, expect.stringContaining('worker_id')]);
  });

  it('nacks with a stack and without its worker', async () => {
    const error = {
      code: 'handler_error',
      message: 'no',
      retryable: true,
      details: { stack: 'Error: no\n at …' },
    };
    const { body } = await js('POST', '/ojs/v1/workers/nack', { job_id: await held('js-nack'), error });
    expect(body).toMatchObject({ state: 'retryable', attempt: 1 });
  });

  it('reports progress as a percentage, by job', async () => {
    const id = await held('js-progress');
    const report = { job_id: id, percentage: 40, message: 'forty', data: { rows: 4 } };
    expect((await js('POST', '/ojs/v1/workers/progress', report)).status).toBe(200);
    const { body } = await js('GET', `/ojs/v1/jobs/${id}/progress`);
    expect(body).toMatchObject({ progress: 0.4, message: 'forty', data: { rows: 4 } });
  });

  it('on serverless hosts: acks in the path, with a Content-Type and without a body', async () => {
    const plain = speaking(server.url, { 'Content-Type': 'application/json' });
    const { status, body } = await plain('POST', `/ojs/v1/jobs/${await held('js-serverless')}/ack`);
    expect([status, body.state]).toEqual([200, 'completed']);
  });

  it('on serverless hosts: a failure that is a text is refused, with the form that is wanted', async () => {
    const plain = speaking(server.url, { 'Content-Type': 'application/json' });
    const path = `/ojs/v1/jobs/${await held('js-serverless')}/nack`;
    const { status, body } = await plain('POST', path, { error: 'it broke' });
    expect([status, body.error?.message]).toEqual([400, 'error must be an object; received "it broke".']);
  });
});

describe('DECISIONS 1.7: what it reads at the top level', () => {
  it('counts of a queue', async () => {
    await enqueue('js-stats');
    const { body } = await js('GET', '/ojs/v1/queues/js-stats/stats');
    expect(body).toMatchObject({ name: 'js-stats', available: 1, active: 0, completed: 0, paused: false });
  });

  it('a dead letter, retried without a body', async () => {
    const id = await held('js-dead', { retry: { max_attempts: 1, on_exhaustion: 'dead_letter' } });
    await js('POST', '/ojs/v1/workers/nack', { job_id: id, error: { code: 'x', message: 'no' } });
    const { body } = await js('GET', '/ojs/v1/dead-letter');
    expect(body.jobs).toContainEqual(expect.objectContaining({ id, total_attempts: 1, queue: 'js-dead' }));
    expect((await js('POST', `/ojs/v1/dead-letter/${id}/retry`)).body.job).toMatchObject({ attempt: 0 });
  });

  it('crons by page and per_page', async () => {
    const cron = { name: 'js-cron', cron: '0 9 * * *', type: 'js.job', args: [] };
    expect((await js('POST', '/ojs/v1/cron', cron)).body.cron_job).toMatchObject({ status: 'active' });
    const { body } = await js('GET', '/ojs/v1/cron?page=1&per_page=10');
    expect(body.cron_jobs).toContainEqual(expect.objectContaining({ name: 'js-cron', cron: '0 9 * * *' }));
  });
});

describe('DECISIONS 1.2: the form of errors', () => {
  it("is the standard's own for a client that would rather have problem+json", async () => {
    const reader = speaking(server.url, { Accept: 'application/problem+json' });
    const { status, mediaType, body } = await reader('GET', '/ojs/v1/jobs/none');
    expect([status, mediaType, body.error?.code]).toEqual([404, 'application/openjobspec+json', 'not_found']);
  });
});
