import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually } from '../../support/api.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';
import { enqueue, fetched, oneByOne, priorities, sleep } from './calls.ts';

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
