import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually } from '../../support/api.ts';
import { dropFirstAnswers, type Faults, faults } from '../../support/faults.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';

type Api = ReturnType<typeof api>;

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

const enqueue = async (server: TestServer, queue: string) => {
  const { status, body } = await api(server.url).enqueue({
    type: 'pause.test',
    args: [],
    options: { queue },
  });
  expect(status).toBe(201);
  return body.job.id;
};
const fetched = async (server: TestServer, queues: string[], more: object = {}) =>
  (await api(server.url).fetch({ queues, ...more })).body.jobs.map(({ id }) => id);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('DECISIONS 6, Queues: pause stops FETCH only', () => {
  it('at once on the server that paused: the job waits, without an attempt, and comes after the resume (L4-PAUSE-001)', async () => {
    const id = await enqueue(one, 'here');
    expect((await api(one.url).pause('here')).body).toMatchObject({ queue: { name: 'here', paused: true } });
    expect(await fetched(one, ['here'])).toEqual([]);
    expect((await api(one.url).stats('here')).body).toMatchObject({
      available: 1,
      paused: true,
      status: 'paused',
    });
    await api(one.url).resume('here');
    const { jobs } = (await api(one.url).fetch({ queues: ['here'], wait_ms: 1_000 })).body;
    expect(jobs.map((job) => [job.id, job.attempt])).toEqual([[id, 1]]);
  });

  it('on every other server within a second, also where its fetches were at work', async () => {
    const first = await enqueue(other, 'there');
    expect(await fetched(other, ['there'], { wait_ms: 1_000 })).toEqual([first]);
    await api(one.url).pause('there');
    await sleep(1_000);
    await enqueue(other, 'there');
    expect(await fetched(other, ['there'], { wait_ms: 500 })).toEqual([]);
  });

  it('enqueue, ack, nack and cancel go on', async () => {
    const ids = [await enqueue(one, 'busy'), await enqueue(one, 'busy')];
    expect((await fetched(one, ['busy'], { count: 2 })).sort()).toEqual(ids.sort());
    await api(one.url).pause('busy');
    expect((await api(one.url).ack({ job_id: ids[0] })).status).toBe(200);
    expect((await api(one.url).nack({ job_id: ids[1], requeue: true })).status).toBe(200);
    expect((await api(one.url).cancel(ids[1] ?? '')).status).toBe(200);
    expect(
      (await api(one.url).enqueue({ type: 'pause.test', args: [], options: { queue: 'busy' } })).status,
    ).toBe(201);
  });

  it('the other queues of the same fetch are served without delay', async () => {
    await enqueue(one, 'stopped');
    await api(one.url).pause('stopped');
    const id = await enqueue(one, 'running');
    const startedAt = performance.now();
    expect(await fetched(one, ['stopped', 'running'], { count: 5 })).toEqual([id]);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('a fetch that waits gets the job when the queue is resumed elsewhere', async () => {
    await api(one.url).pause('awaited');
    const id = await enqueue(one, 'awaited');
    expect(await fetched(other, ['awaited'])).toEqual([]);
    const waiting = fetched(other, ['awaited'], { wait_ms: 10_000 });
    await sleep(200);
    const resumedAt = performance.now();
    await api(one.url).resume('awaited');
    expect(await waiting).toEqual([id]);
    expect(performance.now() - resumedAt).toBeLessThan(1_500);
  });

  it('jobs whose hints are gone by the resume are found by a look', async () => {
    await api(one.url).pause('unhinted');
    const id = await enqueue(one, 'unhinted');
    expect(await fetched(one, ['unhinted'])).toEqual([]);
    await sleep(2_500);
    const QueueUrl = `${stores.sqsEndpoint}/000000000000/ojs-unhinted`;
    await one.clients.sqs.send(new PurgeQueueCommand({ QueueUrl }));
    const resumedAt = performance.now();
    await api(one.url).resume('unhinted');
    expect(await fetched(one, ['unhinted'], { wait_ms: 5_000 })).toEqual([id]);
    expect(performance.now() - resumedAt).toBeLessThan(1_000);
  });

  it('both are idempotent: paused since the first time, and a queue that nobody paused stays as it is', async () => {
    const first = (await api(one.url).pause('twice')).body.paused_at;
    await sleep(5);
    expect((await api(other.url).pause('twice')).body.paused_at).toBe(first);
    const resumed = (await api(one.url).resume('twice')).body.resumed_at;
    expect((await api(other.url).resume('twice')).body.resumed_at).toBe(resumed);
    expect((await api(one.url).resume('untouched')).body.queue).toEqual({ name: 'untouched', paused: false });
    expect((await api(one.url).queue('untouched')).body.queue.created_at).toBeUndefined();
    expect((await api(one.url).queue('twice')).body.queue.created_at).toBeDefined();
  });

  it('with the first answer of the table dropped (DESIGN 3)', async () => {
    dropped.plan(dropFirstAnswers('UpdateItem', 'GetItem'));
    const paused = await api(one.url).pause('deaf');
    const resumed = await api(one.url).resume('deaf');
    const met = dropped.met.length;
    dropped.plan(undefined);
    expect([paused.status, paused.body.queue.paused, resumed.body.queue.paused]).toEqual([200, true, false]);
    expect(met).toBeGreaterThan(1);
    expect((await api(other.url).queue('deaf')).body.queue).toMatchObject({ paused: false });
  });

  it('a job whose lease ran out while the queue was paused comes after the resume', async () => {
    const id = await enqueue(one, 'lapsed');
    expect(await fetched(one, ['lapsed'], { visibility_timeout_ms: 300 })).toEqual([id]);
    await api(one.url).pause('lapsed');
    await eventually(
      async () => (await api(one.url).get(id)).body.job.state === 'available' || undefined,
      2_000,
    );
    expect(await fetched(one, ['lapsed'], { wait_ms: 300 })).toEqual([]);
    await api(one.url).resume('lapsed');
    expect(await fetched(one, ['lapsed'], { wait_ms: 1_000 })).toEqual([id]);
  });
});

describe('DECISIONS 1.7, page size: the list of queues', () => {
  it('holds each queue once, in the order of the names, whatever the form of the pages', async () => {
    const all = (await api(one.url).queues('?limit=500')).body;
    const names = all.queues.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
    expect(new Set(names).size).toBe(names.length);
    expect(all.pagination).toMatchObject({ limit: 200, offset: 0, total: names.length, has_more: false });
    const walked: string[] = [];
    let query: string | undefined = '?limit=2';
    while (query !== undefined) {
      const answer: Awaited<ReturnType<Api['queues']>> = await api(other.url).queues(query);
      const { queues, pagination } = answer.body;
      walked.push(...queues.map(({ name }) => name));
      expect(pagination.has_more).toBe(pagination.next_cursor !== undefined);
      query = pagination.next_cursor && `?limit=2&cursor=${pagination.next_cursor}`;
    }
    expect(walked).toEqual(names);
    const second = (await api(other.url).queues('?page=2&per_page=3')).body.queues;
    expect(second.map(({ name }) => name)).toEqual(names.slice(3, 6));
  });

  it.each([
    ['?limit=0', 'limit'],
    ['?limit=x', 'limit'],
    ['?limit=1.5', 'limit'],
    ['?offset=-1', 'offset'],
    ['?page=0', 'page'],
    ['?per_page=0', 'per_page'],
    ['?cursor=%20', 'cursor'],
    ['?cursor=', 'cursor'],
  ])('%s is 400, which names %s', async (query, field) => {
    const { status, body } = await api(one.url).queues(query);
    expect([status, body.error?.code, body.error?.details?.field]).toEqual([400, 'invalid_request', field]);
  });

  it('a page past the end is empty', async () => {
    const { queues, pagination } = (await api(one.url).queues('?offset=1000')).body;
    expect([queues, pagination.has_more, pagination.offset]).toEqual([[], false, 1000]);
  });

  it.each([
    'Mail',
    '-mail',
    '.mail',
    'ma il',
    'm%C3%A4il',
    '%2F',
    'x'.repeat(129),
  ])('no queue is called %s: 400, which names the field', async (name) => {
    for (const verb of ['stats', 'pause', 'resume', 'queue'] as const) {
      const { status, body } = await api(one.url)[verb](name);
      expect([status, body.error?.code, body.error?.details?.field], verb).toEqual([
        400,
        'invalid_request',
        'name',
      ]);
      expect(body.error?.message).toMatch(/^name must be lower-case letters.*; received "/);
    }
  });
});
