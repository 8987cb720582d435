import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { api, eventually } from '../../support/api.ts';
import { deadLettered } from '../../support/dead-letter.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  expect((await api(server.url).reset()).status).toBe(200);
});
afterAll(() => server.close());

/** Several, one after the other; newest first, as the list has them. */
async function several(count: number, queue = 'many', type = 'dead.test'): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) ids.unshift(await deadLettered(server.url, { queue, type, args: [n] }));
  return ids;
}

const idsOf = async (query = '') => (await api(server.url).deadLetter(query)).body.jobs.map(({ id }) => id);

describe('the list of the dead letter (ojs-core 7; DECISIONS 6, "Dead letter")', () => {
  it('holds full jobs with errors and total_attempts, newest first', async () => {
    const ids = await several(3);
    const { status, body } = await api(server.url).deadLetter();
    expect(status).toBe(200);
    expect(body.jobs.map(({ id }) => id)).toEqual(ids);
    expect(body.jobs[0]).toMatchObject({
      type: 'dead.test',
      queue: 'many',
      state: 'discarded',
      args: [2],
      attempt: 1,
      total_attempts: 1,
      error: { type: 'Boom', message: 'no' },
      errors: [{ type: 'Boom', attempt: 1 }],
      retry: { on_exhaustion: 'dead_letter' },
    });
    const { job } = (await api(server.url).get(ids[0] ?? '')).body;
    expect(body.jobs[0]).toEqual({ ...job, total_attempts: 1 });
    expect(body.pagination).toEqual({ limit: 50, offset: 0, has_more: false, total: 3 });
  });

  it('does not hold what was discarded without it, cancelled or completed', async () => {
    const { enqueue, fetch, nack, cancel, ack } = api(server.url);
    const put = async (options: object) =>
      (await enqueue({ type: 'other.test', args: [], options: { queue: 'others', ...options } })).body.job.id;
    const retry = { max_attempts: 1, on_exhaustion: 'dead_letter' };
    const ended = [await put({ retry: { max_attempts: 1 } }), await put({ retry }), await put({ retry })];
    expect((await fetch({ queues: ['others'], count: 3, wait_ms: 5_000 })).body.jobs).toHaveLength(3);
    await nack({ job_id: ended[0], error: { message: 'no' } });
    await nack({ job_id: ended[1], error: { message: 'no', code: 'DISCARD' } });
    await ack({ job_id: ended[2] });
    await cancel(await put({ retry }));
    await put({ retry, expires_at: '2020-01-01T00:00:00Z' });
    expect(await idsOf()).toEqual([]);
  });

  it('holds what the code DEAD_LETTER ended, on the first of many attempts', async () => {
    const { enqueue, fetch, nack } = api(server.url);
    const { id } = (await enqueue({ type: 'code.test', args: [], options: { queue: 'code' } })).body.job;
    await fetch({ queues: ['code'], wait_ms: 5_000 });
    const answer = await nack({ job_id: id, error: { code: 'DEAD_LETTER', message: 'poison' } });
    expect(answer.body).toMatchObject({ state: 'discarded', attempt: 1, max_attempts: 3 });
    expect(await idsOf()).toEqual([id]);
  });

  it('filters by queue and by type, over more entries than one read of the index brings', async () => {
    const mails = await several(2, 'mail', 'mail.send');
    const others = await several(30, 'other', 'other.work');
    const late = await several(1, 'mail', 'mail.read');
    expect(await idsOf('?queue=mail')).toEqual([...late, ...mails]);
    expect(await idsOf('?type=mail.send')).toEqual(mails);
    expect(await idsOf('?queue=mail&type=mail.read')).toEqual(late);
    expect(await idsOf('?queue=other&limit=200')).toEqual(others);
    expect(await idsOf('?queue=other&type=mail.read')).toEqual([]);
  });

  it('pages by offset, by page and by cursor give each job once, in order', async () => {
    const ids = await several(13);
    expect([...(await idsOf('?limit=5')), ...(await idsOf('?limit=5&offset=5'))]).toEqual(ids.slice(0, 10));
    expect(await idsOf('?page=2&per_page=4')).toEqual(ids.slice(4, 8));
    expect(await idsOf('?limit=5&offset=10')).toEqual(ids.slice(10));
    expect((await api(server.url).deadLetter('?limit=5&offset=20')).body).toEqual({
      jobs: [],
      pagination: { limit: 5, offset: 20, has_more: false, total: 13 },
    });
    const seen: string[] = [];
    let query = '?limit=4';
    for (let pages = 0; pages < 10; pages += 1) {
      const { jobs, pagination } = (await api(server.url).deadLetter(query)).body;
      seen.push(...jobs.map(({ id }) => id));
      if (!pagination.has_more) break;
      query = `?limit=4&cursor=${pagination.next_cursor}`;
    }
    expect(seen).toEqual(ids);
  });

  it('a cursor stands still while jobs come and go before it', async () => {
    const ids = await several(6);
    const first = (await api(server.url).deadLetter('?limit=3')).body;
    await several(2);
    await api(server.url).deleteDeadLetter(ids[1] ?? '');
    await api(server.url).retryDeadLetter(ids[4] ?? '');
    const cursor = first.pagination.next_cursor ?? '';
    expect(await idsOf(`?limit=3&cursor=${cursor}`)).toEqual([ids[3], ids[5]]);
  });

  it('has at most 200 jobs a page, whatever limit says', async () => {
    const { body } = await api(server.url).deadLetter('?limit=100000');
    expect(body.pagination.limit).toBe(200);
    expect((await api(server.url).deadLetter('?page=1&per_page=999')).body.pagination.limit).toBe(200);
  });

  it.each([
    ['limit', 'limit=-1'],
    ['limit', 'limit='],
    ['limit', 'limit=1.5'],
    ['limit', 'limit=1&limit=2'],
    ['offset', 'offset=-1'],
    ['page', 'page=0'],
    ['page', 'page=201&per_page=50000'],
    ['per_page', 'per_page=x'],
    ['cursor', 'cursor=AAAA'],
    ['offset', 'cursor=MDAwMDAwMDAwMDAwMDEjYSNiI2M&offset=1'],
    ['offset', 'page=2&offset=1'],
    ['type', 'type=Not.A_Type'],
  ])('bad page parameters are 400 and name %s: %s', async (field, query) => {
    const { status, body } = await api(server.url).deadLetter(`?${query}`);
    expect([status, body.error?.code, body.error?.details?.field]).toEqual([400, 'invalid_request', field]);
    expect(body.error?.message).toContain(field);
  });

  it('a page of large jobs ends early and says how to go on', async () => {
    const large = 'x'.repeat(900_000);
    const ids: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      ids.unshift(await deadLettered(server.url, { queue: 'large', args: [large] }));
    }
    const first = (await api(server.url).deadLetter()).body;
    expect(first.jobs.map(({ id }) => id)).toEqual(ids.slice(0, 10));
    expect(first.pagination.has_more).toBe(true);
    expect(await idsOf(`?cursor=${first.pagination.next_cursor}`)).toEqual(ids.slice(10));
  });
});

describe('the admin API counts what it lists (ojs-dead-letter 10.1; EXTENSIONS 1.2)', () => {
  it('total, page and per_page, of the queue and type asked for', async () => {
    const mails = await several(3, 'mail', 'mail.send');
    await several(2, 'other', 'other.work');
    const { body } = await api(server.url).adminDeadLetter('?queue=mail&page=2&per_page=2');
    expect(body.items.map(({ id }) => id)).toEqual(mails.slice(2));
    expect(body.pagination).toEqual({ total: 3, page: 2, per_page: 2, has_more: false });
    const all = (await api(server.url).adminDeadLetter('?per_page=1')).body;
    expect(all.pagination).toMatchObject({ total: 5, page: 1, per_page: 1, has_more: true });
  });

  it('stats follow what enters, is retried and is deleted', async () => {
    const stats = async () => (await api(server.url).deadLetterStats()).body;
    const retention = { max_age: 'P180D', max_count: 10_000 };
    expect(await stats()).toEqual({ total: 0, by_queue: {}, retention });
    const [newest = '', oldest = ''] = await several(2, 'mail');
    const [other = ''] = await several(1, 'other');
    const discardedAt = async (id: string) => (await api(server.url).get(id)).body.job.discarded_at;
    expect(await stats()).toEqual({
      total: 3,
      by_queue: { mail: 2, other: 1 },
      oldest_at: await discardedAt(oldest),
      newest_at: await discardedAt(other),
      retention,
    });
    const again = await api(server.url).adminRetryDeadLetter(newest);
    expect([again.status, again.body.job.state, again.body.job.attempt]).toEqual([200, 'available', 0]);
    await api(server.url).deleteDeadLetter(other);
    expect(await stats()).toMatchObject({ total: 1, by_queue: { mail: 1 } });
  });
});

describe('time-outs on the last attempt (DECISIONS 1.3; DESIGN 15)', () => {
  it.each([
    ['a lease that ran out', { visibility_timeout_ms: 300 }, 'visibility_timeout'],
    ['an execution time-out', { timeout_ms: 300 }, 'timeout'],
  ])('%s: what GET shows as discarded is in the list at once', async (_name, limits, type) => {
    const { enqueue, fetch, get } = api(server.url);
    const retry = { max_attempts: 1, on_exhaustion: 'dead_letter' };
    const queue = `late-${type.replace('_', '-')}`;
    const { id } = (await enqueue({ type: 'late.test', args: [], options: { queue, retry, ...limits } })).body
      .job;
    expect((await fetch({ queues: [queue], wait_ms: 5_000 })).body.jobs).toHaveLength(1);
    const dead = await eventually(async () => {
      const { job } = (await get(id)).body;
      return job.state === 'discarded' ? job : undefined;
    }, 3_000);
    const [entry] = (await api(server.url).deadLetter(`?queue=${queue}`)).body.jobs;
    expect(entry).toMatchObject({ id, error: { type }, discarded_at: dead.discarded_at });
    expect((await api(server.url).retryDeadLetter(id)).body.job).toMatchObject({ state: 'available' });
  });
});
