import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api } from '../../support/api.ts';
import { type Faults, faults } from '../../support/faults.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';

let stores: TestStores;
let server: TestServer;
let slow: TestServer;
let fault: Faults | undefined;
beforeAll(async () => {
  stores = await startTestStores();
  server = await startTestServer({ stores });
  slow = await startTestServer({
    stores,
    onClients: (clients) => {
      fault = faults(clients);
    },
  });
});
afterAll(async () => {
  await server.close();
  await slow.close();
  await stores.close();
});

const stateOf = async (id: string) => (await api(server.url).get(id)).body.job.state;

describe('ojs-unique-jobs 6.1: a job that lives counts, also after its time in the dead letter', () => {
  const type = 'known.returns';
  const job = { type, args: [], options: { queue: type, unique: {} } };
  const create = async () => {
    const { status, body } = await api(server.url).enqueue(job);
    expect(status).toBe(201);
    return body.job.id;
  };
  const die = async (id: string) => {
    await api(server.url).fetch({ queues: [type], worker_id: 'w', wait_ms: 2_000 });
    await api(server.url).nack({ job_id: id, error: { code: 'DEAD_LETTER', message: 'no' } });
    expect(await stateOf(id)).toBe('discarded');
  };

  it('whatever has died since: the lock knows it again', async () => {
    const first = await create();
    await die(first);
    const second = await create();
    await die(second);
    const third = await create();
    await die(third);
    const fourth = await create();
    await api(server.url).cancel(fourth);
    expect((await api(server.url).retryDeadLetter(first)).status).toBe(200);
    const refused = await api(server.url).enqueue(job);
    expect([refused.status, refused.body.error?.details?.existing_job_id]).toEqual([409, first]);
    // Nothing of that is kept where it is not needed: what died last is still known.
    const dead = { ...job, options: { ...job.options, unique: { states: ['discarded'] } } };
    expect((await api(server.url).enqueue(dead)).body.error?.details?.existing_job_id).toBe(third);
  });
});

describe('DESIGN decisions 20, 21: an id sent at once with and without a policy', () => {
  it('the other one comes first: 409, and what was to be replaced lives on', async () => {
    const type = 'known.same-id';
    const options = { queue: type, unique: { on_conflict: 'replace' } };
    const old = (await api(server.url).enqueue({ type, args: ['old'], options })).body.job;
    const id = '019461a8-1a2b-7c3d-8e4f-000000000c01';
    let puts = 0;
    let reached: () => void = () => undefined;
    const atTheHead = new Promise<void>((resolve) => {
      reached = resolve;
    });
    // The third put is that of the job itself, in whatever order the others come.
    fault?.plan(({ operation }) => {
      if (operation !== 'PutItem') return undefined;
      puts += 1;
      if (puts !== 3) return undefined;
      reached();
      return { kind: 'delay', ms: 1_000 };
    });
    const replacing = api(slow.url).enqueue({ id, type, args: ['new'], options });
    await atTheHead;
    const plain = await api(server.url).enqueue({ id, type, args: ['plain'], options: { queue: type } });
    expect(plain.status).toBe(201);
    const refused = await replacing;
    fault?.plan(undefined);
    expect([refused.status, refused.body.error?.details?.existing_job_id]).toEqual([409, id]);
    expect(refused.body.error?.details).not.toHaveProperty('index');
    expect(await stateOf(old.id)).toBe('available');
    // It is known still: what was given up has no part in the lock.
    const again = await api(server.url).enqueue({ type, args: [], options: { queue: type, unique: {} } });
    expect(again.body.error?.details?.existing_job_id).toBe(old.id);
  });

  it('nobody comes: the old one is cancelled, the new one is stored under its id', async () => {
    const type = 'known.own-id';
    const options = { queue: type, unique: { on_conflict: 'replace' } };
    const old = (await api(server.url).enqueue({ type, args: ['old'], options })).body.job;
    const id = '019461a8-1a2b-7c3d-8e4f-000000000c02';
    const { status, body } = await api(server.url).enqueue({ id, type, args: ['new'], options });
    expect([status, body.job.id, body.job.state]).toEqual([201, id, 'available']);
    expect(await stateOf(old.id)).toBe('cancelled');
    const again = await api(server.url).enqueue({ id, type, args: ['new'], options });
    expect([again.status, again.body.error?.details?.existing_job_id]).toEqual([409, id]);
    const { jobs } = (await api(server.url).fetch({ queues: [type], worker_id: 'w', count: 5 })).body;
    expect(jobs.map((job) => job.id)).toEqual([id]);
  });
});
