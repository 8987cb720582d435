import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually } from '../../support/api.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';

let stores: TestStores;
let server: TestServer;
let other: TestServer;
beforeAll(async () => {
  stores = await startTestStores();
  [server, other] = await Promise.all([startTestServer({ stores }), startTestServer({ stores })]);
});
afterAll(async () => {
  await server.close();
  await other.close();
  await stores.close();
});

let types = 0;
/** A type that no job has yet, and a queue of its name. */
function newType(): string {
  types += 1;
  return `batched.t${types}`;
}

const element = (type: string, unique: object | undefined, args: unknown[] = [], more: object = {}) => ({
  type,
  args,
  options: { queue: type, ...(unique && { unique }), ...more },
});
const send = (...jobs: object[]) => api(server.url).enqueueBatch(jobs);
const stateOf = async (id: string) => (await api(other.url).get(id)).body.job.state;
const fetched = async (type: string, from = server) =>
  (await api(from.url).fetch({ queues: [type], worker_id: 'w', count: 50, wait_ms: 1_000 })).body.jobs;
const all = { keys: ['type', 'args'] };
const replace = { ...all, on_conflict: 'replace' };
const ignore = { ...all, on_conflict: 'ignore' };

async function enqueued(type: string, unique: object, args: unknown[] = [], more: object = {}) {
  const { status, body } = await api(other.url).enqueue(element(type, unique, args, more));
  expect(status, JSON.stringify(body)).toBe(201);
  return body.job;
}

describe('ojs-unique-jobs 5, DECISIONS 6 "Bulk": unique jobs in a batch meet what is stored', () => {
  it('accepted: they count for every later request, and can be fetched beside plain ones', async () => {
    const type = newType();
    const { status, body } = await send(
      element(type, all, [1]),
      element(type, undefined, [1]),
      element(type, all, [2]),
    );
    expect([status, body.count]).toEqual([201, 3]);
    const again = await api(other.url).enqueue(element(type, all, [2]));
    expect(again.body.error?.details).toMatchObject({ existing_job_id: body.jobs[2]?.id });
    const jobs = await fetched(type);
    expect(jobs.map(({ id }) => id).sort()).toEqual(body.jobs.map(({ id }) => id).sort());
    for (const { id } of jobs)
      expect((await api(server.url).ack({ job_id: id, worker_id: 'w' })).status).toBe(200);
    expect((await api(other.url).enqueue(element(type, all, [2]))).status).toBe(201);
  });

  it('reject (5.1): the whole batch fails with the index; nothing is created, nothing is replaced', async () => {
    const type = newType();
    const replaced = await enqueued(type, all, ['replaced']);
    const stored = await enqueued(type, all, ['stored']);
    const { status, body } = await send(
      element(type, undefined, ['plain']),
      element(type, replace, ['replaced']),
      element(type, all, ['stored']),
      element(type, all, ['new']),
    );
    expect([status, body.error?.code]).toEqual([409, 'duplicate']);
    expect(body.error?.message).toContain('jobs[2]');
    expect(body.error?.details).toMatchObject({
      index: 2,
      existing_job_id: stored.id,
      existing_job_state: 'available',
      unique_key: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await stateOf(replaced.id)).toBe('available');
    expect((await fetched(type)).map(({ id }) => id).sort()).toEqual([replaced.id, stored.id].sort());
    // What was entered into the locks before is removed by whoever meets it.
    expect((await api(other.url).enqueue(element(type, all, ['new']))).status).toBe(201);
    const refused = await api(other.url).enqueue(element(type, all, ['replaced']));
    expect(refused.body.error?.details).toMatchObject({ existing_job_id: replaced.id });
  });

  it('ignore (5.4): the stored job stands in its place, and nothing is stored for it', async () => {
    const type = newType();
    const stored = await enqueued(type, all, ['x'], { tags: ['first'] });
    const id = '019461a8-1a2b-7c3d-8e4f-000000000901';
    const { status, body } = await send(
      element(type, undefined, ['a']),
      { id, ...element(type, ignore, ['x']) },
      element(type, ignore, ['b']),
    );
    expect([status, body.count]).toEqual([201, 3]);
    expect(body.jobs.map(({ args }) => args?.[0])).toEqual(['a', 'x', 'b']);
    expect(body.jobs[1]).toEqual(stored);
    expect((await api(server.url).get(id)).status).toBe(404);
    expect(await fetched(type)).toHaveLength(3);
  });

  it('replace (5.2): the stored job is cancelled, also while it runs; told of and counted once', async () => {
    const type = newType();
    const stored = await enqueued(type, all, ['x']);
    const running = await enqueued(type, all, ['y']);
    const taken = await api(other.url).fetch({ queues: [type], worker_id: 'v', count: 2, wait_ms: 2_000 });
    expect(taken.body.jobs).toHaveLength(2);
    await api(other.url).nack({ job_id: stored.id, requeue: true });
    const { status, body } = await send(element(type, replace, ['x']), element(type, replace, ['y']));
    expect(status).toBe(201);
    expect(await Promise.all([stored.id, running.id].map(stateOf))).toEqual(['cancelled', 'cancelled']);
    const late = await api(other.url).ack({ job_id: running.id, worker_id: 'v', attempt: 1 });
    expect(late.status).toBe(409);
    const ids = body.jobs.map(({ id }) => id).sort();
    const found = await eventually(async () => {
      const jobs = await fetched(type);
      return jobs.length > 0 ? jobs : undefined;
    }, 5_000);
    expect(found.map(({ id }) => id).sort()).toEqual(ids);
    const counted = await eventually(async () => {
      const { queue } = (await api(other.url).stats(type)).body;
      return queue.cancelled === 2 && queue.active === 2 ? queue : undefined;
    }, 5_000);
    expect(counted).toMatchObject({ available: 0 });
    const { events } = (await api(server.url).events(`?queues=${type}&limit=1000`)).body;
    const cancelled = events.filter((event) => event.type === 'job.cancelled').map(({ subject }) => subject);
    expect(cancelled.sort()).toEqual([stored.id, running.id].sort());
  });

  it('replace_except_schedule (5.3): the new data at the old time, as it was written', async () => {
    const type = newType();
    const at = '2099-01-01T09:00:00+01:00';
    const stored = await enqueued(type, {}, [], { scheduled_at: at });
    const policy = { on_conflict: 'replace_except_schedule' };
    const { body } = await send(element(type, policy, ['new']), element(type, policy, ['newer']));
    expect(body.jobs.map(({ state, scheduled_at }) => [state, scheduled_at])).toEqual([
      ['cancelled', at],
      ['scheduled', at],
    ]);
    expect((await api(other.url).get(body.jobs[1]?.id ?? '')).body.job).toEqual(body.jobs[1]);
    expect(await stateOf(stored.id)).toBe('cancelled');
  });

  it('scheduled and pending ones count while they wait', async () => {
    const type = newType();
    const { body } = await send(
      element(type, all, ['later'], { scheduled_at: '2099-01-01T00:00:00Z' }),
      element(type, all, ['pending'], { pending: true }),
    );
    expect(body.jobs.map(({ state }) => state)).toEqual(['scheduled', 'pending']);
    for (const args of [['later'], ['pending']]) {
      expect((await api(other.url).enqueue(element(type, all, args))).status).toBe(409);
    }
  });

  it('an id that is stored: 409 before any policy, also for ignore; nothing is created', async () => {
    const type = newType();
    const id = '019461a8-1a2b-7c3d-8e4f-000000000902';
    await api(other.url).enqueue({ id, ...element(type, all, ['x']) });
    const { status, body } = await send(element(type, undefined), { id, ...element(type, ignore, ['x']) });
    expect(status).toBe(409);
    expect(body.error?.details).toMatchObject({
      index: 1,
      existing_job_id: id,
      existing_job_state: 'available',
    });
    expect(await fetched(type)).toHaveLength(1);
  });
});

describe('DESIGN decision 21: jobs of one batch with one fingerprint are settled as if sent one after the other', () => {
  it('reject: 409 with the index of the later one, which names the earlier one', async () => {
    const type = newType();
    const { status, body } = await send(element(type, all), element(type, undefined), element(type, all));
    expect([status, body.error?.details?.index]).toEqual([409, 2]);
    expect(body.error?.message).toContain('jobs[0]');
    expect(await fetched(type)).toEqual([]);
  });

  it('ignore: the earlier one stands in its place', async () => {
    const type = newType();
    const { body } = await send(
      element(type, ignore, []),
      element(type, ignore, []),
      element(type, ignore, []),
    );
    expect(body.count).toBe(3);
    expect(new Set(body.jobs.map(({ id }) => id)).size).toBe(1);
    expect(await fetched(type)).toHaveLength(1);
  });

  it('replace: the last one is live; the earlier ones are stored as cancelled, told of and counted', async () => {
    const type = newType();
    const stored = await enqueued(type, { keys: ['type'] });
    const unique = { keys: ['type'], on_conflict: 'replace' };
    const { body } = await send(...['a', 'b', 'c'].map((name) => element(type, unique, [name])));
    expect(body.jobs.map(({ state }) => state)).toEqual(['cancelled', 'cancelled', 'available']);
    expect(await Promise.all(body.jobs.map(({ id }) => stateOf(id)))).toEqual([
      'cancelled',
      'cancelled',
      'available',
    ]);
    expect(await stateOf(stored.id)).toBe('cancelled');
    expect((await fetched(type)).map(({ args }) => args)).toEqual([['c']]);
    const counted = await eventually(async () => {
      const { queue } = (await api(server.url).stats(type)).body;
      return queue.cancelled === 3 ? queue : undefined;
    }, 5_000);
    expect(counted).toMatchObject({ active: 1, available: 0 });
  });

  it('with narrow states several of them live side by side, and all count later (6.4)', async () => {
    const type = newType();
    const unique = { states: ['completed'] };
    const { body } = await send(element(type, unique), element(type, unique));
    const [first, second] = body.jobs;
    await api(server.url).cancel(second?.id ?? '');
    const refused = await api(other.url).enqueue(element(type, {}));
    expect(refused.body.error?.details).toMatchObject({ existing_job_id: first?.id });
    const cancelled = await api(other.url).enqueue(element(type, { states: ['cancelled'] }));
    expect(cancelled.body.error?.details).toMatchObject({ existing_job_id: second?.id });
  });
});

describe('ojs-unique-jobs 8.1: batches at once on two servers', () => {
  it('the same jobs in any order: each is stored once, and no batch waits for another for ever', async () => {
    for (let round = 0; round < 5; round += 1) {
      const type = newType();
      const jobs = Array.from({ length: 12 }, (_, n) => element(type, ignore, [n]));
      const answers = await Promise.all(
        [jobs, [...jobs].reverse(), jobs].map((some, n) =>
          api(n % 2 ? other.url : server.url).enqueueBatch(some),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
      const ids = new Set(answers.flatMap(({ body }) => body.jobs.map(({ id }) => id)));
      expect(ids.size).toBe(12);
    }
  });

  it('batches and single jobs that replace one another: one of each is left', async () => {
    const type = newType();
    const keys = [0, 1, 2];
    const jobs = keys.map((n) => element(type, replace, [n]));
    const answers = await Promise.all([
      ...[0, 1, 2, 3].map((n) => api(n % 2 ? other.url : server.url).enqueueBatch(jobs)),
      ...keys.map((n) => api(other.url).enqueue(element(type, replace, [n]))),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const ids = answers.flatMap(({ body }) => ('jobs' in body ? body.jobs : [body.job]).map(({ id }) => id));
    expect(ids).toHaveLength(15);
    const states = await Promise.all(ids.map(stateOf));
    expect(states.filter((state) => state === 'available')).toHaveLength(3);
    expect(states.filter((state) => state === 'cancelled')).toHaveLength(12);
  });
});
