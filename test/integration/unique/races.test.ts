import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually } from '../../support/api.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';
import { oneIsLeft, oneJobARound } from '../../support/unique-races.ts';

let stores: TestStores;
let servers: TestServer[];
beforeAll(async () => {
  stores = await startTestStores();
  servers = await Promise.all([1, 2].map(() => startTestServer({ stores })));
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await stores.close();
});

/** One of the two servers; which one does not matter. */
const either = (n: number) => api(servers[n % 2]?.url ?? '');

describe('ojs-unique-jobs 8.1: many at once on two servers', () => {
  it('100 racers: one job a round', () => oneJobARound(servers, 100, 4));

  it('12 that replace one another: one is left; every job is told of and counted once', async () => {
    await oneIsLeft(servers, 12, 4);
    const counted = await eventually(async () => {
      const { queue } = (await either(0).stats('replacing')).body;
      return queue.available === 4 && queue.cancelled === 44 ? queue : undefined;
    }, 5_000);
    expect(counted).toMatchObject({ available: 4, cancelled: 44, active: 0 });
    const told = await eventually(async () => {
      const { events } = (await either(1).events('?queues=replacing&limit=1000')).body;
      return events.length >= 48 + 44 ? events.map(({ type, subject }) => `${type} ${subject}`) : undefined;
    }, 5_000);
    expect(told.filter((each) => each.startsWith('job.enqueued'))).toHaveLength(48);
    expect(told.filter((each) => each.startsWith('job.cancelled'))).toHaveLength(44);
    expect(new Set(told).size).toBe(told.length);
  });

  it('retries of one id at once: stored once, and everybody is told so', async () => {
    const id = '019461a8-1a2b-7c3d-8e4f-000000000002';
    const body = { id, type: 'race.retry', args: [], options: { unique: {} } };
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => either(n).enqueue(body)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array(19).fill(409)]);
    for (const { status, body } of answers) {
      if (status === 409) expect(body.error?.details?.existing_job_id).toBe(id);
    }
  });
});

describe('DESIGN decision 20: a job that is refused is never stored', () => {
  it('its id went to a plain job between its commit and its put: not even once that job is deleted', async () => {
    const id = '019461a8-1a2b-7c3d-8e4f-000000000003';
    const type = 'race.taken';
    const plain = {
      id,
      type,
      args: ['plain'],
      options: { queue: type, retry: { max_attempts: 1, on_exhaustion: 'dead_letter' } },
    };
    let putPlain: Promise<unknown> | undefined;
    const slow = await startTestServer({
      stores,
      onClients: ({ dynamodb }) =>
        dynamodb.middlewareStack.add(
          (next, { commandName }) =>
            async (args) => {
              const item = 'Item' in args.input ? args.input.Item : undefined;
              const isHead =
                commandName === 'PutItemCommand' && JSON.stringify(item ?? {}).includes(`J#${id}`);
              if (isHead) putPlain ??= either(0).enqueue(plain);
              await putPlain;
              return next(args);
            },
          { step: 'initialize' },
        ),
    });
    const refused = await api(slow.url).enqueue({ id, type, args: [], options: { queue: type, unique: {} } });
    expect([refused.status, refused.body.error?.details?.existing_job_id]).toEqual([409, id]);
    await slow.close();
    await eventually(
      async () => (await either(0).fetch({ queues: [type], wait_ms: 500 })).body.jobs[0],
      10_000,
    );
    await either(0).nack({ job_id: id, error: { message: 'no' } });
    expect((await either(0).deleteDeadLetter(id)).status).toBe(200);
    expect((await either(1).enqueue({ type, args: [], options: { queue: type, unique: {} } })).status).toBe(
      201,
    );
    expect((await either(0).get(id)).status).toBe(404);
  });
});

describe('ojs-unique-jobs 8.4: replace while the old job moves; never two live, never none at rest', () => {
  const ROUNDS = 15;
  const replacing = { unique: { on_conflict: 'replace' }, retry: { max_attempts: 1 } };

  async function liveOf(ids: readonly string[]): Promise<string[]> {
    const jobs = await Promise.all(ids.map(async (id) => (await either(0).get(id)).body.job));
    return jobs
      .filter(({ state }) => !['completed', 'cancelled', 'discarded'].includes(state))
      .map(({ id }) => id);
  }

  it.each<[string, (id: string, queue: string, round: number) => Promise<unknown>, object]>([
    ['claimed', (_, queue, round) => either(round).fetch({ queues: [queue], worker_id: 'w' }), {}],
    [
      'claimed and acked',
      async (id, queue, round) => {
        await either(round).fetch({ queues: [queue], worker_id: 'w' });
        return either(round + 1).ack({ job_id: id, worker_id: 'w', attempt: 1 });
      },
      {},
    ],
    ['expiring', (id, _, round) => either(round).get(id), { expires_at: '+PT0.03S' }],
    [
      'losing its lease',
      async (id, queue, round) => {
        await either(round).fetch({ queues: [queue], worker_id: 'w', visibility_timeout_ms: 20 });
        return either(round).get(id);
      },
      {},
    ],
  ])('%s', async (name, move, more) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const type = `moving.${name.replaceAll(' ', '-')}.r${round}`;
      const options = { queue: type, ...replacing };
      const old = (await either(round).enqueue({ type, args: [], options: { ...options, ...more } })).body
        .job;
      const pause = new Promise((resolve) => setTimeout(resolve, round * 3));
      const [next] = await Promise.all([
        pause.then(() => either(round + 1).enqueue({ type, args: ['new'], options })),
        move(old.id, type, round),
      ]);
      expect(next.status).toBe(201);
      expect(await liveOf([old.id, next.body.job.id])).toEqual([next.body.job.id]);
      await either(round).cancel(next.body.job.id);
    }
  });
});
