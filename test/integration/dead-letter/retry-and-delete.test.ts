import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api } from '../../support/api.ts';
import { deadLettered } from '../../support/dead-letter.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';

let stores: TestStores;
let one: TestServer;
let other: TestServer;
beforeAll(async () => {
  stores = await startTestStores();
  one = await startTestServer({ stores });
  other = await startTestServer({ stores });
});
afterAll(async () => {
  await one.close();
  await other.close();
  await stores.close();
});

const LARGE = 'x'.repeat(300 * 1024);
const UNKNOWN = '019461a8-ffff-7fff-bfff-ffffffffffff';
const isListed = async (id: string) =>
  (await api(one.url).deadLetter('?limit=200')).body.jobs.some((job) => job.id === id);

/** Sort keys of everything that is stored under a job's id. */
async function itemsOf(id: string): Promise<string[]> {
  const { Items = [] } = await one.clients.documents.send(
    new QueryCommand({
      TableName: 'ojs-jobs',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': `J#${id}` },
      ConsistentRead: true,
    }),
  );
  return Items.map(({ sk }) => String(sk));
}

describe('retry from the dead letter (ojs-dead-letter 6.1; DECISIONS 5 and 6)', () => {
  // A server that polls the lane may have taken the message: it gives it back within two seconds.
  it('same id, attempt 0, error cleared, errors kept; fetchable from this server and others', async () => {
    for (const [queue, fetcher] of [
      ['again', one],
      ['again-elsewhere', other],
    ] as const) {
      const id = await deadLettered(one.url, { queue, args: [{ n: 1 }] });
      const before = (await api(one.url).get(id)).body.job;
      const { status, body } = await api(one.url).retryDeadLetter(id);
      expect(status).toBe(200);
      expect(body.job).toMatchObject({
        id,
        state: 'available',
        attempt: 0,
        max_attempts: 1,
        args: [{ n: 1 }],
      });
      expect(body.job.errors).toEqual(before.errors);
      expect(body.job.enqueued_at > before.enqueued_at).toBe(true);
      for (const name of ['error', 'completed_at', 'discarded_at', 'retry_delay_ms', 'worker_id']) {
        expect(body.job).not.toHaveProperty(name);
      }
      expect((await api(one.url).get(id)).body.job).toEqual(body.job);
      expect(await isListed(id)).toBe(false);
      const [job] = (
        await api(fetcher.url).fetch({ queues: [queue], wait_ms: fetcher === one ? 1_000 : 5_000 })
      ).body.jobs;
      expect(job).toMatchObject({ id, state: 'active', attempt: 1, errors: before.errors });
      expect(job).not.toHaveProperty('error');
    }
  });

  it('a full budget, and a second death with the whole history and all attempts counted', async () => {
    const { enqueue, fetch, nack } = api(one.url);
    const retry = {
      max_attempts: 2,
      initial_interval: 'PT0.01S',
      jitter: false,
      on_exhaustion: 'dead_letter',
    };
    const { id } = (await enqueue({ type: 'two.lives', args: [], options: { queue: 'lives', retry } })).body
      .job;
    for (const life of [1, 2]) {
      for (const attempt of [1, 2]) {
        const [job] = (await fetch({ queues: ['lives'], wait_ms: 5_000 })).body.jobs;
        expect(job).toMatchObject({ id, attempt });
        await nack({ job_id: id, error: { message: `life ${life}, attempt ${attempt}` } });
      }
      const [entry] = (await api(one.url).deadLetter('?queue=lives')).body.jobs;
      expect(entry).toMatchObject({ attempt: 2, total_attempts: 2 * life });
      expect(entry?.error?.message).toBe(`life ${life}, attempt 2`);
      expect(entry?.errors).toHaveLength(2 * life);
      if (life === 1) await api(one.url).retryDeadLetter(id);
    }
  });

  it('the back of the queue', async () => {
    const queue = 'back';
    const id = await deadLettered(one.url, { queue });
    const { enqueue, fetch } = api(one.url);
    const waiting = (await enqueue({ type: 'back.test', args: [], options: { queue } })).body.job.id;
    await api(one.url).retryDeadLetter(id);
    const fetched: string[] = [];
    for (let n = 0; n < 2; n += 1) {
      fetched.push(...(await fetch({ queues: [queue], wait_ms: 2_000 })).body.jobs.map((job) => job.id));
    }
    expect(fetched).toEqual([waiting, id]);
  });

  it('404 for what is not in the dead letter, in every state (DECISIONS 5)', async () => {
    const { enqueue, fetch, ack, nack, cancel } = api(one.url);
    const put = async (options: object = {}) =>
      (await enqueue({ type: 'state.test', args: [], options: { queue: 'states', ...options } })).body.job.id;
    const ids = [await put(), await put(), await put(), await put()];
    await fetch({ queues: ['states'], count: 4, wait_ms: 5_000 });
    await ack({ job_id: ids[1] });
    await nack({ job_id: ids[2], error: { message: 'no', retryable: false } });
    await nack({ job_id: ids[3], error: { message: 'no' } });
    ids.push(await put(), await put({ scheduled_at: '+PT1H' }), UNKNOWN, 'no-uuid');
    await cancel(ids[4] ?? '');
    ids.push(await put());
    for (const id of ids) {
      for (const answer of [
        await api(one.url).retryDeadLetter(id),
        await api(one.url).deleteDeadLetter(id),
      ]) {
        expect([answer.status, answer.body.error?.code]).toEqual([404, 'not_found']);
        expect(answer.body.error?.details).toEqual({ resource_type: 'dead-letter job', resource_id: id });
      }
    }
  });

  it('a job past its expires_at is not lost to a retry: 409, and it stays', async () => {
    const { enqueue, fetch, nack } = api(one.url);
    const expires = new Date(Date.now() + 1_500).toISOString();
    const options = { queue: 'expiring', expires_at: expires };
    const { id } = (await enqueue({ type: 'expiring.test', args: [], options })).body.job;
    await fetch({ queues: ['expiring'], wait_ms: 1_000 });
    await nack({ job_id: id, error: { code: 'DEAD_LETTER', message: 'no' } });
    await new Promise((resolve) => setTimeout(resolve, Date.parse(expires) - Date.now() + 5));
    const { status, body } = await api(one.url).retryDeadLetter(id);
    expect([status, body.error?.code]).toEqual([409, 'conflict']);
    expect(await isListed(id)).toBe(true);
  });
});

describe('races over one entry', () => {
  it('of two retries one wins, the other is 404; the job runs once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const queue = `race-${round}`;
      const id = await deadLettered(one.url, { queue });
      const answers = await Promise.all([one, other].map(({ url }) => api(url).retryDeadLetter(id)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
      const jobs = (await api(one.url).fetch({ queues: [queue], count: 5, wait_ms: 2_000 })).body.jobs;
      expect(jobs.map((job) => [job.id, job.attempt])).toEqual([[id, 1]]);
      expect((await api(other.url).fetch({ queues: [queue] })).body.jobs).toEqual([]);
    }
  });

  it('of a retry and a delete one wins: the job waits, or is gone with all its pieces', async () => {
    for (let round = 0; round < 8; round += 1) {
      const id = await deadLettered(one.url, { queue: `either-${round}`, args: [LARGE] });
      const calls = [
        () => api(one.url).retryDeadLetter(id),
        () => api(other.url).deleteDeadLetter(id),
      ] as const;
      const order = round % 2 === 0 ? calls : calls.toReversed();
      const statuses = (await Promise.all(order.map((call) => call()))).map(({ status }) => status);
      expect(statuses.toSorted()).toEqual([200, 404]);
      const retried = statuses[round % 2] === 200;
      const { status, body } = await api(one.url).get(id);
      expect(status).toBe(retried ? 200 : 404);
      if (retried) expect([body.job.state, body.job.args]).toEqual(['available', [LARGE]]);
      else expect(await itemsOf(id)).toEqual([]);
    }
  });

  it('of two deletes one wins, the other is 404', async () => {
    const id = await deadLettered(one.url, { queue: 'deletes' });
    const answers = await Promise.all([one, other].map(({ url }) => api(url).deleteDeadLetter(id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  });
});

describe('a job that lies in pieces (DESIGN 4)', () => {
  it('comes back whole after a retry, and is dead again with its data', async () => {
    const queue = 'pieces';
    const id = await deadLettered(one.url, { queue, args: [LARGE, 'end'] });
    expect((await api(one.url).deadLetter('?queue=pieces')).body.jobs[0]?.args).toEqual([LARGE, 'end']);
    expect((await api(other.url).retryDeadLetter(id)).body.job.args).toEqual([LARGE, 'end']);
    const [job] = (await api(one.url).fetch({ queues: [queue], wait_ms: 2_000 })).body.jobs;
    expect(job?.args).toEqual([LARGE, 'end']);
    await api(one.url).nack({ job_id: id, error: { message: LARGE.slice(0, 5_000) } });
    const [entry] = (await api(one.url).deadLetter('?queue=pieces')).body.jobs;
    expect([entry?.args, entry?.errors?.length]).toEqual([[LARGE, 'end'], 2]);
  });

  it('leaves nothing behind when it is deleted: body, errors, and a late result that nobody names', async () => {
    const queue = 'all-gone';
    const { enqueue, fetch, nack, ack, get, deleteDeadLetter } = api(one.url);
    const retry = { max_attempts: 1, on_exhaustion: 'dead_letter' };
    const { id } = (await enqueue({ type: 'gone.test', args: [LARGE, LARGE], options: { queue, retry } }))
      .body.job;
    await fetch({ queues: [queue], wait_ms: 5_000 });
    await nack({ job_id: id, error: { message: LARGE.slice(0, 5_000) } });
    expect((await ack({ job_id: id, result: LARGE })).status).toBe(409);
    const kinds = new Set((await itemsOf(id)).map((sort) => sort[0]));
    expect([...kinds].sort()).toEqual(['B', 'E', 'J', 'R']);
    expect((await deleteDeadLetter(id)).body).toEqual({ deleted: true, job_id: id });
    expect(await itemsOf(id)).toEqual([]);
    expect((await get(id)).status).toBe(404);
    expect(await isListed(id)).toBe(false);
    expect((await deleteDeadLetter(id)).status).toBe(404);
    // The id is free again.
    expect((await enqueue({ id, type: 'gone.test', args: [1], options: { queue } })).status).toBe(201);
    expect((await get(id)).body.job.args).toEqual([1]);
  });
});
