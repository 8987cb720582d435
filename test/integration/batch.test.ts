import { GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteExpired } from '../../src/embedded/time-to-live.ts';
import { api, eventually } from '../support/api.ts';
import { endAt, faults } from '../support/faults.ts';
import { movedClock } from '../support/moved-clock.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../support/server.ts';

const DAY = 86_400_000;
let stores: TestStores;
let server: TestServer;
let other: TestServer;
beforeAll(async () => {
  stores = await startTestStores();
  server = await startTestServer({
    stores,
    environment: { OJS_MAX_BATCH: '250', OJS_MAX_ENVELOPE_BYTES: '4096', OJS_MAX_BATCH_BYTES: '300000' },
  });
  other = await startTestServer({ stores });
});
afterAll(async () => {
  await server.close();
  await other.close();
  await stores.close();
});

const job = (queue: string, more: object = {}) => ({
  type: 'batch.test',
  args: [],
  options: { queue },
  ...more,
});
const idOf = (n: number) => `019461a8-1a2b-7c3d-8e4f-${String(n).padStart(12, '0')}`;
const fetchAll = async (from: TestServer, queue: string) =>
  (await api(from.url).fetch({ queues: [queue], worker_id: 'w', count: 100 })).body.jobs;

describe('batch enqueue (DECISIONS 6 "Bulk")', () => {
  it('all of the jobs, in the order of the request, with a body of any size', async () => {
    const jobs = Array.from({ length: 60 }, (_, n) =>
      job('order', { args: n % 20 === 0 ? ['x'.repeat(3_000), n] : ['', n] }),
    );
    const { status, body } = await api(server.url).enqueueBatch(jobs);
    expect(status).toBe(201);
    expect(body.count).toBe(60);
    expect(body.jobs.map(({ args }) => args?.[1])).toEqual(jobs.map((_, n) => n));
    // SQS keeps the order of ten hints, which is one call, and not much more.
    const fetched: Awaited<ReturnType<typeof fetchAll>> = [];
    await eventually(async () => {
      fetched.push(...(await fetchAll(server, 'order')));
      return fetched.length >= 60 ? true : undefined;
    }, 10_000);
    expect(fetched.length).toBe(60);
    expect(new Set(fetched.map(({ args }) => args?.[1]))).toEqual(new Set(jobs.map((_, n) => n)));
    expect(fetched.every(({ args }) => args?.[0] === jobs[Number(args?.[1])]?.args[0])).toBe(true);
  });

  it('the 201 is enough for a GET on another server, and a fetch there', async () => {
    const { body } = await api(server.url).enqueueBatch([job('elsewhere'), job('elsewhere')]);
    for (const { id } of body.jobs) {
      expect((await api(other.url).get(id)).body.job.state).toBe('available');
    }
    const { body: fetched } = await api(other.url).fetch({ queues: ['elsewhere'], count: 2, wait_ms: 3_000 });
    expect(fetched.jobs.length).toBeGreaterThan(0);
  });

  it('a job of a batch can be cancelled before its first fetch', async () => {
    const { body } = await api(server.url).enqueueBatch([job('cancel'), job('cancel')]);
    expect((await api(other.url).cancel(body.jobs[0]?.id ?? '')).status).toBe(200);
    expect((await fetchAll(server, 'cancel')).map(({ id }) => id)).toEqual([body.jobs[1]?.id]);
  });

  it('scheduled and expired jobs among others', async () => {
    const { body } = await api(server.url).enqueueBatch([
      job('times', { options: { queue: 'times', scheduled_at: '2099-01-01T00:00:00Z' } }),
      job('times', { options: { queue: 'times', expires_at: '2001-01-01T00:00:00Z' } }),
      job('times'),
    ]);
    expect(body.jobs.map(({ state }) => state)).toEqual(['scheduled', 'discarded', 'available']);
  });
});

describe('a large batch (DESIGN decision 21; its pace in test/budget, 10,000 jobs in test/slow)', () => {
  it('2,000 jobs, every tenth of them unique', async () => {
    const jobs = Array.from({ length: 2_000 }, (_, n) =>
      job('large-one', { args: [n], ...(n % 10 === 0 && { unique: { keys: ['type', 'args'] } }) }),
    );
    const { status, body } = await api(other.url).enqueueBatch(jobs);
    expect([status, body.count]).toEqual([201, 2_000]);
    expect(body.jobs.map(({ args }) => args?.[0])).toEqual(jobs.map((_, n) => n));
    const again = await api(other.url).enqueue(jobs[10] ?? {});
    expect(again.body.error?.details?.existing_job_id).toBe(body.jobs[10]?.id);
  }, 60_000);
});

describe('a batch with something wrong in it stores nothing (DECISIONS 6 "Bulk": all or nothing)', () => {
  it.each([
    ['a missing type among 200', 400, { args: [], options: { queue: 'wrong' } }],
    ['a time without a zone', 400, job('wrong', { scheduled_at: '2099-01-01T00:00:00' })],
    [
      'a number that a double cannot keep',
      400,
      job('wrong', { options: { queue: 'wrong', timeout_ms: Number.MAX_SAFE_INTEGER + 1 } }),
    ],
    ['a policy that does not hold', 422, job('wrong', { retry: { backoff_coefficient: 0 } })],
    ['a unique policy that does not hold', 422, job('wrong', { unique: { states: ['done'] } })],
    ['unique by meta without names', 422, job('wrong', { options: { unique: { keys: ['meta'] } } })],
    ['an unknown on_conflict', 422, job('wrong', { unique: { on_conflict: 'merge' } })],
    ['a job over its own limit', 413, job('wrong', { args: ['x'.repeat(5_000)] })],
  ])('%s: %i with its index', async (_, status, bad) => {
    const jobs = Array.from({ length: 200 }, (_unused, n) => (n === 137 ? bad : job('wrong')));
    const answer = await api(server.url).enqueueBatch(jobs);
    expect(answer.status).toBe(status);
    expect(answer.body.error?.details).toMatchObject({ index: 137 });
    expect(answer.body.error?.message).toContain('jobs[137]');
    expect(await fetchAll(server, 'wrong')).toEqual([]);
  });

  it('one bad job among 5,000: its index, and nothing is stored', async () => {
    const jobs = Array.from({ length: 5_000 }, (_, n) => ({
      id: idOf(20_000 + n),
      ...job('thousands', n === 4_321 ? { unique: { period: 'a day' } } : {}),
    }));
    const { status, body } = await api(other.url).enqueueBatch(jobs);
    expect([status, body.error?.code]).toEqual([422, 'validation_error']);
    expect(body.error?.details).toEqual({ field: 'jobs[4321].unique.period', index: 4_321 });
    expect((await api(other.url).get(idOf(20_000))).status).toBe(404);
    expect((await api(other.url).get(idOf(20_000 + 4_320))).status).toBe(404);
  });

  it('an id that is stored: 409, and the other ids are free again', async () => {
    await api(server.url).enqueue({ id: idOf(50), ...job('taken') });
    const jobs = Array.from({ length: 100 }, (_, n) => ({ id: idOf(n), ...job('taken-too') }));
    const refused = await api(server.url).enqueueBatch(jobs);
    expect(refused.status).toBe(409);
    expect(refused.body.error).toMatchObject({
      code: 'duplicate',
      details: { index: 50, existing_job_id: idOf(50), existing_job_state: 'available' },
    });
    expect((await api(other.url).get(idOf(7))).status).toBe(404);
    expect(await fetchAll(server, 'taken-too')).toEqual([]);
    const again = await api(other.url).enqueueBatch(jobs.filter((_, n) => n !== 50));
    expect(again.status, JSON.stringify(again.body)).toBe(201);
  });

  it('the same id twice: 409', async () => {
    const { status, body } = await api(server.url).enqueueBatch([
      { id: idOf(500), ...job('twice') },
      { id: idOf(500), ...job('twice') },
    ]);
    expect(status).toBe(409);
    expect(body.error?.details).toMatchObject({ index: 1 });
    expect((await api(server.url).get(idOf(500))).status).toBe(404);
  });

  it('more jobs than OJS_MAX_BATCH: 413 that names the limit', async () => {
    const { status, body } = await api(server.url).enqueueBatch(
      Array.from({ length: 251 }, () => job('many')),
    );
    expect(status).toBe(413);
    expect(body.error?.details).toMatchObject({ field: 'jobs', actual_batch_size: 251, max_batch_size: 250 });
  });

  it('more bytes than OJS_MAX_BATCH_BYTES in all: 413 that names the limit', async () => {
    const jobs = Array.from({ length: 100 }, () => job('large', { args: ['x'.repeat(3_500)] }));
    const { status, body } = await api(server.url).enqueueBatch(jobs);
    expect(status).toBe(413);
    expect(body.error?.details).toEqual({
      field: 'body',
      actual_bytes: Buffer.byteLength(JSON.stringify({ jobs })),
      max_bytes: 300_000,
    });
    expect(await fetchAll(server, 'large')).toEqual([]);
    expect((await api(server.url).enqueueBatch(jobs.slice(0, 80))).status).toBe(201);
  });
});

describe('a batch whose server ends before the commit (DESIGN 21)', () => {
  it('its jobs do not exist for anybody, and its ids are not free before its deadline', async () => {
    let ended = false;
    const dying = await startTestServer({
      stores,
      onClients: (clients) => {
        faults(clients, () => {
          ended = true;
        }).plan(endAt(60, true));
      },
    });
    const jobs = Array.from({ length: 100 }, (_, n) => ({ id: idOf(1_000 + n), ...job('half') }));
    const sent = api(dying.url).enqueueBatch(jobs);
    sent.catch(() => undefined);
    const late = await startTestServer({ stores });
    await expect.poll(() => ended, { timeout: 5_000, interval: 10 }).toBe(true);
    const again = await api(late.url).enqueue({ id: idOf(1_000), ...job('half-too') });
    expect(again).toMatchObject({ status: 503, body: { error: { retryable: true } } });
    expect((await api(late.url).get(idOf(1_000))).status).toBe(404);
    expect((await api(late.url).cancel(idOf(1_000))).status).toBe(404);
    const { body } = await api(late.url).fetch({ queues: ['half'], count: 100, wait_ms: 3_000 });
    expect(body.jobs).toEqual([]);
    await late.close();
  });
});

describe('a batch whose commit was made and never heard of (DESIGN 3, 21)', () => {
  it('is answered as committed: 201, and its jobs can be fetched', async () => {
    let lost: ReturnType<typeof faults> | undefined;
    const deaf = await startTestServer({
      stores,
      onClients: (clients) => {
        lost = faults(clients);
      },
    });
    let commits = 0;
    lost?.plan(({ operation, attempt }) => {
      if (operation !== 'UpdateItem') return undefined;
      if (attempt === 1) commits += 1;
      return commits === 1 ? { kind: 'drop' } : undefined;
    });
    const { status, body } = await api(deaf.url).enqueueBatch([job('unheard'), job('unheard')]);
    expect(commits).toBeGreaterThan(1);
    expect(status).toBe(201);
    const fetched = await fetchAll(deaf, 'unheard');
    expect(fetched.map(({ id }) => id)).toEqual(body.jobs.map(({ id }) => id));
    await deaf.close();
  });
});

describe('DESIGN decision 21: the header of a batch that was given up', () => {
  const headersOf = async (from: TestServer) => {
    const { Items = [] } = await from.clients.documents.send(new ScanCommand({ TableName: 'ojs-jobs' }));
    return Items.filter(({ pk }) => String(pk).startsWith('B#'));
  };

  it('is let go with its jobs: also one that a unique lock names counts for nothing from then on', async () => {
    const clock = movedClock();
    const alone = await startTestServer({ clock });
    const ojs = api(alone.url);
    await ojs.enqueue({ id: idOf(1), ...job('let-go') });
    const unique = job('let-go', { options: { queue: 'let-go', unique: {} } });
    const old = (await ojs.enqueue(unique)).body.job.id;
    const replacing = job('let-go', { options: { queue: 'let-go', unique: { on_conflict: 'replace' } } });
    const jobs = [replacing, { id: idOf(1), ...job('let-go') }, { id: idOf(2), ...job('let-go') }];
    expect((await ojs.enqueueBatch(jobs)).status).toBe(409);
    const [header, ...more] = await headersOf(alone);
    expect([header?.s, more]).toEqual(['aborted', []]);
    expect(header?.ttl * 1000).toBeGreaterThan(clock.now() + DAY);
    clock.move(31 * DAY);
    await deleteExpired(alone.clients.dynamodb, 'ojs-jobs', clock.now());
    expect(await headersOf(alone)).toEqual([]);
    const refused = await ojs.enqueue(unique);
    expect(refused.body.error?.details).toMatchObject({ existing_job_id: old });
    expect((await ojs.get(old)).body.job.state).toBe('available');
    expect((await ojs.enqueueBatch([replacing, jobs[2] ?? {}])).status).toBe(201);
    expect((await ojs.get(old)).body.job.state).toBe('cancelled');
    await alone.close();
  });

  it('stays where a job of it could not be removed: that never was', async () => {
    let plan: ReturnType<typeof faults> | undefined;
    const failing = await startTestServer({
      onClients: (clients) => {
        plan = faults(clients);
      },
    });
    const ojs = api(failing.url);
    await ojs.enqueue({ id: idOf(1), ...job('stays') });
    plan?.plan(({ operation }) =>
      operation === 'DeleteItem' ? { kind: 'fail', status: 400, code: 'ValidationException' } : undefined,
    );
    const jobs = [
      { id: idOf(2), ...job('stays') },
      { id: idOf(1), ...job('stays') },
    ];
    expect((await ojs.enqueueBatch(jobs)).status).toBe(409);
    const Key = { pk: `J#${idOf(2)}`, sk: 'J' };
    const { Item } = await failing.clients.documents.send(new GetCommand({ TableName: 'ojs-jobs', Key }));
    expect(Item).toBeDefined();
    const [header] = await headersOf(failing);
    expect([header?.s, header?.ttl]).toEqual(['aborted', undefined]);
    plan?.plan(undefined);
    expect((await ojs.get(idOf(2))).status).toBe(404);
    await failing.close();
  });
});
