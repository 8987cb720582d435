import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually } from '../../support/api.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';

let stores: TestStores;
let one: TestServer;
let other: TestServer;
/** Writes of a limit on a queue's item. */
let limitWrites = 0;
beforeAll(async () => {
  stores = await startTestStores();
  one = await startTestServer({
    stores,
    onClients: ({ dynamodb }) =>
      dynamodb.middlewareStack.add(
        (next) => (args) => {
          const { Key, ExpressionAttributeNames } = Object(args.input);
          const named: unknown[] = Object.values(ExpressionAttributeNames ?? {});
          if (String(Key?.pk?.S).startsWith('Q#') && named.includes('rl')) limitWrites += 1;
          return next(args);
        },
        { step: 'finalizeRequest', priority: 'low', name: 'limitWrites' },
      ),
  });
  other = await startTestServer({ stores });
});
afterAll(async () => {
  await one.close();
  await other.close();
  await stores.close();
});

const job = (queue: string, max_per_second: unknown, more: object = {}) => ({
  type: 'limit.test',
  args: [],
  options: { queue, rate_limit: { max_per_second }, ...more },
});
const limitOf = async (queue: string) =>
  (await api(other.url).queue(queue)).body.queue.config.rate_limit?.max_per_second;

describe('DECISIONS 1.4, rate limit: the last writer wins', () => {
  it('is written once, not once a job, also where many come at once', async () => {
    limitWrites = 0;
    await Promise.all(Array.from({ length: 20 }, () => api(one.url).enqueue(job('once', 5))));
    for (let n = 0; n < 20; n += 1) await api(one.url).enqueue(job('once', 5));
    expect(limitWrites).toBe(1);
    expect(await limitOf('once')).toBe(5);
  });

  it('two producers that do not agree write at most once a second, and each is stored before its 201', async () => {
    limitWrites = 0;
    const startedAt = performance.now();
    const values = [10, 20, 10, 20, 10, 20, 10, 30];
    const answers = await Promise.all(values.map((value) => api(one.url).enqueue(job('torn', value))));
    expect(answers.map(({ status }) => status)).toEqual(values.map(() => 201));
    expect(await limitOf('torn')).toBe(30);
    const seconds = (performance.now() - startedAt) / 1_000;
    expect(limitWrites).toBeLessThanOrEqual(1 + Math.ceil(seconds));
    expect(seconds).toBeLessThan(2.5);
  });

  it('what another server has set since is overwritten', async () => {
    await api(one.url).enqueue(job('turns', 1));
    await api(other.url).enqueue(job('turns', 2));
    expect(await limitOf('turns')).toBe(2);
    await eventually(async () => {
      await api(one.url).enqueue(job('turns', 1));
      return (await limitOf('turns')) === 1 || undefined;
    }, 2_000);
  });

  it('of a batch the last job of each queue counts', async () => {
    const { status } = await api(one.url).enqueueBatch([
      job('batch-a', 1),
      job('batch-b', 7),
      job('batch-a', 3),
    ]);
    expect(status).toBe(201);
    expect([await limitOf('batch-a'), await limitOf('batch-b')]).toEqual([3, 7]);
  });

  it('a unique job sets it where it is accepted, and not where it is refused or ignored', async () => {
    const unique = { keys: ['queue'] };
    expect((await api(one.url).enqueue(job('uniq', 4, { unique }))).status).toBe(201);
    expect((await api(one.url).enqueue(job('uniq', 9, { unique }))).status).toBe(409);
    const ignored = { unique: { ...unique, on_conflict: 'ignore' } };
    expect((await api(one.url).enqueue(job('uniq', 9, ignored))).status).toBe(200);
    expect(await limitOf('uniq')).toBe(4);
  });

  it('an element of a batch that a unique policy ignores sets none', async () => {
    const unique = { keys: ['queue'], on_conflict: 'ignore' };
    const elements = [job('uniq-batch', 4, { unique }), job('uniq-batch', 9, { unique })];
    expect((await api(one.url).enqueueBatch(elements)).status).toBe(201);
    expect(await limitOf('uniq-batch')).toBe(4);
  });

  it('the jobs of a group set it with their workflow, a step of a chain when its turn comes', async () => {
    const jobs = [job('group', 6), job('group', 8)];
    expect((await api(one.url).createWorkflow({ type: 'group', jobs })).status).toBe(201);
    expect(await limitOf('group')).toBe(8);
    const steps = [job('chain-first', 2), job('chain-second', 3)];
    expect((await api(one.url).createWorkflow({ type: 'chain', steps })).status).toBe(201);
    expect([await limitOf('chain-first'), await limitOf('chain-second')]).toEqual([2, undefined]);
    const [first] = (await api(one.url).fetch({ queues: ['chain-first'], wait_ms: 2_000 })).body.jobs;
    expect((await api(one.url).ack({ job_id: first?.id })).status).toBe(200);
    expect(await limitOf('chain-second')).toBe(3);
  });

  it('a job that brings none, or another shape, leaves it as it is', async () => {
    await api(one.url).enqueue(job('kept', 2.5));
    await api(one.url).enqueue({ type: 'limit.test', args: [], options: { queue: 'kept' } });
    const shape = { key: 'api', concurrency: 1, rate: { limit: 1, period: 'PT1M' }, on_limit: 'drop' };
    const { status } = await api(one.url).enqueue({
      type: 'a',
      args: [],
      options: { queue: 'kept', rate_limit: shape },
    });
    expect(status).toBe(201);
    expect(await limitOf('kept')).toBe(2.5);
    expect((await api(one.url).queue('untouched')).body.queue.config.rate_limit).toBeUndefined();
  });

  it('a cron sets it with each job of its', async () => {
    const cron = { name: 'limited', expression: '* * * * * *', job_template: { ...job('ticks', 3) } };
    expect((await api(one.url).registerCron(cron)).status).toBe(201);
    await eventually(async () => ((await limitOf('ticks')) === 3 ? true : undefined), 10_000);
    await api(one.url).deleteCron('limited');
  });
});

describe('DECISIONS 1.2: a limit that does not hold is 422 and creates nothing', () => {
  it.each([0, -5, 1e7, '10', null, true, [1]])('max_per_second %j', async (value) => {
    const { status, body } = await api(one.url).enqueue(job('bad', value));
    expect([status, body.error?.code, body.error?.details]).toEqual([
      422,
      'validation_error',
      { field: 'rate_limit.max_per_second' },
    ]);
    expect(body.error?.message).toMatch(/from 0\.001 to 1000000, such as 50/);
    const batch = await api(one.url).enqueueBatch([job('bad', 1), job('bad', value)]);
    expect([batch.status, batch.body.error?.details]).toEqual([
      422,
      { field: 'jobs[1].rate_limit.max_per_second', index: 1 },
    ]);
    const cron = { name: 'bad', expression: '@daily', job_template: job('bad', value) };
    expect((await api(one.url).registerCron(cron)).status).toBe(422);
    expect(await limitOf('bad')).toBeUndefined();
    expect((await api(one.url).stats('bad')).body.available).toBe(0);
  });

  it.each([['5'], [5], [[]], [null]])('a rate_limit that is no object, %j: 400', async (rate_limit) => {
    const { status, body } = await api(one.url).enqueue({ type: 'a', args: [], options: { rate_limit } });
    expect([status, body.error?.code]).toEqual([400, 'invalid_request']);
    expect(body.error?.message).toContain('rate_limit');
  });
});
