import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually } from '../../support/api.ts';
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

const enqueue = async (server: TestServer, queue: string, priority: number | string, more: object = {}) => {
  const { status, body } = await api(server.url).enqueue({
    type: 'priority.test',
    args: [],
    options: { queue, priority, ...more },
  });
  expect(status).toBe(201);
  return body.job.id;
};
const fetched = async (server: TestServer, queues: string | string[], more: object = {}) =>
  (await api(server.url).fetch({ queues: [queues].flat(), ...more })).body.jobs;
const priorities = async (server: TestServer, queue: string, more: object = {}) =>
  (await fetched(server, queue, more)).map(({ priority }) => priority);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Fetches one by one until `count` jobs have come; their priorities. */
async function oneByOne(server: TestServer, queue: string, count: number): Promise<number[]> {
  const seen: number[] = [];
  while (seen.length < count) {
    const [priority] = await priorities(server, queue, { wait_ms: 5_000 });
    if (priority === undefined) break;
    seen.push(priority);
  }
  return seen;
}

/** The queue's lanes that have an SQS queue. */
const lanesOf = async (server: TestServer, queue: string) =>
  (await api(server.url).queue(queue)).body.queue.sqs.lanes;

describe('ojs-core 5.2, DESIGN decision 14: the highest priority first', () => {
  it('whatever the order of the enqueues, named levels among numbers (L4-PRI-001, L4-PRI-003)', async () => {
    for (const priority of [-10, 10, 0, 'HIGH', 'low', -100, 100, 'Normal']) {
      await enqueue(one, 'ordered', priority);
    }
    expect(await oneByOne(one, 'ordered', 8)).toEqual([100, 10, 10, 0, 0, -10, -10, -100]);
  });

  it('as many as are asked for, in that order', async () => {
    for (const priority of [0, 1, -1, 0, 1, -1]) await enqueue(one, 'several', priority);
    expect(await priorities(one, 'several', { count: 6 })).toEqual([1, 1, 0, 0, -1, -1]);
  });

  it('first in, first out inside a priority (L4-PRI-002)', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 8; n += 1) {
      await enqueue(one, 'fifo', 0);
      ids.push(await enqueue(one, 'fifo', 7));
    }
    const seen: (string | undefined)[] = [];
    for (const _ of ids) seen.push((await fetched(one, 'fifo'))[0]?.id);
    expect(seen).toEqual(ids);
  });

  it('queues in the order of the request go before priorities', async () => {
    const low = await enqueue(one, 'first-queue', -50);
    const high = await enqueue(one, 'second-queue', 50);
    const jobs = await fetched(one, ['first-queue', 'second-queue'], { count: 2 });
    expect(jobs.map(({ id }) => id)).toEqual([low, high]);
  });

  it.each([
    ['queue', { queues: ['back-a', 'back-b'], priorities: [0, 0] }],
    ['priority', { queues: ['back-c', 'back-c'], priorities: [5, 0] }],
  ])('a backlog that another server has enqueued, ten hints a receive: all of the first %s, then the second', async (_, {
    queues,
    priorities: levels,
  }) => {
    const order: string[] = [];
    for (const n of [1, 0]) {
      const options = { queue: queues[n], priority: levels[n] };
      const jobs = Array.from({ length: 25 }, () => ({ type: 'priority.test', args: [], options }));
      expect((await api(one.url).enqueueBatch(jobs)).status).toBe(201);
      order.unshift(...jobs.map(() => `${options.queue} ${options.priority}`));
    }
    // Other servers know of a job within a second (DESIGN decision 10).
    await sleep(1_000);
    const seen: string[] = [];
    while (seen.length < order.length) {
      const jobs = await fetched(other, [...new Set(queues)], { count: seen.length < 21 ? 1 : 10 });
      if (jobs.length === 0) break;
      seen.push(...jobs.map(({ queue, priority }) => `${queue} ${priority}`));
    }
    expect(seen).toEqual(order);
  });

  it('a queue that no fetch has asked for goes before a later one that has jobs at hand', async () => {
    await enqueue(other, 'unasked-first', 0);
    for (let n = 0; n < 5; n += 1) await enqueue(one, 'unasked-second', 0);
    await sleep(1_000);
    expect((await fetched(one, 'unasked-second')).length).toBe(1);
    const queues: string[] = [];
    for (const _ of [1, 2]) {
      const [job] = await fetched(one, ['unasked-first', 'unasked-second']);
      queues.push(job?.queue ?? '');
    }
    expect(queues).toEqual(['unasked-first', 'unasked-second']);
  });

  it('a job that comes later goes before lower ones that are at hand already', async () => {
    for (let n = 0; n < 15; n += 1) await enqueue(one, 'overtaken', 0);
    // Ten of them are received, and more will be.
    expect(await priorities(one, 'overtaken')).toEqual([0]);
    await enqueue(one, 'overtaken', 20);
    expect(await priorities(one, 'overtaken')).toEqual([20]);
  });

  it('a batch keeps to it, too', async () => {
    const jobs = [-3, 3, 0, 3].map((priority) => ({
      type: 'priority.test',
      args: [],
      options: { queue: 'batched', priority },
    }));
    expect((await api(one.url).enqueueBatch(jobs)).status).toBe(201);
    expect(await priorities(one, 'batched', { count: 4 })).toEqual([3, 3, 0, -3]);
  });

  it('a batch with a priority out of range is refused with the limit, and stores nothing', async () => {
    const jobs = [0, -101].map((priority) => ({
      type: 'priority.test',
      args: [],
      options: { queue: 'refused', priority },
    }));
    const { status, body } = await api(one.url).enqueueBatch(jobs);
    expect([status, body.error?.code]).toEqual([400, 'invalid_request']);
    expect(body.error?.message).toMatch(
      /jobs\[1\]\.options\.priority must be a whole number from -100 to 100/,
    );
    expect((await api(one.url).stats('refused')).body).toMatchObject({ available: 0 });
  });
});

describe('DESIGN decision 14: a job keeps its lane', () => {
  it.each([
    ['requeued', { requeue: true }],
    ['retried', { error: { message: 'no' } }],
  ])('%s', async (queue, how) => {
    const retry = { initial_interval: 'PT0.2S', jitter: false };
    const high = await enqueue(one, queue, 30, { retry });
    expect((await fetched(one, queue)).map(({ id }) => id)).toEqual([high]);
    await enqueue(one, queue, 0);
    // At a server that has never had a job of that lane.
    await api(other.url).nack({ job_id: high, ...how });
    await sleep(300);
    await eventually(async () => {
      const { state } = (await api(one.url).get(high)).body.job;
      return state === 'available' ? true : undefined;
    }, 2_000);
    expect((await fetched(other, queue)).map(({ id }) => id)).toEqual([high]);
  });

  it('taken out of the dead letter', async () => {
    const high = await enqueue(one, 'replayed', 30, {
      retry: { max_attempts: 1, on_exhaustion: 'dead_letter' },
    });
    await fetched(one, 'replayed');
    await api(one.url).nack({ job_id: high, error: { message: 'no' } });
    await enqueue(one, 'replayed', 29);
    expect((await api(one.url).retryDeadLetter(high)).status).toBe(200);
    expect(await oneByOne(one, 'replayed', 2)).toEqual([30, 29]);
  });

  it('activated', async () => {
    const high = await enqueue(one, 'activated', 30, { pending: true });
    await enqueue(one, 'activated', 0);
    await fetch(new URL(`/ojs/v1/jobs/${high}/activate`, one.url), { method: 'POST' });
    expect(await oneByOne(one, 'activated', 2)).toEqual([30, 0]);
  });
});

describe('DESIGN decision 14: one SQS queue per lane, at most 8', () => {
  it('a lane that is new on one server is fetched from another within about a second', async () => {
    await enqueue(one, 'spread', 0);
    expect(await priorities(other, 'spread', { wait_ms: 2_000 })).toEqual([0]);
    // The other server knows the queue now, and waits at the one lane that it has.
    const waiting = fetched(other, 'spread', { wait_ms: 10_000 });
    await sleep(100);
    const startedAt = performance.now();
    const id = await enqueue(one, 'spread', 42);
    expect((await waiting).map((job) => job.id)).toEqual([id]);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  it('so is one whose lower jobs the other server has at hand', async () => {
    for (let n = 0; n < 12; n += 1) await enqueue(one, 'both', 0);
    expect(await priorities(other, 'both', { wait_ms: 2_000 })).toEqual([0]);
    await enqueue(one, 'both', 42);
    const seen: number[] = [];
    const until = performance.now() + 1_500;
    while (!seen.includes(42) && performance.now() < until) {
      seen.push(...(await priorities(other, 'both')));
      await sleep(150);
    }
    expect(seen).toContain(42);
    expect(seen.length).toBeLessThan(12);
  });

  it('GET /queues/{name} shows the SQS queues of all lanes, the highest first', async () => {
    expect(await lanesOf(one, 'shown')).toEqual([{ lane: '100', name: 'ojs-shown' }]);
    for (const priority of [5, -5, 0]) await enqueue(one, 'shown', priority);
    const lanes = await eventually(async () => {
      const found = await lanesOf(other, 'shown');
      return found.length === 3 ? found : undefined;
    }, 2_000);
    expect(lanes).toEqual([
      { lane: '095', name: 'ojs-shown_L095' },
      { lane: '100', name: 'ojs-shown' },
      { lane: '105', name: 'ojs-shown_L105' },
    ]);
  });

  it('twelve priorities in one queue: 8 have an SQS queue, the others are served all the same, in order', async () => {
    const twelve = [0, 60, -60, 50, -50, 40, -40, 30, -30, 20, -20, 10];
    for (const priority of twelve) await enqueue(one, 'crowded', priority);
    expect(await oneByOne(one, 'crowded', 12)).toEqual([...twelve].sort((a, b) => b - a));
    const lanes = await lanesOf(one, 'crowded');
    expect(lanes).toHaveLength(8);
    expect(lanes.map(({ lane }) => lane)).toContain('100');
  });

  it('a job without an SQS queue for its lane is fetched at once where it was enqueued, and soon from another server', async () => {
    for (let n = 1; n <= 8; n += 1) await enqueue(one, 'ninth', n);
    // Other servers know of a job within a second (DESIGN decision 10), also of one that SQS does not show.
    await sleep(1_000);
    expect(await oneByOne(other, 'ninth', 8)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    await enqueue(one, 'ninth', 90);
    expect(await priorities(one, 'ninth', { wait_ms: 0 })).toEqual([90]);
    const waiting = fetched(other, 'ninth', { wait_ms: 10_000 });
    await sleep(100);
    const startedAt = performance.now();
    const id = await enqueue(one, 'ninth', 90);
    expect((await waiting).map((job) => job.id)).toEqual([id]);
    expect(performance.now() - startedAt).toBeLessThan(2_500);
  });

  it('many lanes without an SQS queue, few jobs in each: no fetch is answered empty or with a lower one while there are some', async () => {
    const levels = Array.from({ length: 20 }, (_, n) => n - 10);
    const jobs = [0, 1, 2].flatMap(() =>
      levels.map((priority) => ({
        type: 'priority.test',
        args: [],
        options: { queue: 'strewn', priority },
      })),
    );
    expect((await api(one.url).enqueueBatch(jobs)).status).toBe(201);
    const seen: number[] = [];
    while (seen.length < jobs.length) {
      const got = await priorities(one, 'strewn', { count: 7 });
      if (got.length === 0) break;
      seen.push(...got);
    }
    expect(seen).toEqual(jobs.map(({ options }) => options.priority).sort((a, b) => b - a));
    expect(await lanesOf(one, 'strewn')).toHaveLength(8);
  });

  it('lanes without an SQS queue cost no more when they are empty, however many there once were', async () => {
    let queries = 0;
    const counted = await startTestServer({
      stores,
      onClients: ({ dynamodb }) =>
        dynamodb.middlewareStack.add(
          (next, { commandName }) =>
            (args) => {
              const { Limit = 0 } = args.input as { Limit?: number };
              // Looks read pages of 200.
              const reads = commandName === 'QueryCommand' && Limit < 200;
              if (reads && JSON.stringify(args.input).includes('O#emptied#')) queries += 1;
              return next(args);
            },
          { step: 'initialize', name: 'countQueries' },
        ),
    });
    const levels = Array.from({ length: 60 }, (_, n) => n - 30);
    const jobs = levels.map((priority) => ({
      type: 'priority.test',
      args: [],
      options: { queue: 'emptied', priority },
    }));
    expect((await api(counted.url).enqueueBatch(jobs)).status).toBe(201);
    for (const _ of jobs) {
      const [job] = await fetched(counted, 'emptied', { wait_ms: 5_000 });
      await api(counted.url).ack({ job_id: job?.id });
    }
    expect(await priorities(counted, 'emptied', { wait_ms: 1_500 })).toEqual([]);
    queries = 0;
    expect(await priorities(counted, 'emptied', { wait_ms: 4_000 })).toEqual([]);
    // A reading each second, of at most 9 ranges between the 8 lanes that have an SQS queue.
    expect(queries).toBeGreaterThan(0);
    expect(queries).toBeLessThanOrEqual(5 * 9);
    await counted.close();
  });

  it('the list never names more than 8, however many servers and jobs come at once', async () => {
    const jobs = Array.from({ length: 24 }, (_, n) => n - 12);
    await Promise.all(jobs.map((priority) => enqueue(priority % 2 === 0 ? one : other, 'raced', priority)));
    const seen: number[] = [];
    while (seen.length < jobs.length) {
      const got = await priorities(seen.length % 2 === 0 ? one : other, 'raced', {
        count: 5,
        wait_ms: 5_000,
      });
      if (got.length === 0) break;
      seen.push(...got);
    }
    expect(seen.sort((a, b) => a - b)).toEqual(jobs);
    const lanes = await lanesOf(one, 'raced');
    expect(lanes).toHaveLength(8);
    expect(await lanesOf(other, 'raced')).toEqual(lanes);
  });
});

describe('what stops and empties a queue holds for all its lanes', () => {
  it('pause and resume (DECISIONS 6, Queues)', async () => {
    for (const priority of [0, 9, -9]) await enqueue(one, 'paused', priority);
    await api(one.url).pause('paused');
    expect(await priorities(one, 'paused', { count: 3 })).toEqual([]);
    await api(one.url).resume('paused');
    expect(await oneByOne(one, 'paused', 3)).toEqual([9, 0, -9]);
  });

  it('a server that ends leaves its hints of all lanes to the others', async () => {
    const ending = await startTestServer({ stores });
    for (const priority of [0, 8, -8]) await enqueue(ending, 'drained', priority);
    await ending.close();
    expect(await oneByOne(other, 'drained', 3)).toEqual([8, 0, -8]);
  });

  it('a server that starts learns the lanes that are there', async () => {
    for (const priority of [0, 6]) await enqueue(one, 'restarted', priority);
    await eventually(async () => ((await lanesOf(one, 'restarted')).length === 2 ? true : undefined), 2_000);
    const late = await startTestServer({ stores });
    expect(await priorities(late, 'restarted')).toEqual([6]);
    await late.close();
  });
});

it('reset forgets the lanes with everything else', async () => {
  const own = await startTestServer();
  const { reset } = api(own.url);
  for (const priority of [1, 2, 3]) await enqueue(own, 'again', priority);
  expect((await reset()).status).toBe(200);
  expect(await priorities(own, 'again', { count: 3, wait_ms: 300 })).toEqual([]);
  expect(await lanesOf(own, 'again')).toHaveLength(1);
  await enqueue(own, 'again', 3);
  expect(await priorities(own, 'again', { wait_ms: 2_000 })).toEqual([3]);
  await own.close();
});
