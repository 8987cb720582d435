import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { type Exchanged, speaking } from './exchange.ts';

/** The requests of openjobspec/ojs-python-sdk 0.4.0 at 372bce6: docs/clients.md. */
let server: TestServer;
let python: (method: string, path: string, body?: object) => Promise<Exchanged>;
const headers = {
  'Content-Type': 'application/openjobspec+json',
  Accept: 'application/openjobspec+json',
  'OJS-Version': '1.0',
};
beforeAll(async () => {
  server = await startTestServer();
  python = speaking(server.url, { ...headers, 'User-Agent': 'python-httpx/0.28.1' });
});
afterAll(() => server.close());

const enqueue = (queue: string, args: readonly unknown[], options: object = {}) =>
  python('POST', '/ojs/v1/jobs', { type: 'python.job', args, options: { queue, ...options } });

describe('ojs-http-binding 4.3: the media type of an answer', () => {
  it('holds the words "application/json" for the Python client, which reads no other', async () => {
    for (const { mediaType } of [
      await enqueue('py-media', ['a']),
      await python('GET', '/ojs/manifest'),
      await python('POST', '/ojs/v1/workers/fetch', { queues: ['py-none'], count: 1 }),
      await python('GET', '/ojs/v1/jobs/none'),
    ]) {
      expect(mediaType).toContain('application/json');
      expect(mediaType?.split(';')[0]).toBe('application/openjobspec+json');
    }
  });

  it('DECISIONS 1.1: has no parameter for anyone else, whatever they accept', async () => {
    for (const more of [{}, { Accept: 'application/json' }, { 'User-Agent': 'python-requests/2.32' }]) {
      const { mediaType } = await speaking(server.url, { ...headers, ...more })('GET', '/ojs/v1/health');
      expect(mediaType).toBe('application/openjobspec+json');
    }
  });
});

describe('DECISIONS 1.4: the unique policy of the Python client, which says "key" for dimensions', () => {
  const unique = (key: readonly string[]) => ({
    unique: { on_conflict: 'reject', key, states: ['available', 'active', 'scheduled'] },
  });
  const status = async (queue: string, args: readonly unknown[], key: readonly string[]) =>
    (await enqueue(queue, args, unique(key))).status;

  it('its default: type, queue and args', async () => {
    const key = ['type', 'queue', 'args'];
    expect(await status('py-unique', ['ada', 'welcome'], key)).toBe(201);
    expect(await status('py-unique', ['ada', 'goodbye'], key)).toBe(201);
    expect(await status('py-other', ['ada', 'welcome'], key)).toBe(201);
    expect(await status('py-unique', ['ada', 'welcome'], key)).toBe(409);
  });

  it('names of arguments stay names of arguments', async () => {
    const key = ['type', 'user'];
    expect(await status('py-names', [{ type: 'a', user: 1, at: 1 }], key)).toBe(201);
    expect(await status('py-names', [{ type: 'b', user: 1, at: 2 }], key)).toBe(201);
    expect(await status('py-names', [{ type: 'a', user: 1, at: 3 }], key)).toBe(409);
  });

  it('meta without its names, which the client does not send: 422 that says what is missing', async () => {
    const { status, body } = await enqueue('py-meta', [], unique(['type', 'meta']));
    expect([status, body.error?.code]).toEqual([422, 'validation_error']);
    expect(body.error?.message).toContain('unique.meta_keys');
  });
});

describe('DECISIONS 1.3: the Python worker', () => {
  it('beats with a list and a visibility timeout; acks and nacks without naming itself', async () => {
    await enqueue('py-worker', ['a']);
    await enqueue('py-worker', ['b']);
    const worker_id = 'worker_0123456789abcdef';
    const { body } = await python('POST', '/ojs/v1/workers/fetch', {
      queues: ['py-worker'],
      count: 2,
      visibility_timeout_ms: 30_000,
      worker_id,
    });
    const ids = body.jobs?.map(({ id }) => id) ?? [];
    expect(ids).toHaveLength(2);
    const beat = { worker_id, active_jobs: ids, visibility_timeout_ms: 30_000 };
    const beaten = await python('POST', '/ojs/v1/workers/heartbeat', beat);
    expect(beaten.body).toMatchObject({ state: 'running', jobs_extended: expect.arrayContaining(ids) });
    const acked = await python('POST', '/ojs/v1/workers/ack', { job_id: ids[0] });
    expect(acked.body).toMatchObject({ state: 'completed' });
    const nacked = await python('POST', '/ojs/v1/workers/nack', {
      job_id: ids[1],
      error: { code: 'handler_error', message: 'no', retryable: true, details: { traceback: 'at …' } },
    });
    expect(nacked.body).toMatchObject({ state: 'retryable', attempt: 1 });
  });
});

describe('DECISIONS 1.7: lists of the Python client, which asks with limit and offset', () => {
  it.each([
    '/ojs/v1/dead-letter?limit=50&offset=0&queue=py',
    '/ojs/v1/cron?limit=50&offset=0',
  ])('GET %s', async (path) => {
    const { status, body } = await python('GET', path);
    expect([status, body.pagination]).toEqual([200, expect.objectContaining({ offset: 0 })]);
  });

  it('pauses and resumes a queue without a body', async () => {
    expect((await python('POST', '/ojs/v1/queues/py-pause/pause')).body).toMatchObject({ status: 'paused' });
    expect((await python('POST', '/ojs/v1/queues/py-pause/resume')).body).toMatchObject({ status: 'active' });
  });
});
