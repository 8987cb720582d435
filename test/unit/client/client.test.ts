import { describe, expect, it } from 'vitest';
import { OjsError } from '../../../src/client/error.ts';
import { openClient } from '../../../src/client/open-client.ts';
import type { ClientOptions } from '../../../src/client/options.ts';
import { json, refusal, scriptedServer, type Try, unreachable } from './scripted-server.ts';

const ID = '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f';
const hold = { id: ID, worker_id: 'worker-1', attempt: 2 };
const stored = { id: ID, type: 'email.send', state: 'available', attempt: 0, args: [] };

/** A client whose server answers so, and what it was sent. */
function client(tries: readonly Try[], options: Partial<ClientOptions> = {}) {
  const server = scriptedServer(...tries);
  const given = { baseUrl: 'http://ojs.test/', workerId: 'worker-1', ...options };
  return { ojs: openClient(given, server.machine, () => ID), sent: server.sent };
}

const job = (fields: object = {}) => json(200, { job: { ...stored, ...fields } });
const conflict = () => refusal(409, 'conflict', { job_id: ID });

describe('what goes over the wire', () => {
  it('enqueue: the options below `options`, an id of its own, key and version in the headers', async () => {
    const { ojs, sent } = client([json(201, { job: stored })], { apiKey: 'secret' });
    const options = { queue: 'mail', priority: 5, meta: { trace: 1 }, schema: 'urn:x' };
    expect(await ojs.enqueue('email.send', ['a', 1], options)).toEqual(stored);
    expect(sent).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: '/ojs/v1/jobs',
        body: {
          id: ID,
          type: 'email.send',
          args: ['a', 1],
          meta: { trace: 1 },
          schema: 'urn:x',
          options: { queue: 'mail', priority: 5 },
        },
      }),
    ]);
    const headers = sent[0]?.headers;
    expect(headers?.get('Authorization')).toBe('Bearer secret');
    expect(headers?.get('Content-Type')).toBe('application/openjobspec+json');
    expect(headers?.get('OJS-Version')).toBe('1.0');
  });

  it('no key, no Authorization', async () => {
    const { ojs, sent } = client([job()]);
    await ojs.get(ID);
    expect(sent[0]?.headers.has('Authorization')).toBe(false);
    expect(sent[0]?.headers.has('Content-Type')).toBe(false);
  });

  it('enqueue: the id that the caller names', async () => {
    const own = '019461a8-2b3c-7d4e-9f50-6a7b8c9d0e1f';
    const { ojs, sent } = client([json(201, { job: stored })]);
    await ojs.enqueue('email.send', [], { id: own });
    expect(sent[0]?.body).toEqual({ id: own, type: 'email.send', args: [], options: {} });
  });

  it('get and cancel: the id in the path', async () => {
    const { ojs, sent } = client([job(), job({ state: 'cancelled' })]);
    await ojs.get(ID);
    expect(await ojs.cancel('a/b')).toMatchObject({ state: 'cancelled' });
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /ojs/v1/jobs/${ID}`,
      'DELETE /ojs/v1/jobs/a%2Fb',
    ]);
  });

  it('fetch: the worker, and the queues as a list; what comes back names its worker', async () => {
    const { ojs, sent } = client([json(200, { jobs: [stored, { ...stored, worker_id: 'worker-1' }] })]);
    const held = await ojs.fetch('mail', { count: 2, wait_ms: 5, visibility_timeout_ms: 60_000 });
    expect(sent[0]?.body).toEqual({
      queues: ['mail'],
      count: 2,
      wait_ms: 5,
      visibility_timeout_ms: 60_000,
      worker_id: 'worker-1',
    });
    expect(held.map(({ worker_id }) => worker_id)).toEqual(['worker-1', 'worker-1']);
  });

  it('ack: worker and attempt of the job as it was fetched, a result where there is one', async () => {
    const { ojs, sent } = client([job(), job(), job()], { workerId: 'another' });
    await ojs.ack(hold);
    await ojs.ack(hold, null);
    await ojs.ack(hold, { n: 1 });
    const named = { job_id: ID, worker_id: 'worker-1', attempt: 2 };
    expect(sent.map(({ body }) => body)).toEqual([
      named,
      { ...named, result: null },
      { ...named, result: { n: 1 } },
    ]);
  });

  it('progress: worker and attempt beside the report; progressOf: the id in the path', async () => {
    const known = { job_id: ID, state: 'active', progress: 0.5, message: null, data: null, updated_at: null };
    const { ojs, sent } = client([json(200, known), json(200, known)]);
    expect(await ojs.progress(hold, { progress: 0.5, data: { rows: 3 } })).toEqual(known);
    expect(await ojs.progressOf(ID)).toEqual(known);
    expect(sent.map(({ method, path, body }) => ({ method, path, body }))).toEqual([
      {
        method: 'PUT',
        path: `/ojs/v1/jobs/${ID}/progress`,
        body: { progress: 0.5, data: { rows: 3 }, worker_id: 'worker-1', attempt: 2 },
      },
      { method: 'GET', path: `/ojs/v1/jobs/${ID}/progress`, body: undefined },
    ]);
  });

  it('events: filters as lists with commas, nothing that is not given', async () => {
    const answer = { events: [], cursor: 'abc', has_more: false };
    const { ojs, sent } = client([json(200, answer), json(200, answer)]);
    expect(await ojs.events()).toEqual(answer);
    const filters = { types: ['job.*', 'queue.paused'], queues: ['a', 'b'], jobTypes: ['x'] };
    await ojs.events({ after: 'abc', ...filters, limit: 5 });
    expect(sent.map(({ query }) => query)).toEqual([
      '',
      '?after=abc&types=job.*,queue.paused&queues=a,b&job_types=x&limit=5',
    ]);
  });

  it.each([
    ['an object', { message: 'No.', retryable: false }, { error: { message: 'No.', retryable: false } }],
    ['an Error', new RangeError('No.'), { error: { type: 'RangeError', message: 'No.' } }],
    [
      'an Error with a code',
      Object.assign(new Error('No.'), { code: 'ECONNRESET' }),
      { error: { type: 'Error', message: 'No.', code: 'ECONNRESET' } },
    ],
    ['a requeue', { requeue: true } as const, { requeue: true }],
  ])('nack: %s, with worker and attempt', async (_, failure, expected) => {
    const { ojs, sent } = client([job()]);
    await ojs.nack(hold, failure);
    expect(sent[0]?.body).toEqual({ job_id: ID, worker_id: 'worker-1', attempt: 2, ...expected });
  });

  it('heartbeat: the worker and the ids, and the attempt of a job alone', async () => {
    const answer = { state: 'running', jobs_extended: [ID], server_time: '2026-11-02T10:30:00.000Z' };
    const { ojs, sent } = client([json(200, answer), json(200, answer)]);
    expect(await ojs.heartbeat([hold], { visibility_timeout_ms: 60_000 })).toEqual(answer);
    await ojs.heartbeat([hold, { ...hold, id: 'other' }]);
    expect(sent.map(({ body }) => body)).toEqual([
      {
        worker_id: 'worker-1',
        active_jobs: [ID],
        active_job_ids: [ID],
        attempt: 2,
        visibility_timeout_ms: 60_000,
      },
      { worker_id: 'worker-1', active_jobs: [ID, 'other'], active_job_ids: [ID, 'other'] },
    ]);
  });

  it('manifest: the path without a version', async () => {
    const { ojs, sent } = client([json(200, { specversion: '1.0' })]);
    expect(await ojs.manifest()).toEqual({ specversion: '1.0' });
    expect(sent[0]?.path).toBe('/ojs/manifest');
  });

  it('a worker without a name gets one, the same in every call', async () => {
    const { ojs, sent } = client([json(200, { jobs: [] }), json(200, {})], { workerId: undefined });
    await ojs.fetch(['a']);
    await ojs.heartbeat([]);
    expect(sent.map(({ body }) => body)).toEqual([
      { queues: ['a'], worker_id: `worker-${ID}` },
      { worker_id: `worker-${ID}`, active_jobs: [], active_job_ids: [] },
    ]);
  });
});

describe('the 409 of a repeat is success', () => {
  it('enqueue: the id is stored already, so the job is read', async () => {
    const { ojs, sent } = client([
      unreachable(),
      refusal(409, 'duplicate', { existing_job_id: ID, existing_job_state: 'active' }),
      job({ state: 'active' }),
    ]);
    expect(await ojs.enqueue('email.send', [])).toMatchObject({ id: ID, state: 'active' });
    expect(sent.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET']);
    expect(sent[0]?.body).toEqual(sent[1]?.body);
  });

  it('enqueue: not where the duplicate is another job', async () => {
    const { ojs, sent } = client([refusal(409, 'duplicate', { existing_job_id: 'another' })]);
    await expect(ojs.enqueue('email.send', [])).rejects.toMatchObject({ code: 'duplicate', status: 409 });
    expect(sent).toHaveLength(1);
  });

  const completed = { state: 'completed', worker_id: 'worker-1', attempt: 2 };
  it('ack: the job is completed by this worker in this attempt', async () => {
    const { ojs } = client([conflict(), job(completed)]);
    expect(await ojs.ack(hold)).toMatchObject(completed);
  });

  it.each([
    ['by another worker', { ...completed, worker_id: 'worker-2' }],
    ['in another attempt', { ...completed, attempt: 1 }],
    ['not at all', { ...completed, state: 'active' }],
  ])('ack: not where it is completed %s', async (_, fields) => {
    const { ojs } = client([conflict(), job(fields)]);
    await expect(ojs.ack(hold)).rejects.toMatchObject({ code: 'conflict' });
  });

  const failure = { message: 'No.', code: 'handler_error', type: 'Error', attempt: 2 };
  it('nack: the failure stands in the history of the job', async () => {
    const fields = { state: 'retryable', attempt: 2, errors: [failure] };
    const { ojs } = client([conflict(), job(fields)]);
    expect(await ojs.nack(hold, new Error('No.'))).toMatchObject(fields);
  });

  it.each([
    ['another attempt', { ...failure, attempt: 1 }],
    ['another failure', { ...failure, message: 'The lease ran out.' }],
  ])('nack: not where the history has only %s', async (_, each) => {
    const { ojs } = client([conflict(), job({ errors: [each] })]);
    await expect(ojs.nack(hold, new Error('No.'))).rejects.toMatchObject({ code: 'conflict' });
  });

  it('requeue: the job is available and the attempt taken back', async () => {
    const { ojs } = client([conflict(), job({ state: 'available', attempt: 1 })]);
    expect(await ojs.nack(hold, { requeue: true })).toMatchObject({ attempt: 1 });
  });

  it.each([
    { state: 'available', attempt: 2 },
    { state: 'active', attempt: 1 },
  ])('requeue: not where the job is %j', async (fields) => {
    const { ojs } = client([conflict(), job(fields)]);
    await expect(ojs.nack(hold, { requeue: true })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('cancel: the job is cancelled already', async () => {
    const { ojs } = client([conflict(), job({ state: 'cancelled' })]);
    expect(await ojs.cancel(ID)).toMatchObject({ state: 'cancelled' });
  });

  it('cancel: not where the job has ended otherwise', async () => {
    const { ojs } = client([conflict(), job({ state: 'completed' })]);
    await expect(ojs.cancel(ID)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('the dead letter', () => {
  const dead = { ...stored, state: 'discarded', total_attempts: 3 };
  const page = (pagination: object) => json(200, { jobs: [dead], pagination: { limit: 50, ...pagination } });

  it('list: filters in the query, next where there is more', async () => {
    const { ojs, sent } = client([page({ has_more: true, next_cursor: 'abc' }), page({ has_more: false })]);
    expect(await ojs.deadLetter({ queue: 'mail', limit: 1 })).toEqual({ jobs: [dead], next: 'abc' });
    expect(await ojs.deadLetter({ type: 'mail.send', after: 'abc' })).toEqual({ jobs: [dead] });
    expect(sent.map(({ path, query }) => `${path}${query}`)).toEqual([
      '/ojs/v1/dead-letter?queue=mail&limit=1',
      '/ojs/v1/dead-letter?type=mail.send&cursor=abc',
    ]);
  });

  it('retry and delete: the id in the path', async () => {
    const { ojs, sent } = client([job(), json(200, { deleted: true, job_id: ID })]);
    expect(await ojs.retryDeadLetter(ID)).toMatchObject({ id: ID });
    expect(await ojs.deleteDeadLetter(ID)).toBeUndefined();
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST /ojs/v1/dead-letter/${ID}/retry`,
      `DELETE /ojs/v1/dead-letter/${ID}`,
    ]);
  });

  const missing = () => refusal(404, 'not_found');
  const failures = { errors: [{ message: 'No.' }] };

  it('retry: the 404 of a repeat is success where the job has begun anew', async () => {
    const { ojs } = client([missing(), job({ state: 'available', ...failures })]);
    expect(await ojs.retryDeadLetter(ID)).toMatchObject({ state: 'available' });
  });

  it.each([
    ['was discarded without it', { state: 'discarded', ...failures }],
    ['has failed and waits for its retry', { state: 'retryable', error: { message: 'No.' }, ...failures }],
    ['has never failed', { state: 'available' }],
  ])('retry: not where the job %s', async (_, fields) => {
    const { ojs } = client([missing(), job(fields)]);
    await expect(ojs.retryDeadLetter(ID)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('delete: what is not stored is deleted enough, what is elsewhere is not', async () => {
    const { ojs } = client([missing(), missing(), missing(), job({ state: 'available' })]);
    expect(await ojs.deleteDeadLetter(ID)).toBeUndefined();
    await expect(ojs.deleteDeadLetter(ID)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('health', () => {
  const backend = { type: 'dynamodb-sqs', status: 'disconnected' };

  it('a degraded server answers too, and is asked once', async () => {
    const { ojs, sent } = client([json(503, { status: 'degraded', backend })]);
    expect(await ojs.health()).toEqual({ status: 'degraded', backend });
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['a refusal', refusal(503, 'backend_error'), 'backend_error'],
    ['a page', new Response('<h1>Service unavailable</h1>', { status: 503 }), 'unexpected_answer'],
    ['nothing', new Response(null, { status: 503 }), 'unexpected_answer'],
    ['a page that says all is well', new Response('<h1>Hello</h1>'), 'unexpected_answer'],
  ])('%s is an error', async (_, answer, code) => {
    const { ojs } = client([answer]);
    await expect(ojs.health()).rejects.toMatchObject({ name: 'OjsError', code });
  });
});

describe('the arguments', () => {
  it.each(['localhost:8080', '', 'ftp://ojs.test', 'http://'])('the baseUrl %j is refused', (baseUrl) => {
    expect(() => client([], { baseUrl })).toThrow(/^baseUrl is /);
  });

  it('what is no JSON is the caller’s error and is not sent', async () => {
    const { ojs, sent } = client([]);
    const error = await ojs.enqueue('email.send', [1n]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).not.toBeInstanceOf(OjsError);
    expect(sent).toHaveLength(0);
  });

  it('a signal that is aborted already sends nothing', async () => {
    const reason = new Error('Too late.');
    const ojs = openClient(
      { baseUrl: 'http://127.0.0.1:9' },
      { ...scriptedServer().machine, fetch: (request) => fetch(request) },
      () => ID,
    );
    await expect(ojs.get(ID, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
