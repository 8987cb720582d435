import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually } from '../../support/api.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

let types = 0;
/** A type that no job has yet: so each test has fingerprints of its own. */
function newType(): string {
  types += 1;
  return `unique.t${types}`;
}

const enqueue = (
  type: string,
  unique: object,
  more: object = {},
  args: unknown[] = [{ user: 1, text: 'a' }],
) => api(server.url).enqueue({ type, args, options: { unique, queue: type, ...more } });
const stateOf = async (id: string) => (await api(server.url).get(id)).body.job.state;
const fetch = async (type: string) => {
  const { body } = await api(server.url).fetch({ queues: [type], worker_id: 'w', wait_ms: 2_000 });
  const [job] = body.jobs;
  if (!job) throw new Error(`No job of ${type}.`);
  return job;
};

async function created(type: string, unique: object, more: object = {}, args?: unknown[]) {
  const { status, body } = await enqueue(type, unique, more, args);
  expect(status, JSON.stringify(body)).toBe(201);
  return body.job;
}

describe('ojs-unique-jobs 5: what happens to a duplicate', () => {
  it('reject (5.1): 409 with the stored job, which stays as it is', async () => {
    const type = newType();
    const stored = await created(type, {});
    const { status, body } = await enqueue(type, {});
    expect([status, body.error?.code]).toEqual([409, 'duplicate']);
    expect(body.error?.details).toEqual({
      existing_job_id: stored.id,
      existing_job_state: 'available',
      unique_key: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await api(server.url).get(stored.id)).body.job).toEqual(stored);
    expect((await fetch(type)).id).toBe(stored.id);
  });

  it('ignore (5.4): 200 with the stored job, its own data and all', async () => {
    const type = newType();
    const big = 'x'.repeat(5_000);
    const stored = await created(type, {}, { tags: ['first'] }, [big]);
    const { status, body } = await enqueue(type, { on_conflict: 'ignore' }, { tags: ['second'] });
    expect(status).toBe(200);
    expect(body).toEqual({ deduplicated: true, job: stored });
  });

  it('replace (5.2): the stored job is cancelled, the new one takes its place', async () => {
    const type = newType();
    const stored = await created(type, {});
    const next = await created(type, { on_conflict: 'replace' }, {}, ['new']);
    expect(await stateOf(stored.id)).toBe('cancelled');
    expect(await fetch(type)).toMatchObject({ id: next.id, args: ['new'] });
    const { body } = await api(server.url).fetch({ queues: [type], worker_id: 'w' });
    expect(body.jobs).toEqual([]);
  });

  it('replace of a job that runs: its worker learns it from its ack', async () => {
    const type = newType();
    const stored = await created(type, {});
    await fetch(type);
    const next = await created(type, { on_conflict: 'replace' });
    expect((await api(server.url).ack({ job_id: stored.id, worker_id: 'w', attempt: 1 })).status).toBe(409);
    expect((await fetch(type)).id).toBe(next.id);
  });

  it('replace_except_schedule (5.3): the new data at the old time, as it was written', async () => {
    const type = newType();
    const at = '2099-01-01T09:00:00+01:00';
    const stored = await created(type, {}, { scheduled_at: at });
    const policy = { on_conflict: 'replace_except_schedule' };
    const next = await created(type, policy, { scheduled_at: '2098-01-01T00:00:00Z' }, ['new']);
    expect(next).toMatchObject({ state: 'scheduled', scheduled_at: at, args: ['new'] });
    expect((await api(server.url).get(next.id)).body.job).toEqual(next);
    expect(await stateOf(stored.id)).toBe('cancelled');
    const soon = await created(type, { on_conflict: 'replace' });
    expect(soon.state).toBe('available');
    expect(await created(type, policy, { scheduled_at: at })).toMatchObject({ scheduled_at: at });
    expect(await stateOf(soon.id)).toBe('cancelled');
  });

  it('a stored id is 409 before any policy, also for ignore', async () => {
    const type = newType();
    const id = '019461a8-1a2b-7c3d-8e4f-000000000001';
    const body = { id, type, args: [], options: { unique: { on_conflict: 'ignore' } } };
    expect((await api(server.url).enqueue(body)).status).toBe(201);
    const again = await api(server.url).enqueue(body);
    expect([again.status, again.body.error?.details?.existing_job_id]).toEqual([409, id]);
  });
});

describe('ojs-unique-jobs 3, 6, 7: what is a duplicate', () => {
  it('args_keys (3.3): other arguments do not count', async () => {
    const type = newType();
    const policy = { keys: ['type', 'args'], args_keys: ['user'] };
    await created(type, policy);
    expect((await enqueue(type, policy, {}, [{ user: 1, text: 'b' }])).status).toBe(409);
    await created(type, policy, {}, [{ user: 2, text: 'a' }]);
  });

  it('queue (3.2): the same in two queues only where it is named', async () => {
    const type = newType();
    await created(type, { keys: ['queue'] });
    await created(type, { keys: ['queue'] }, { queue: `${type}.other` });
    await created(type, {});
    expect((await enqueue(type, {}, { queue: `${type}.other` })).status).toBe(409);
  });

  it('a job without a policy is no duplicate, and makes none (DECISIONS 6)', async () => {
    const type = newType();
    await api(server.url).enqueue({ type, args: [] });
    await created(type, {});
    expect((await api(server.url).enqueue({ type, args: [] })).status).toBe(201);
  });

  it('states (6.1): what has ended does not count, what waits for a retry does (9.1, 9.3)', async () => {
    const type = newType();
    const retry = { max_attempts: 2, initial_interval: 'PT0.05S', jitter: false };
    const stored = await created(type, {}, { retry });
    await fetch(type);
    await api(server.url).nack({ job_id: stored.id, error: { message: 'no' } });
    expect((await enqueue(type, {})).body.error?.details?.existing_job_id).toBe(stored.id);
    await fetch(type);
    await api(server.url).nack({ job_id: stored.id, error: { message: 'no' } });
    expect(await stateOf(stored.id)).toBe('discarded');
    await created(type, {});
  });

  it('states (6.3): completed counts where it is listed, and after other jobs have come and gone', async () => {
    const type = newType();
    const first = await created(type, {});
    await fetch(type);
    await api(server.url).ack({ job_id: first.id });
    const second = await created(type, {});
    await api(server.url).cancel(second.id);
    const refused = await enqueue(type, { states: ['completed'] });
    expect(refused.body.error?.details).toMatchObject({
      existing_job_id: first.id,
      existing_job_state: 'completed',
    });
    const cancelled = await enqueue(type, { states: ['cancelled'], on_conflict: 'ignore' });
    expect(cancelled.body.job.id).toBe(second.id);
    // Nothing of what has ended is to be cancelled.
    await created(type, { states: ['completed'], on_conflict: 'replace' });
    expect(await stateOf(first.id)).toBe('completed');
  });

  it('states (6.4): with narrow states several live jobs stand side by side, and all count later', async () => {
    const type = newType();
    const running = await created(type, {});
    await fetch(type);
    const waiting = await created(type, { states: ['available'] });
    expect((await enqueue(type, { states: ['available'] })).body.error?.details?.existing_job_id).toBe(
      waiting.id,
    );
    expect((await enqueue(type, { states: ['active'] })).body.error?.details?.existing_job_id).toBe(
      running.id,
    );
    await created(type, { on_conflict: 'replace' });
    expect(await Promise.all([stateOf(running.id), stateOf(waiting.id)])).toEqual(['cancelled', 'cancelled']);
  });

  it('period (7.1): counts from the creation of the stored job, whatever its policy said', async () => {
    const type = newType();
    const stored = await created(type, {});
    const short = { period: 'PT1S' };
    expect((await enqueue(type, short)).status).toBe(409);
    const next = await eventually(async () => {
      const { status, body } = await enqueue(type, short);
      return status === 201 ? body.job : undefined;
    }, 5_000);
    expect(Date.parse(next.created_at) - Date.parse(stored.created_at)).toBeGreaterThanOrEqual(1_000);
    expect(await stateOf(stored.id)).toBe('available');
    expect((await enqueue(type, { period: 'P1D' })).body.error?.details?.existing_job_id).toBe(next.id);
  });

  it('a job that expired does not count', async () => {
    const type = newType();
    await created(type, {}, { expires_at: '2020-01-01T00:00:00Z' });
    await created(type, {});
  });
});

describe('DESIGN decision 20: the lock', () => {
  const lockOf = async (type: string) => {
    const { body } = await enqueue(type, { states: [...OPEN, 'cancelled'] });
    const key = String(body.error?.details?.unique_key);
    const item = await server.clients.documents.send(
      new GetCommand({ TableName: 'ojs-jobs', Key: { pk: `U#${key}`, sk: 'U' } }),
    );
    return { key, item: item.Item ?? {} };
  };
  const OPEN = ['available', 'active', 'scheduled', 'retryable', 'pending'];

  it('keeps 50 live jobs at most and one of each ended state, and stays under 4 KB', async () => {
    const type = newType();
    const ids: string[] = [];
    for (let n = 0; n < 53; n += 1) ids.push((await created(type, { states: ['pending'] })).id);
    for (const id of ids.slice(50)) await api(server.url).cancel(id);
    ids.push((await created(type, { states: ['pending'] })).id);
    const { item } = await lockOf(type);
    const kept = String(item.h)
      .split(' ')
      .filter((_, at) => at % 2 === 0);
    expect(kept).toEqual([...ids.slice(3, 50), ids[52], ids[53]]);
    expect(JSON.stringify(item).length).toBeLessThan(4_096);
  });

  it('is kept 90 days longer than the job is due; a refused request renews it where that is needed', async () => {
    const type = newType();
    const due = Date.now() + 86_400_000 * 400;
    await created(type, {}, { scheduled_at: new Date(due).toISOString() });
    const days = async () => (Number((await lockOf(type)).item.ttl) - Date.now() / 1000) / 86_400;
    expect(await days()).toBeCloseTo(490, 0);

    const { key } = await lockOf(type);
    const Key = { pk: `U#${key}`, sk: 'U' };
    const nearly = { TableName: 'ojs-jobs', Key, UpdateExpression: 'SET #t = :t' };
    await server.clients.documents.send(
      new UpdateCommand({
        ...nearly,
        ExpressionAttributeNames: { '#t': 'ttl' },
        ExpressionAttributeValues: { ':t': Math.round(Date.now() / 1000) },
      }),
    );
    expect((await enqueue(type, {})).status).toBe(409);
    expect(await days()).toBeCloseTo(490, 0);
    expect((await lockOf(type)).item.j).toBeUndefined();
  });

  it('does not bring back a job that was deleted (ojs-dead-letter 6)', async () => {
    const type = newType();
    const deleted = await created(type, {}, { retry: { max_attempts: 1, on_exhaustion: 'dead_letter' } });
    await fetch(type);
    await api(server.url).nack({ job_id: deleted.id, error: { message: 'no' } });
    const url = new URL(`/ojs/v1/dead-letter/${deleted.id}`, server.url);
    expect((await globalThis.fetch(url, { method: 'DELETE' })).status).toBe(200);
    const next = await created(type, {});
    expect((await api(server.url).get(deleted.id)).status).toBe(404);
    expect((await fetch(type)).id).toBe(next.id);
    // Its id is free again, also for the same job.
    await api(server.url).ack({ job_id: next.id });
    const again = { id: deleted.id, type, args: [], options: { unique: {} } };
    expect((await api(server.url).enqueue(again)).status).toBe(201);
  });

  it('a body that lies in pieces comes back whole; the lock holds the head alone', async () => {
    const type = newType();
    const big = 'x'.repeat(400_000);
    const job = await created(type, {}, {}, [big]);
    expect((await fetch(type)).args).toEqual([big]);
    const { item } = await lockOf(type);
    expect(JSON.stringify(item).length).toBeLessThan(1_500);
    expect(item.h).toContain(job.id);
  });
});
