import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api } from '../../support/api.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
/** Every request to SQS, with the URL of its queue. */
const sqsRequests: string[] = [];
beforeAll(async () => {
  server = await startTestServer({
    onClients: (clients) => {
      clients.sqs.middlewareStack.add(
        (next, { commandName }) =>
          (args) => {
            sqsRequests.push(`${commandName} ${Object(args.input).QueueUrl}`);
            return next(args);
          },
        { step: 'initialize', name: 'requests' },
      );
    },
  });
});
afterAll(() => server.close());

const limited = async (queue: string, max_per_second: number, jobs: number) => {
  const ids: string[] = [];
  for (let n = 0; n < jobs; n += 1) {
    const { status, body } = await api(server.url).enqueue({
      type: 'limit.test',
      args: [n],
      options: { queue, rate_limit: { max_per_second } },
    });
    expect(status).toBe(201);
    ids.push(body.job.id);
  }
  return ids;
};
const fetched = async (queues: string[], more: object = {}) =>
  (await api(server.url).fetch({ queues, ...more })).body.jobs.map(({ id }) => id);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('DECISIONS 1.4, rate limit: starts of a queue', () => {
  it('one in two seconds: the second job stays available, without an attempt, and comes when its time has come (L4-RL-001)', async () => {
    const ids = await limited('one', 0.5, 3);
    const [first] = (await api(server.url).fetch({ queues: ['one'], wait_ms: 2_000 })).body.jobs;
    expect(first?.id).toBe(ids[0]);
    expect(await fetched(['one'])).toEqual([]);
    expect((await api(server.url).get(ids[1] ?? '')).body.job).toMatchObject({
      state: 'available',
      attempt: 0,
    });
    const [second] = (await api(server.url).fetch({ queues: ['one'], wait_ms: 10_000 })).body.jobs;
    expect(second?.id).toBe(ids[1]);
    const gapMs = Date.parse(second?.started_at ?? '') - Date.parse(first?.started_at ?? '');
    expect(gapMs).toBeGreaterThanOrEqual(2_000);
    expect(gapMs).toBeLessThan(3_500);
    await sleep(2_200);
    expect(await fetched(['one'], { wait_ms: 2_000 })).toEqual([ids[2]]);
  });

  it('a fetch takes at most what is left, and the rest a second later', async () => {
    await limited('few', 1.5, 7);
    expect(await fetched(['few'], { count: 1, wait_ms: 2_000 })).toHaveLength(1);
    expect(await fetched(['few'], { count: 10 })).toHaveLength(1);
    expect(await fetched(['few'], { count: 10 })).toHaveLength(0);
    expect(await fetched(['few'], { count: 10, wait_ms: 5_000 })).not.toHaveLength(0);
  });

  it('later queues of the same fetch are served without delay', async () => {
    await limited('full', 0.2, 2);
    expect(await fetched(['full'])).toHaveLength(1);
    const { body } = await api(server.url).enqueue({
      type: 'limit.test',
      args: [],
      options: { queue: 'next' },
    });
    const startedAt = performance.now();
    expect(await fetched(['full', 'next'], { count: 5, wait_ms: 5_000 })).toEqual([body.job.id]);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('who waits for room asks SQS for nothing, and the hints stay at hand', async () => {
    await limited('still', 0.2, 3);
    expect(await fetched(['still'])).toHaveLength(1);
    const startedAt = performance.now();
    await sleep(200);
    expect(await fetched(['still'])).toEqual([]);
    sqsRequests.length = 0;
    expect(await fetched(['still'], { wait_ms: 3_000 })).toEqual([]);
    expect(sqsRequests.filter((each) => each.endsWith('ojs-still'))).toEqual([]);
    expect(await fetched(['still'], { wait_ms: 4_000 })).toHaveLength(1);
    expect(performance.now() - startedAt).toBeLessThan(7_000);
  });

  it('the last writer sets it, on this server before its 201; the queue shows it', async () => {
    await limited('changing', 1, 3);
    expect((await api(server.url).queue('changing')).body.queue.config.rate_limit).toEqual({
      max_per_second: 1,
    });
    expect(await fetched(['changing'], { count: 5 })).toHaveLength(1);
    await limited('changing', 100, 1);
    expect((await api(server.url).queue('changing')).body.queue.config.rate_limit).toEqual({
      max_per_second: 100,
    });
    expect(await fetched(['changing'], { count: 5, wait_ms: 1_000 })).not.toHaveLength(0);
  });
});
