import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually } from '../support/api.ts';
import { type Faults, faults } from '../support/faults.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../support/server.ts';

let stores: TestStores;
let first: TestServer;
let second: TestServer;
let trouble: Faults;
/** Pages of events that the first server has written. */
let pages = 0;

beforeAll(async () => {
  stores = await startTestStores();
  first = await startTestServer({
    stores,
    onClients: (clients) => {
      trouble = faults(clients);
      clients.dynamodb.middlewareStack.add(
        (next, { commandName }) =>
          (args) => {
            if (commandName === 'PutItemCommand' && JSON.stringify(args.input).includes('"S#')) pages += 1;
            return next(args);
          },
        { step: 'serialize', name: 'countsPages' },
      );
    },
  });
  second = await startTestServer({ stores });
});
afterAll(async () => {
  await first.close();
  await second.close();
  await stores.close();
});

let queues = 0;
const newQueue = () => `events-${++queues}`;

describe('the feed on real parts (ojs-events 6.4, DESIGN 18)', () => {
  it('is seen by another server within 500 ms (and 400 for a busy machine), in the order of the life of a job that went across', async () => {
    const [a, b] = [api(first.url), api(second.url)];
    const queue = newQueue();
    const { job } = (await a.enqueue({ type: 'feed.test', args: [], options: { queue } })).body;
    await b.fetch({ queues: [queue], worker_id: 'w', wait_ms: 5_000 });
    await a.ack({ job_id: job.id, worker_id: 'w', result: { sum: 1 } });
    const doneAt = performance.now();
    const events = await eventually(
      async () => {
        const { body } = await b.events(`?queues=${queue}`);
        return body.events.length === 3 ? body.events : undefined;
      },
      2_000,
      20,
    );
    expect(performance.now() - doneAt).toBeLessThan(900);
    expect(events.map(({ type }) => type)).toEqual(['job.enqueued', 'job.started', 'job.completed']);
    expect(new Set(events.map(({ source }) => source)).size).toBe(2);
    expect(new Set(events.map(({ id }) => id)).size).toBe(3);
    expect(events[2]).toMatchObject({ subject: job.id, data: { attempt: 1, result: { sum: 1 } } });
  });

  it('is the same from both servers, page by page, each event once', async () => {
    const [a, b] = [api(first.url), api(second.url)];
    const queue = newQueue();
    const ids: string[] = [];
    for (let n = 0; n < 40; n += 1) {
      const { body } = await (n % 2 === 0 ? a : b).enqueue({
        type: 'feed.test',
        args: [n],
        options: { queue },
      });
      ids.push(body.job.id);
    }
    const seen: string[] = [];
    let after = '';
    // The two servers take turns in answering: a cursor is good at each of them.
    for (let n = 0; seen.length < ids.length; n += 1) {
      const { body } = await (n % 2 === 0 ? a : b).events(`?queues=${queue}&limit=7${after}`);
      seen.push(...body.events.map(({ subject }) => subject));
      after = `&after=${body.cursor}`;
      expect(n).toBeLessThan(200);
      if (!body.has_more) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(seen.toSorted()).toEqual(ids.toSorted());
    expect((await a.events(`?queues=${queue}${after}`)).body.events).toEqual([]);
  });

  it('tells of every job of a batch', async () => {
    const { enqueueBatch, events } = api(first.url);
    const queue = newQueue();
    const jobs = Array.from({ length: 12 }, (_, n) => ({ type: 'feed.test', args: [n], options: { queue } }));
    const accepted = (await enqueueBatch(jobs)).body.jobs.map(({ id }) => id);
    const told = await eventually(async () => {
      const { body } = await events(`?queues=${queue}&types=job.enqueued`);
      return body.events.length >= 12 ? body.events : undefined;
    }, 2_000);
    expect(told.map(({ subject }) => subject).toSorted()).toEqual(accepted.toSorted());
  });

  it('tells of a scheduled job when its moment comes, once, though nobody claims it', async () => {
    const { enqueue, events } = api(first.url);
    const queue = newQueue();
    const options = { queue, delay_until: '+PT0.6S' };
    await enqueue({ type: 'feed.test', args: [], options });
    const types = async () => (await events(`?queues=${queue}`)).body.events.map(({ type }) => type);
    await eventually(async () => ((await types()).length === 1 ? true : undefined), 500, 20);
    await eventually(async () => ((await types()).length === 2 ? true : undefined), 3_000);
    await api(first.url).fetch({ queues: [queue], worker_id: 'w', wait_ms: 5_000 });
    await eventually(async () => ((await types()).includes('job.started') ? true : undefined), 2_000);
    expect(await types()).toEqual(['job.scheduled', 'job.enqueued', 'job.started']);
  });

  it('loses nothing while the table refuses pages, and keeps the order', async () => {
    const { enqueue, events } = api(first.url);
    const queue = newQueue();
    await enqueue({ type: 'feed.test', args: ['before'], options: { queue } });
    let refused = 0;
    trouble.plan(({ operation }) => {
      if (operation !== 'PutItem' || refused >= 4) return undefined;
      refused += 1;
      return { kind: 'fail', status: 400, code: 'ValidationException' };
    });
    const met = await eventually(async () => (refused >= 1 ? true : undefined), 2_000);
    trouble.plan(undefined);
    expect(met).toBe(true);
    await enqueue({ type: 'feed.test', args: ['after'], options: { queue } });
    const told = await eventually(async () => {
      const { body } = await events(`?queues=${queue}`);
      return body.events.length === 2 ? body.events : undefined;
    }, 5_000);
    expect(told.map(({ type }) => type)).toEqual(['job.enqueued', 'job.enqueued']);
  });

  it('tells each thing once though the first answer of every write is lost', async () => {
    const { enqueue, events } = api(first.url);
    const queue = newQueue();
    trouble.plan(({ operation, attempt }) =>
      operation === 'PutItem' && attempt === 1 ? { kind: 'drop' } : undefined,
    );
    for (let n = 0; n < 5; n += 1) await enqueue({ type: 'feed.test', args: [n], options: { queue } });
    trouble.plan(undefined);
    const told = await eventually(async () => {
      const { body } = await events(`?queues=${queue}`);
      return body.events.length >= 5 ? body.events : undefined;
    }, 5_000);
    expect(new Set(told.map(({ id }) => id)).size).toBe(5);
    expect(told).toHaveLength(5);
  });

  it('writes at most three pages a second, and none while nothing happens', async () => {
    const { enqueue, events } = api(first.url);
    const queue = newQueue();
    await events();
    const before = pages;
    const startedAt = performance.now();
    while (performance.now() - startedAt < 2_000) {
      await enqueue({ type: 'feed.test', args: [], options: { queue } });
    }
    await eventually(async () => (pages > before ? true : undefined), 1_000);
    // One flush may have been due when it began, one more comes after its end.
    expect(pages - before).toBeLessThanOrEqual(3 * 2 + 2);
    await events();
    const idle = pages;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(pages).toBe(idle);
  });

  it.each([
    ['?limit=0', 'limit'],
    ['?limit=1001', 'limit'],
    ['?limit=ten', 'limit'],
    ['?limit=1.5', 'limit'],
    ['?after=nonsense', 'after'],
    ['?types=', 'types'],
    ['?types=job.started,,job.failed', 'types'],
    ['?queues=Not%20A%20Queue', 'queues'],
    ['?job_types=UPPER', 'job_types'],
  ])('refuses %s with a 400 that names %s', async (query, field) => {
    const { status, body } = await api(first.url).events(query);
    expect(status).toBe(400);
    expect(body.error?.details).toMatchObject({ field });
    expect(body.error?.message).toContain(field);
  });
});
