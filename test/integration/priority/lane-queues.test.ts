import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually } from '../../support/api.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';
import { enqueue, fetched, lanesOf, oneByOne, priorities, sleep } from './calls.ts';

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
