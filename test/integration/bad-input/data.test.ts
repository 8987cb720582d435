import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api } from '../../support/api.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { post } from './raw.ts';

const JOBS = '/ojs/v1/jobs';
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** The text of a whole answer to GET. */
const text = async (id: string) => (await fetch(`${server.url}${JOBS}/${id}`)).text();

describe("the owner's data comes back as it was (DESIGN 5)", () => {
  const NUMBERS = '[12345678901234567890, 1.0, 1e400, -0, 0.1000000000000000055511151231257827, 1E+2]';
  const ODD =
    '{"__proto__": {"polluted": 1}, "constructor": {"prototype": 2}, "": "empty", "\\u0000": "\\ud800", "a.b": null}';

  it.each([
    ['numbers', NUMBERS, '{"n": 12345678901234567890}', ['"x_n":98765432109876543210']],
    ['keys', `[${ODD}]`, ODD, ['"__proto__":{"polluted": 1}', '"constructor":3', `"x_odd":${ODD}`]],
  ])('%s, through enqueue, get, fetch, ack', async (name, args, meta, own) => {
    const queue = `data-${name}`;
    const put = await post(
      server.url,
      JOBS,
      `{"type":"data.test","args":${args},"meta":${meta},${own.join()},"options":{"queue":"${queue}"}}`,
    );
    expect(put.status).toBe(201);
    const { id } = JSON.parse(put.text).job;
    const fetched = await post(server.url, '/ojs/v1/workers/fetch', `{"queues":["${queue}"],"wait_ms":5000}`);
    const acked = await post(server.url, '/ojs/v1/workers/ack', `{"job_id":"${id}","result":${args}}`);
    for (const answer of [put.text, fetched.text, acked.text, await text(id)]) {
      expect(answer).toContain(`"args":${args}`);
      expect(answer).toContain(`"meta":${meta}`);
      for (const member of own) expect(answer).toContain(member);
    }
    expect(acked.text).toContain(`"result":${args}`);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('error.details too, and a message with half a surrogate', async () => {
    const { body } = await api(server.url).enqueue({
      type: 'data.test',
      args: [],
      options: { queue: 'data-error' },
    });
    await api(server.url).fetch({ queues: ['data-error'] });
    const nack = `{"job_id":"${body.job.id}","error":{"message":"a\\ud800\\u0000b","details":${ODD}}}`;
    expect((await post(server.url, '/ojs/v1/workers/nack', nack)).status).toBe(200);
    expect(await text(body.job.id)).toContain(`"details":${ODD}`);
    expect(await text(body.job.id)).toContain('"message":"a\\ud800\\u0000b"');
  });

  it.each([
    ['timeout_ms', '{"timeout_ms": 12345678901234567890}'],
    ['priority', '{"priority": 1e400}'],
    ['visibility_timeout_ms', '{"visibility_timeout_ms": 0.5}'],
    ['retry.max_attempts', '{"retry": {"max_attempts": 1e400}}'],
    ['a number that a double cannot keep', '{"x_own": 1, "timeout_ms": 1000.0000000000000000001}'],
  ])('in %s a number that cannot be kept is refused', async (_name, options) => {
    const { status } = await post(server.url, JOBS, `{"type":"a","args":[],"options":${options}}`);
    expect([400, 422]).toContain(status);
  });
});

describe('ids and names (DECISIONS 1.1)', () => {
  const id = '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f';

  it.each([
    '550e8400-e29b-41d4-a716-446655440000',
    id.toUpperCase(),
    '',
    'x',
    ` ${id}`,
    `${id}\n`,
  ])('an id that is no UUIDv7, %j: 400', async (wrong) => {
    const { status, body } = await api(server.url).enqueue({ id: wrong, type: 'a', args: [] });
    expect([status, body.error?.code]).toEqual([400, 'invalid_request']);
  });

  it('a stored id: 409 duplicate with the id and its state', async () => {
    await api(server.url).enqueue({ id, type: 'a', args: [1] });
    const { status, body } = await api(server.url).enqueue({ id, type: 'a', args: [2] });
    expect([status, body.error?.code]).toEqual([409, 'duplicate']);
    expect(body.error?.details).toMatchObject({ existing_job_id: id, existing_job_state: 'available' });
    expect((await api(server.url).get(id)).body.job.args).toEqual([1]);
  });

  it('an unknown job, and an id that is no UUID: 404 everywhere', async () => {
    const { get, cancel, ack, nack } = api(server.url);
    for (const unknown of ['019461a8-ffff-7fff-bfff-ffffffffffff', 'x', '..', '%00', 'é']) {
      for (const answer of [
        await get(encodeURIComponent(unknown)),
        await cancel(encodeURIComponent(unknown)),
        await ack({ job_id: unknown }),
        await nack({ job_id: unknown, error: { message: 'no' } }),
      ]) {
        expect([answer.status, answer.body.error?.code]).toEqual([404, 'not_found']);
      }
    }
    expect(
      (await api(server.url).heartbeat({ worker_id: 'w', active_jobs: ['x', id] })).body.jobs_extended,
    ).toEqual([]);
  });

  it.each([
    ['type', 255, (name: string) => ({ type: name, args: [] })],
    ['queue', 128, (name: string) => ({ type: 'a', args: [], options: { queue: name } })],
  ])('%s: %i characters are accepted, one more is refused', async (_name, longest, bodyOf) => {
    expect((await api(server.url).enqueue(bodyOf('a'.repeat(longest)))).status).toBe(201);
    expect((await api(server.url).enqueue(bodyOf('a'.repeat(longest + 1)))).status).toBe(400);
  });

  it('a queue with 128 characters works through', async () => {
    const queue = `q.${'long-'.repeat(25)}q`;
    const { body } = await api(server.url).enqueue({ type: 'a', args: [], options: { queue } });
    const fetched = await api(server.url).fetch({ queues: [queue], wait_ms: 5_000 });
    expect(fetched.body.jobs.map((job) => job.id)).toEqual([body.job.id]);
  });

  it.each([
    '\u0000',
    '\ud800',
    '*',
    '**',
    'é'.repeat(127),
    'w'.repeat(255),
  ])('worker %j holds its job under that very name, or is refused', async (worker_id) => {
    const queue = 'odd-workers';
    await api(server.url).enqueue({ type: 'a', args: [], options: { queue } });
    const { status, body } = await api(server.url).fetch({ queues: [queue], worker_id, wait_ms: 5_000 });
    if (status !== 200) {
      expect(body.error?.code).toBe('invalid_request');
      await api(server.url).fetch({ queues: [queue], worker_id: 'w', wait_ms: 5_000 });
      return;
    }
    const [job] = body.jobs;
    expect(job?.worker_id).toBe(worker_id);
    expect((await api(server.url).ack({ job_id: job?.id, worker_id: 'other' })).status).toBe(409);
    expect((await api(server.url).ack({ job_id: job?.id, worker_id })).status).toBe(200);
  });

  it('a worker name of 256 characters: 400', async () => {
    expect((await api(server.url).fetch({ queues: ['q'], worker_id: 'w'.repeat(256) })).status).toBe(400);
  });
});

describe('versions and features (DECISIONS 1.2)', () => {
  it.each(['2.0', '0.9', '1.1', 'x', '1.0.0.0'])('OJS-Version %s: 422 unsupported', async (version) => {
    const headers = { 'Content-Type': 'application/json', 'OJS-Version': version };
    const answer = await post(server.url, JOBS, '{"type":"a","args":[]}', headers);
    expect(answer).toMatchObject({ status: 422, code: 'unsupported' });
  });

  it.each(['1', '1.0', '1.0.3'])('OJS-Version %s is served', async (version) => {
    const headers = { 'Content-Type': 'application/json', 'OJS-Version': version };
    expect((await post(server.url, JOBS, '{"type":"a","args":[]}', headers)).status).toBe(201);
  });

  it.each([
    ['retry', { retry: { max_attempts: -1 } }],
    ['unique', { unique: { keys: ['moon'] } }],
  ])('a %s policy that does not hold: 422 validation_error, naming the field', async (field, options) => {
    const { status, body } = await api(server.url).enqueue({ type: 'a', args: [], options });
    expect([status, body.error?.code]).toEqual([422, 'validation_error']);
    expect(body.error?.message).toContain(field);
  });
});
