import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually, type Job } from '../../support/api.ts';
import { expectedTicks, takeAll, tickOf } from '../../support/cron-jobs.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let ojs: ReturnType<typeof api>;
/** A cron that ticks all the while, so that a test sees how time passes for crons. */
const METRONOME = 'metronome';
beforeAll(async () => {
  server = await startTestServer();
  ojs = api(server.url);
  await register(METRONOME, { overlap_policy: 'allow' });
});
afterAll(() => server.close());

const register = async (name: string, more: object = {}) => {
  const { status, body } = await ojs.registerCron({
    name,
    expression: '* * * * * *',
    job_template: { type: 'cron.test', args: [name], options: { queue: name } },
    ...more,
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.cron;
};
const runs = (name: string, count: number) =>
  eventually(async () => {
    const { cron } = (await ojs.getCron(name)).body;
    return cron.run_count >= count ? cron : undefined;
  }, 10_000);
/** Waits until a cron that was free to tick would have done so twice. */
const twoTicks = async () => {
  const { run_count } = (await ojs.getCron(METRONOME)).body.cron;
  await runs(METRONOME, run_count + 3);
};
const take = async (queue: string, count = 1) =>
  (await ojs.fetch({ queues: [queue], worker_id: 'w', count, wait_ms: 3_000 })).body.jobs;

describe.concurrent('ojs-cron 2, 6 and 8: crons on a live server', () => {
  it('every tick makes its job within a second, from the template and marked with cron and tick', async () => {
    const ended = new AbortController();
    const jobs: { job: Job; at: number }[] = [];
    const taking = takeAll(
      () => server.url,
      'each-second',
      ended.signal,
      (job) => jobs.push({ job, at: Date.now() }),
    );
    const { created_at, next_run_at } = await register('each-second', {
      overlap_policy: 'allow',
      job_template: {
        type: 'cron.test',
        args: [1.0, { deep: null }],
        meta: { owner: 'me' },
        options: { queue: 'each-second', priority: 3, expires_at: '+PT1H', meta: { sync_version: '2' } },
      },
    });
    const [first, second, third] = expectedTicks(
      '* * * * * *',
      Date.parse(created_at),
      Date.parse(created_at) + 4_000,
    );
    expect(Date.parse(next_run_at ?? '')).toBe(first);
    await eventually(async () => (jobs.length >= 3 ? true : undefined), 10_000);
    await ojs.deleteCron('each-second');
    ended.abort();
    await taking;
    expect(jobs.slice(0, 3).map(({ job }) => tickOf(job))).toEqual([first, second, third]);
    for (const { job, at } of jobs.slice(0, 3)) {
      expect(at - tickOf(job)).toBeGreaterThanOrEqual(0);
      expect(Date.parse(job.created_at) - tickOf(job)).toBeLessThan(1_000);
      expect(job).toMatchObject({
        type: 'cron.test',
        args: [1, { deep: null }],
        meta: { owner: 'me', sync_version: '2', cron_name: 'each-second' },
        priority: 3,
      });
      expect(Date.parse(job.expires_at ?? '') - Date.parse(job.created_at)).toBeCloseTo(3_600_000, -2);
    }
  });

  it('skip: no job while one has not ended, whatever its state, and one again after it', async () => {
    await register('skipping');
    const [first] = await take('skipping');
    const { last_run_at } = await runs('skipping', 1);
    await twoTicks();
    expect((await ojs.getCron('skipping')).body.cron).toMatchObject({ run_count: 1, last_run_at });
    await ojs.ack({ job_id: first?.id, worker_id: 'w', attempt: 1 });
    const [second] = await take('skipping');
    expect(tickOf(second ?? { meta: {} }) - tickOf(first ?? { meta: {} })).toBeGreaterThanOrEqual(3_000);
    await ojs.deleteCron('skipping');
  });

  it('allow and enqueue: a job each tick, whatever runs', async () => {
    await Promise.all([
      register('allowing', { overlap_policy: 'allow' }),
      register('enqueueing', { overlap_policy: 'enqueue' }),
    ]);
    for (const name of ['allowing', 'enqueueing']) {
      await runs(name, 3);
      expect((await ojs.deleteCron(name)).body.cron.run_count).toBeGreaterThanOrEqual(3);
      expect((await take(name, 3)).length).toBeGreaterThanOrEqual(3);
    }
  });

  it('cancel_previous: the earlier job is cancelled, also where a worker holds it', async () => {
    await register('cancelling', { overlap_policy: 'cancel' });
    const [first] = await take('cancelling');
    await runs('cancelling', 3);
    expect((await ojs.get(first?.id ?? '')).body.job.state).toBe('cancelled');
    const { cron } = (await ojs.deleteCron('cancelling')).body;
    expect(cron.overlap_policy).toBe('cancel_previous');
    const left = await take('cancelling', 10);
    expect(left).toHaveLength(1);
    expect(left[0]?.id).not.toBe(first?.id);
  });

  it('tells of each tick once: cron.triggered, cron.skipped (9.1, 9.2)', async () => {
    const { created_at } = await register('telling');
    const [job] = await take('telling');
    const told = await eventually(async () => {
      const { events } = (await ojs.events('?types=cron.*&limit=1000')).body;
      const own = events.filter(({ subject }) => subject === 'telling');
      return own.length >= 3 ? own : undefined;
    }, 10_000);
    await ojs.deleteCron('telling');
    const ticks = expectedTicks('* * * * * *', Date.parse(created_at), Date.now());
    expect(told.map(({ data }) => Date.parse(data.scheduled_time ?? ''))).toEqual(
      ticks.slice(0, told.length),
    );
    expect(told.map(({ type }) => type).slice(0, 3)).toEqual([
      'cron.triggered',
      'cron.skipped',
      'cron.skipped',
    ]);
    expect(told[0]?.data).toMatchObject({
      cron_name: 'telling',
      job_id: job?.id,
      job_type: 'cron.test',
      run_count: 1,
    });
    expect(told[1]?.data).toMatchObject({ reason: 'overlap_skip', active_job_id: job?.id });
  });

  it.each([
    'reject',
    'ignore',
  ])('tells which job a tick gave way to by the unique policy of its template (9.2): %s', async (on_conflict) => {
    const name = `unique-${on_conflict}`;
    const unique = { keys: ['queue'], on_conflict };
    await register(name, {
      overlap_policy: 'allow',
      job_template: { type: 'cron.test', args: [], options: { queue: name, unique } },
    });
    const [job] = await take(name);
    const skipped = await eventually(async () => {
      const { events } = (await ojs.events('?types=cron.*&limit=1000')).body;
      return events.find(({ subject, type }) => subject === name && type === 'cron.skipped');
    }, 10_000);
    expect((await ojs.deleteCron(name)).body.cron.run_count).toBe(1);
    expect(skipped.data).toMatchObject({ reason: 'overlap_skip', active_job_id: job?.id });
  });

  it('disabled: no ticks and no next one; enabled again: from then on (8.5)', async () => {
    await register('resting', { overlap_policy: 'allow' });
    await runs('resting', 1);
    const off = (await ojs.updateCron('resting', { enabled: false })).body.cron;
    expect(off).toMatchObject({ enabled: false, status: 'disabled', next_run_at: null });
    await twoTicks();
    expect((await ojs.getCron('resting')).body.cron.run_count).toBe(off.run_count);
    const before = Date.now();
    const on = (await ojs.updateCron('resting', { enabled: true })).body.cron;
    expect(Date.parse(on.next_run_at ?? '')).toBeGreaterThan(before);
    await runs('resting', off.run_count + 1);
    await ojs.deleteCron('resting');
  });

  it('@every counts from the registration (4.1), and a new expression from its change', async () => {
    const { created_at, next_run_at, expression } = await register('beating', { expression: '@every 1.5s' });
    expect(expression).toBe('@every 1.5s');
    expect(Date.parse(next_run_at ?? '') - Date.parse(created_at)).toBe(1_500);
    const [job] = await take('beating');
    expect(tickOf(job ?? { meta: {} }) - Date.parse(created_at)).toBe(1_500);
    const hourly = (await ojs.updateCron('beating', { expression: '@hourly' })).body.cron;
    expect(hourly.next_run_at?.slice(14)).toBe('00:00.000Z');
    await ojs.deleteCron('beating');
  });

  it('a deleted cron is gone, and what it made is not (8.4)', async () => {
    await register('leaving', { overlap_policy: 'allow' });
    const [job] = await take('leaving');
    expect((await ojs.deleteCron('leaving')).status).toBe(200);
    expect((await ojs.getCron('leaving')).status).toBe(404);
    expect((await ojs.deleteCron('leaving')).status).toBe(404);
    expect((await ojs.get(job?.id ?? '')).body.job.state).toBe('active');
    await twoTicks();
    expect((await ojs.fetch({ queues: ['leaving'], count: 10 })).body.jobs.length).toBeLessThanOrEqual(1);
  });

  it('nothing is half created: a refused registration leaves no cron, a taken name the old one', async () => {
    const refused = [
      { expression: '61 * * * *' },
      { timezone: 'PST' },
      { job_template: { args: [] } },
      { job_template: { type: 'Not A Type', args: [] } },
      { job_template: { type: 'a', args: [], options: { scheduled_at: '2030-01-01T00:00:00' } } },
      { job_template: { type: 'a', args: [], options: { retry: { max_attempts: -1 } } } },
      { job_template: { type: 'a', args: ['x'.repeat(70_000)] } },
      { job_template: { type: 'a', args: [], meta: 7 } },
      { overlap_policy: 'never' },
    ];
    for (const wrong of refused) {
      const { status, body } = await ojs.registerCron({
        name: 'half',
        expression: '* * * * *',
        job_template: { type: 'a', args: [] },
        ...wrong,
      });
      expect([400, 413, 422], JSON.stringify(wrong)).toContain(status);
      expect(body.error?.message).toMatch(
        /expression|timezone|job_template|scheduled_at|retry|overlap_policy/,
      );
    }
    expect((await ojs.getCron('half')).status).toBe(404);
    const kept = await register('taken', { expression: '@yearly' });
    expect((await ojs.registerCron({ name: 'taken', cron: '@daily', type: 'b', args: [] })).status).toBe(409);
    expect((await ojs.getCron('taken')).body.cron).toEqual(kept);
  });
});
