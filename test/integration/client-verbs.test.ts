import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClient, isOjsError } from '../../src/client/index.ts';
import { validatedFetch } from '../support/answers.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const apiKey = 'the-key-of-the-client-test';
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ environment: { OJS_API_KEY: apiKey } });
});
afterAll(async () => {
  await server.close();
});
beforeEach(async () => {
  await validatedFetch(`${server.url}/ojs/v1/admin/reset`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${apiKey}` },
  });
});

/** A client that holds every answer against the specification; `fetch` may do something to it first. */
function client(fetch: (request: Request) => Promise<Response> = passing) {
  return createClient<{ 'email.send': [to: string]; 'report.make': [n: number] }>({
    baseUrl: server.url,
    apiKey,
    workerId: 'worker-1',
    retry: { initialDelayMs: 1 },
    fetch,
  });
}

async function passing(request: Request): Promise<Response> {
  const text = await request.text();
  return validatedFetch(request.url, {
    method: request.method,
    headers: request.headers,
    signal: request.signal,
    ...(text !== '' && { body: text }),
  });
}

/** The server does what it is asked; the first answer to each method and path is lost on its way. */
function losingFirstAnswers() {
  const lost = new Set<string>();
  return async (request: Request) => {
    const key = `${request.method} ${request.url}`;
    const response = await passing(request);
    if (lost.has(key)) return response;
    lost.add(key);
    throw new TypeError('fetch failed', { cause: new Error('other side closed') });
  };
}

/** A job that worker-1 holds. */
async function heldJob() {
  await client().enqueue('email.send', ['a@example.com']);
  const [held] = await client().fetch('default', { wait_ms: 2_000 });
  if (held === undefined) throw new Error('Nothing was fetched.');
  return held;
}

describe('ojs-core 6: the verbs on a live server', () => {
  it('enqueue, get, fetch, heartbeat, ack', async () => {
    const ojs = client();
    const stored = await ojs.enqueue('email.send', ['a@example.com'], { queue: 'mail', meta: { trace: 1 } });
    expect(stored).toMatchObject({ state: 'available', queue: 'mail', meta: { trace: 1 } });
    expect(await ojs.get(stored.id)).toEqual(stored);
    const [held] = await ojs.fetch(['none', 'mail'], { wait_ms: 2_000 });
    expect(held).toMatchObject({ id: stored.id, worker_id: 'worker-1', attempt: 1, state: 'active' });
    if (held === undefined) return;
    expect(await ojs.heartbeat([held])).toMatchObject({ state: 'running', jobs_extended: [stored.id] });
    const done = await ojs.ack(held, { sent: true });
    expect(done).toMatchObject({ state: 'completed', result: { sent: true } });
    expect(await ojs.fetch('mail')).toEqual([]);
  });

  it('nack: a failure, a requeue, an end', async () => {
    const ojs = client();
    const back = await ojs.nack(await heldJob(), { requeue: true });
    expect(back).toMatchObject({ state: 'available', attempt: 0 });
    const [again] = await ojs.fetch('default', { wait_ms: 2_000 });
    if (again === undefined) throw new Error('Nothing was fetched.');
    const failed = await ojs.nack(again, new RangeError('No such mailbox.'));
    expect(failed).toMatchObject({
      state: 'retryable',
      error: { type: 'RangeError', message: 'No such mailbox.', code: 'handler_error' },
    });
    const final = await ojs.nack(await heldJob(), { message: 'Never.', retryable: false });
    expect(final).toMatchObject({ state: 'discarded' });
  });

  it('cancel, twice', async () => {
    const ojs = client();
    const { id } = await ojs.enqueue('report.make', [1]);
    expect(await ojs.cancel(id)).toMatchObject({ state: 'cancelled', previous_state: 'available' });
    expect(await ojs.cancel(id)).toMatchObject({ id, state: 'cancelled' });
  });

  it('crons: register, get, list, update, delete', async () => {
    const ojs = client();
    const definition = { name: 'nightly', expression: '0 2 * * *', job_template: { type: 'report.make' } };
    const cron = await ojs.registerCron(definition);
    expect(cron).toMatchObject({ name: 'nightly', enabled: true, next_run_at: expect.any(String) });
    expect(await ojs.getCron('nightly')).toEqual(cron);
    expect((await ojs.listCrons({ limit: 5, enabled: true })).crons).toEqual([cron]);
    expect(await ojs.updateCron('nightly', { enabled: false })).toMatchObject({ next_run_at: null });
    expect((await ojs.listCrons({ enabled: true })).crons).toEqual([]);
    await ojs.deleteCron('nightly');
    await expect(ojs.getCron('nightly')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('queues: list, read, count, pause, resume', async () => {
    const ojs = client();
    await ojs.enqueue('email.send', ['a@example.com'], { queue: 'mail.eu' });
    await ojs.pauseQueue('held');
    const first = await ojs.queues({ limit: 1 });
    expect(first.queues.map(({ name }) => name)).toEqual(['held']);
    const rest = await ojs.queues({ cursor: first.pagination.next_cursor });
    expect(rest.queues).toMatchObject([{ name: 'mail.eu', paused: false }]);
    expect(await ojs.queueStats('mail.eu')).toMatchObject({ name: 'mail.eu', available: 1, paused: false });
    expect(await ojs.pauseQueue('mail.eu')).toMatchObject({ status: 'paused' });
    expect(await ojs.fetch('mail.eu')).toEqual([]);
    expect(await ojs.queue('mail.eu')).toMatchObject({
      paused: true,
      sqs: { dead_letter: 'ojs-mail_eu-dlq' },
    });
    expect(await ojs.resumeQueue('mail.eu')).toMatchObject({ status: 'active' });
    expect(await ojs.fetch('mail.eu', { wait_ms: 2_000 })).toHaveLength(1);
  });

  it('manifest and health', async () => {
    expect(await client().manifest()).toMatchObject({ specversion: '1.0', backend: expect.any(String) });
    expect(await client().health()).toMatchObject({ status: 'ok' });
  });
});

describe('DESIGN 7: a repeat does no harm', () => {
  it('enqueue stores one job, whose answer was lost', async () => {
    const stored = await client(losingFirstAnswers()).enqueue('email.send', ['a@example.com']);
    expect(stored).toMatchObject({ state: 'available', args: ['a@example.com'] });
    const held = await client().fetch('default', { count: 10, wait_ms: 2_000 });
    expect(held.map(({ id }) => id)).toEqual([stored.id]);
  });

  it('the same id again is the same job', async () => {
    const ojs = client();
    const first = await ojs.enqueue('email.send', ['a@example.com']);
    expect(await ojs.enqueue('email.send', ['a@example.com'], { id: first.id })).toEqual(first);
  });

  it('a cron is registered once, and deleted once; another one of its name is refused', async () => {
    const definition = { name: 'hourly', expression: '@hourly', job_template: { type: 'report.make' } };
    const cron = await client(losingFirstAnswers()).registerCron(definition);
    expect(await client().registerCron(definition)).toEqual(cron);
    await expect(client().registerCron({ ...definition, expression: '@daily' })).rejects.toMatchObject({
      code: 'duplicate',
    });
    await client(losingFirstAnswers()).deleteCron('hourly');
    expect((await client().listCrons()).crons).toEqual([]);
  });

  it('ack', async () => {
    const held = await heldJob();
    const done = await client(losingFirstAnswers()).ack(held, 42);
    expect(done).toMatchObject({ id: held.id, state: 'completed', result: 42 });
  });

  it('nack', async () => {
    const held = await heldJob();
    const failed = await client(losingFirstAnswers()).nack(held, new Error('No.'));
    expect(failed).toMatchObject({ id: held.id, state: 'retryable', attempt: 1 });
  });

  it('requeue', async () => {
    const held = await heldJob();
    const back = await client(losingFirstAnswers()).nack(held, { requeue: true });
    expect(back).toMatchObject({ id: held.id, state: 'available', attempt: 0 });
  });

  it('cancel', async () => {
    const { id } = await client().enqueue('email.send', ['a@example.com']);
    expect(await client(losingFirstAnswers()).cancel(id)).toMatchObject({ state: 'cancelled' });
  });

  it('retry from the dead letter, and deletion', async () => {
    const held = await heldJob();
    await client().nack(held, { code: 'DEAD_LETTER', message: 'No.' });
    const { jobs } = await client().deadLetter({ queue: held.queue });
    expect(jobs[0]).toMatchObject({ id: held.id, total_attempts: 1 });
    const again = await client(losingFirstAnswers()).retryDeadLetter(held.id);
    expect(again).toMatchObject({ id: held.id, state: 'available', attempt: 0 });
    const [next] = await client().fetch(held.queue, { wait_ms: 2_000 });
    if (next) await client().nack(next, { code: 'DEAD_LETTER', message: 'No.' });
    await client(losingFirstAnswers()).deleteDeadLetter(held.id);
    await expect(client().get(held.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('heartbeat', async () => {
    const held = await heldJob();
    expect(await client(losingFirstAnswers()).heartbeat([held])).toMatchObject({ jobs_extended: [held.id] });
  });
});

it('progress and events, over the wire', async () => {
  const held = await heldJob();
  expect(await client().progress(held, { progress: 0.5 })).toMatchObject({ progress: 0.5 });
  await client().ack(held);
  expect(await client().progressOf(held.id)).toMatchObject({ state: 'completed', progress: 1 });
  let after: string | undefined;
  const types: string[] = [];
  for (let more = true; more; ) {
    const page = await client().events({ after, types: ['job.*'], limit: 3 });
    types.push(...page.events.filter(({ subject }) => subject === held.id).map(({ type }) => type));
    after = page.cursor;
    more = page.has_more;
  }
  expect(types).toEqual(['job.enqueued', 'job.started', 'job.completed']);
});

describe('what is refused', () => {
  it('the late ack of a worker that lost its job', async () => {
    const held = await heldJob();
    await client().nack(held, { requeue: true });
    const [again] = await client().fetch('default', { wait_ms: 2_000 });
    expect(again).toMatchObject({ id: held.id });
    const late = await client()
      .ack({ ...held, attempt: 2 })
      .catch((error: unknown) => error);
    expect(isOjsError(late, 'conflict')).toBe(true);
    expect(late).toMatchObject({ status: 409, details: { current_state: 'active' } });
  });

  it.each([
    ['a key that is not known', { apiKey: 'wrong' }, 'unauthenticated', 401],
    ['an address where nobody listens', { baseUrl: 'http://127.0.0.1:9' }, 'network_error', undefined],
  ])('%s', async (_, options, code, status) => {
    const ojs = createClient({ baseUrl: server.url, apiKey, retry: { attempts: 1 }, ...options });
    await expect(ojs.get('x')).rejects.toMatchObject({ name: 'OjsError', code, status });
  });

  it('an id that no job has', async () => {
    await expect(client().get('no-such-id')).rejects.toMatchObject({
      code: 'not_found',
      status: 404,
      details: { resource_type: 'job', resource_id: 'no-such-id' },
      requestId: expect.stringMatching(/^req_/),
      hint: expect.any(String),
    });
  });

  it('a wait that its signal ends', async () => {
    const abort = new AbortController();
    const reason = new Error('The worker ends.');
    const waiting = client((request) => fetch(request)).fetch('empty', {
      wait_ms: 20_000,
      signal: abort.signal,
    });
    const outcome = waiting.catch((error: unknown) => error);
    await setTimeout(200);
    abort.abort(reason);
    expect(await outcome).toBe(reason);
  });

  it('a wait that its signal ends after memory was tidied up', async () => {
    // The requests of Node hold on to their signal weakly (nodejs/undici#4068).
    setFlagsFromString('--expose-gc');
    const tidyUp: () => void = runInNewContext('gc');
    const abort = new AbortController();
    const reason = new Error('The worker ends.');
    const waiting = client((request) => fetch(request)).fetch('empty', {
      wait_ms: 20_000,
      signal: abort.signal,
    });
    const outcome = waiting.catch((error: unknown) => error);
    for (let round = 0; round < 10; round += 1) {
      await setTimeout(20);
      tidyUp();
    }
    abort.abort(reason);
    expect(await outcome).toBe(reason);
  });
});
