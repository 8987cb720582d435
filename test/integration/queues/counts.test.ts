import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually } from '../../support/api.ts';
import { dropFirstAnswers, type Faults, faults } from '../../support/faults.ts';
import { type ServerProcess, startServerProcess } from '../../support/process.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';

let stores: TestStores;
let one: TestServer;
let other: TestServer;
let dropped: Faults;
beforeAll(async () => {
  stores = await startTestStores();
  one = await startTestServer({
    stores,
    onClients: (clients) => {
      dropped = faults(clients);
    },
  });
  other = await startTestServer({ stores });
});
afterAll(async () => {
  await one.close();
  await other.close();
  await stores.close();
});

type At = Pick<TestServer, 'url'>;
const enqueue = async ({ url }: At, queue: string, more: object = {}) => {
  const { status, body } = await api(url).enqueue({
    type: 'counts.test',
    args: [],
    options: { queue, retry: { jitter: false, initial_interval: 'PT0.6S' }, ...more },
  });
  expect(status).toBe(201);
  return body.job.id;
};
const take = async ({ url }: At, queue: string, count = 1) => {
  const { jobs } = (await api(url).fetch({ queues: [queue], count, wait_ms: 3_000 })).body;
  return jobs.map(({ id }) => id);
};
/** The counts that are not 0. */
const counts = async ({ url }: At, queue: string) => {
  const { stats } = (await api(url).stats(queue)).body;
  return Object.fromEntries(Object.entries(stats).filter(([, n]) => n !== 0));
};
const becomes = (server: At, queue: string, wanted: object, withinMs: number) =>
  eventually(
    async () => {
      const found = await counts(server, queue);
      return JSON.stringify(found) === JSON.stringify(wanted) ? true : undefined;
    },
    withinMs,
    50,
  ).catch(async () => expect(await counts(server, queue)).toEqual(wanted));

/** What a queue passes through in these tests, each step with what it leaves. */
async function liveThrough(server: At, queue: string): Promise<void> {
  for (let n = 0; n < 4; n += 1) await enqueue(server, queue);
  await enqueue(server, queue, { scheduled_at: '+PT1H' });
  const [done, failed] = await take(server, queue, 3);
  await api(server.url).ack({ job_id: done });
  await api(server.url).nack({ job_id: failed, error: { message: 'never', retryable: false } });
}
const LIVED = { scheduled: 1, available: 1, active: 1, completed: 1, discarded: 1 };

describe('DESIGN 17: the counts of a queue', () => {
  it('are exact at once on the server that did the work (L4-STATS-001), and on others within a second', async () => {
    await liveThrough(one, 'exact');
    expect(await counts(one, 'exact')).toEqual(LIVED);
    await becomes(other, 'exact', LIVED, 1_100);
    await enqueue(other, 'exact');
    expect(await counts(other, 'exact')).toEqual({ ...LIVED, available: 2 });
    await becomes(one, 'exact', { ...LIVED, available: 2 }, 1_100);
  });

  it('are right where two servers do each half of the work', async () => {
    for (let n = 0; n < 6; n += 1) await enqueue(n % 2 ? one : other, 'halves');
    const taken = [...(await take(one, 'halves', 6)), ...(await take(other, 'halves', 6).catch(() => []))];
    expect(taken).toHaveLength(6);
    for (const [n, id] of taken.entries()) await api((n % 2 ? one : other).url).ack({ job_id: id });
    await becomes(one, 'halves', { completed: 6 }, 1_100);
    await becomes(other, 'halves', { completed: 6 }, 1_100);
  });

  it('follow the time (DESIGN 15): retryable and scheduled jobs that are due, and those that expire', async () => {
    const id = await enqueue(one, 'time');
    expect(await take(one, 'time')).toEqual([id]);
    const nacked = await api(one.url).nack({ job_id: id, error: { message: 'again' } });
    expect(nacked.body.state).toBe('retryable');
    expect(await counts(one, 'time')).toEqual({ retryable: 1 });
    await enqueue(one, 'time', { scheduled_at: '+PT1S' });
    await enqueue(one, 'time', { expires_at: '+PT1.2S' });
    expect(await counts(one, 'time')).toEqual({ scheduled: 1, available: 1, retryable: 1 });
    for (const server of [one, other]) await becomes(server, 'time', { available: 2, discarded: 1 }, 3_000);
    // The other server claims what the first one counted as waiting, and ends it.
    const ids = await take(other, 'time', 2);
    for (const each of [...ids, ...(ids.length < 2 ? await take(other, 'time') : [])]) {
      await api(other.url).ack({ job_id: each });
    }
    for (const server of [one, other]) await becomes(server, 'time', { completed: 2, discarded: 1 }, 2_000);
  });

  it('do not count twice what the table did and did not answer (DESIGN 3)', async () => {
    dropped.plan(dropFirstAnswers('PutItem', 'UpdateItem', 'GetItem', 'Query'));
    await liveThrough(one, 'deaf');
    expect(await counts(one, 'deaf')).toEqual(LIVED);
    await becomes(other, 'deaf', LIVED, 5_000);
    const met = dropped.met.length;
    dropped.plan(undefined);
    expect(met).toBeGreaterThan(5);
  });

  it('stay when a server goes, and what it saw coming still comes', async () => {
    const goes = await startTestServer({ stores });
    await liveThrough(goes, 'handed');
    await enqueue(goes, 'handed', { scheduled_at: '+PT2S' });
    await goes.close();
    expect(await counts(other, 'handed')).toEqual({ ...LIVED, scheduled: 2 });
    await becomes(other, 'handed', { ...LIVED, available: 2 }, 3_000);
  });

  it('of a queue that nobody has named are 0, and asking does not make it', async () => {
    expect(await counts(one, 'nobody')).toEqual({});
    const names = (await api(one.url).queues('?limit=200')).body.queues.map(({ name }) => name);
    expect(names).not.toContain('nobody');
  });
});

describe('DESIGN 17: kill -9 of a server', () => {
  it('leaves counts that another server has right within 15 s, while it works on the queue itself', async () => {
    const dies = await startServerProcess({
      AWS_ENDPOINT_URL_DYNAMODB: stores.dynamodbEndpoint,
      AWS_ENDPOINT_URL_SQS: stores.sqsEndpoint,
    });
    await liveThrough(dies, 'killed');
    const soon = await enqueue(dies, 'killed', { scheduled_at: '+PT4S' });
    const cancelled = await enqueue(other, 'killed', { scheduled_at: '+PT5S' });
    await becomes(other, 'killed', { ...LIVED, scheduled: 3 }, 1_500);
    // Untold: it dies at once after these, and the second one is of a job that another server watches over.
    const untold = await enqueue(dies, 'killed');
    await api(dies.url).cancel(cancelled);
    await dies.kill();

    expect((await api(other.url).get(untold)).body.job.state).toBe('available');
    const mine = await enqueue(other, 'killed');
    await api(other.url).cancel(mine);
    expect((await api(other.url).get(soon)).body.job.state).toBe('scheduled');
    // Its totals of the ended are those that it told: one cancelled may be missing, as is said.
    const open = { scheduled: 1, available: 3, active: 1 };
    await eventually(async () => {
      const { scheduled, available, active } = await counts(other, 'killed');
      return JSON.stringify({ scheduled, available, active }) === JSON.stringify(open) || undefined;
    }, 15_000).catch(async () => expect(await counts(other, 'killed')).toMatchObject(open));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const { cancelled: ended, ...after } = await counts(other, 'killed');
    expect([1, 2]).toContain(ended);
    expect(after).toEqual({ ...open, completed: 1, discarded: 1 });
    await becomes(one, 'killed', await counts(other, 'killed'), 1_100);
  });

  describe('with the embedded stores in it', () => {
    let dataDir: string;
    let running: ServerProcess | undefined;
    beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'ojs-aws-counts-'));
    });
    afterAll(async () => {
      await running?.kill();
      await rm(dataDir, { recursive: true, force: true });
    });

    it('leaves counts that are right 15 s after the next start, and after a clean end at once', async () => {
      running = await startServerProcess({ OJS_DATA_DIR: dataDir });
      await liveThrough(running, 'again');
      await enqueue(running, 'again');
      await running.kill();
      running = await startServerProcess({ OJS_DATA_DIR: dataDir });
      const open = { scheduled: 1, available: 2, active: 1 };
      await eventually(async () => {
        const { scheduled, available, active } = await counts(running ?? one, 'again');
        return JSON.stringify({ scheduled, available, active }) === JSON.stringify(open) || undefined;
      }, 15_000);
      const before = await counts(running, 'again');
      expect(await running.stop()).toBe(0);
      running = await startServerProcess({ OJS_DATA_DIR: dataDir });
      expect(await counts(running, 'again')).toEqual(before);
    });
  });
});
