import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { type Exchanged, speaking } from './exchange.ts';

/** The requests of openjobspec/ojs-go-sdk at 7528da5: docs/clients.md. */
let server: TestServer;
let go: (method: string, path: string, body?: object) => Promise<Exchanged>;
beforeAll(async () => {
  server = await startTestServer();
  go = speaking(server.url, {
    'Content-Type': 'application/openjobspec+json',
    Accept: 'application/openjobspec+json',
    'OJS-Version': '1.0.0-rc.1',
    'User-Agent': 'Go-http-client/1.1',
  });
});
afterAll(() => server.close());

const enqueue = (queue: string, options: object = {}) =>
  go('POST', '/ojs/v1/jobs', { type: 'go.job', args: [{ to: 'a' }], options: { queue, ...options } });

describe('DECISIONS 1.2: a client that speaks the release candidate, 1.0.0-rc.1', () => {
  it('is served', async () => {
    expect((await go('GET', '/ojs/v1/health')).status).toBe(200);
    expect((await enqueue('go-served')).status).toBe(201);
  });

  it('reads health, whose seconds are whole', async () => {
    const { body } = await go('GET', '/ojs/v1/health');
    expect(body.uptime_seconds).toBeTypeOf('number');
    expect(Number.isInteger(body.uptime_seconds)).toBe(true);
  });

  it('ojs-http-binding 11.2: the queue of its counts is a name, the counts are in stats', async () => {
    await enqueue('go-stats');
    const { body } = await go('GET', '/ojs/v1/queues/go-stats/stats');
    expect(body).toMatchObject({ queue: 'go-stats', status: 'active', stats: { available: 1, active: 0 } });
    expect(body.computed_at).toBeTypeOf('string');
  });

  it('ojs-http-binding 21.2: capabilities are yes or no, extensions a list of names', async () => {
    const { body } = await go('GET', '/ojs/manifest');
    expect(body).toMatchObject({ ojs_version: '1.0', extensions: expect.arrayContaining(['progress']) });
    const offered: unknown[] = Object.values(Object(body.capabilities));
    expect(offered.length).toBeGreaterThan(5);
    expect(offered.every((value) => typeof value === 'boolean')).toBe(true);
  });

  it('a 404 keeps the form of every error', async () => {
    const { status, body } = await go('GET', '/ojs/v1/jobs/01a20cd0-bc82-706b-9b1a-907b2ae292b7');
    expect([status, body.error?.code]).toEqual([404, 'not_found']);
  });
});

describe('DECISIONS 1.7: whoever speaks 1.0 keeps its forms', () => {
  it.each([{}, { 'OJS-Version': '1.0' }])('with the headers %o', async (headers) => {
    const final = speaking(server.url, headers);
    const stats = await final('GET', '/ojs/v1/queues/go-final/stats');
    expect(stats.body.queue).toMatchObject({ name: 'go-final', available: 0 });
    const manifest = await final('GET', '/ojs/manifest');
    expect(manifest.body.extensions).toMatchObject({ official: expect.any(Array) });
    expect(manifest.body.capabilities).toMatchObject({ unique_jobs_strength: 'strong' });
  });
});

describe('DECISIONS 1.4: policies as the Go client sends them', () => {
  it('a retry policy in milliseconds, without what is not set', async () => {
    const { status, body } = await enqueue('go-retry', {
      retry: { max_attempts: 5, initial_interval_ms: 2000, max_interval_ms: 60_000 },
    });
    expect([status, body.job?.max_attempts]).toEqual([201, 5]);
  });

  it('a unique period in milliseconds holds as long as it says', async () => {
    const unique = { key: ['to'], period_ms: 300, on_conflict: 'reject' };
    expect((await enqueue('go-period', { unique })).status).toBe(201);
    const { status, body } = await enqueue('go-period', { unique });
    expect([status, body.error?.code]).toEqual([409, 'duplicate']);
    await expect.poll(async () => (await enqueue('go-period', { unique })).status).toBe(201);
  });

  it('a unique period below 0 is refused under the name it was sent by', async () => {
    const { status, body } = await enqueue('go-zero', { unique: { key: ['to'], period_ms: -1 } });
    expect([status, body.error?.code]).toEqual([422, 'validation_error']);
    expect(body.error?.message).toContain('unique.period_ms');
  });
});

describe('DECISIONS 1.3: the Go worker', () => {
  it('fetches without a visibility timeout, beats with a count and a list, acks without naming itself', async () => {
    const { body } = await enqueue('go-worker');
    const id = body.job?.id;
    const fetched = await go('POST', '/ojs/v1/workers/fetch', {
      queues: ['go-worker'],
      count: 10,
      worker_id: 'worker_host_1_2',
    });
    expect(fetched.body.jobs?.map((job) => job.id)).toEqual([id]);
    const beat = await go('POST', '/ojs/v1/workers/heartbeat', {
      worker_id: 'worker_host_1_2',
      state: 'running',
      active_jobs: 1,
      active_job_ids: [id],
    });
    expect(beat.body).toMatchObject({ state: 'running', jobs_extended: [id] });
    const acked = await go('POST', '/ojs/v1/workers/ack', { job_id: id, result: { sent: true } });
    expect(acked.body).toMatchObject({ acknowledged: true, state: 'completed' });
  });

  it('beats without a job: a count of 0 and an empty list', async () => {
    const beat = { worker_id: 'worker_idle', state: 'running', active_jobs: 0, active_job_ids: [] };
    const { status, body } = await go('POST', '/ojs/v1/workers/heartbeat', beat);
    expect([status, body.jobs_extended]).toEqual([200, []]);
  });
});

describe('DECISIONS 1.5: a cron of the Go client', () => {
  it('is flat, and comes back under cron_job and cron_jobs', async () => {
    const cron = {
      name: 'go-cron',
      cron: '0 9 * * *',
      timezone: 'Europe/Berlin',
      type: 'report.daily',
      args: [{ a: 1 }],
      options: { queue: 'reports' },
    };
    const { status, body } = await go('POST', '/ojs/v1/cron', cron);
    expect([status, body.cron_job]).toEqual([
      201,
      expect.objectContaining({ name: 'go-cron', cron: '0 9 * * *' }),
    ]);
    const { body: listed } = await go('GET', '/ojs/v1/cron');
    expect(listed.cron_jobs).toContainEqual(expect.objectContaining({ name: 'go-cron', args: [{ a: 1 }] }));
    expect((await go('DELETE', '/ojs/v1/cron/go-cron')).status).toBe(200);
  });
});
