import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deleteExpired } from '../../../src/embedded/time-to-live.ts';
import { api, eventually } from '../../support/api.ts';
import { type MovedClock, movedClock } from '../../support/moved-clock.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const DAY = 86_400_000;
/** Too much for a head, so it lies in a piece. */
const ARGS = ['x'.repeat(5_000)];
const retry = { max_attempts: 5, initial_interval: 'P300D', max_interval: 'P300D', jitter: false };

let server: TestServer;
let clock: MovedClock;
let ojs: ReturnType<typeof api>;
afterEach(() => server.close());

async function start(environment: Record<string, string> = {}): Promise<void> {
  clock = movedClock();
  server = await startTestServer({ clock, environment });
  ojs = api(server.url);
}

async function enqueued(queue: string, options: object = {}, more: object = {}): Promise<string> {
  const { status, body } = await ojs.enqueue({
    type: 'piece.test',
    args: ARGS,
    options: { queue, retry, ...options },
    ...more,
  });
  expect(status).toBe(201);
  return body.job.id;
}

const claim = (queue: string, more: object = {}) =>
  eventually(
    async () => (await ojs.fetch({ queues: [queue], worker_id: 'w', wait_ms: 500, ...more })).body.jobs[0],
    20_000,
  );

const item = async (Key: Record<string, string>) =>
  (await server.clients.documents.send(new GetCommand({ TableName: 'ojs-jobs', Key }))).Item;
const head = (id: string) => item({ pk: `J#${id}`, sk: 'J' });
const seconds = (ms: number) => Math.floor(ms / 1000);

/** Lets days pass; the table deletes what has come to its end. */
async function pass(days: number): Promise<void> {
  clock.move(days * DAY);
  await deleteExpired(server.clients.dynamodb, 'ojs-jobs', clock.now());
}

/** A sweep has come by: each job has been renewed for a month at least. */
async function renewed(ids: readonly string[]): Promise<void> {
  await eventually(async () => {
    const heads = await Promise.all(ids.map(head));
    return heads.every((one) => one?.ct >= seconds(clock.now() + 30 * DAY)) ? true : undefined;
  }, 10_000);
}

describe('DESIGN decision 4: no open job and no dead letter loses a piece', () => {
  beforeEach(() => start());

  it('open for a year, in whatever state', async () => {
    const ids = [
      await enqueued('idle'),
      await enqueued('idle', { pending: true }),
      await enqueued('idle', { unique: { keys: ['type', 'queue'] } }),
      await enqueued('idle', { scheduled_at: new Date(clock.now() + 100 * DAY).toISOString() }),
    ];
    for (let day = 0; day < 365; day += 25) {
      await pass(25);
      // What waits for a later moment has been kept for that from the start.
      await renewed(ids);
      for (const id of ids) expect((await ojs.get(id)).body.job.args).toEqual(ARGS);
    }
    const { body } = await ojs.enqueue({
      type: 'piece.test',
      args: ARGS,
      options: { queue: 'idle', unique: { keys: ['type', 'queue'] } },
    });
    expect(body.error?.details?.existing_job_id).toBe(ids[2]);
  });

  it('held by a worker for a year of heartbeats', async () => {
    const id = await enqueued('held', { timeout_ms: 0 });
    const job = await claim('held');
    expect(job.id).toBe(id);
    for (let day = 0; day < 365; day += 20) {
      await ojs.heartbeat({
        worker_id: 'w',
        active_jobs: [id],
        visibility_timeout_ms: 21 * DAY,
      });
      await pass(20);
    }
    expect((await ojs.ack({ job_id: id, worker_id: 'w' })).body.job?.args).toEqual(ARGS);
  });

  it('waiting 300 days for its next attempt, with the errors that had no room in the head', async () => {
    const id = await enqueued('failing');
    const message = 'm'.repeat(900);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await claim('failing');
      await ojs.nack({ job_id: id, worker_id: 'w', error: { message } });
      for (let day = 0; day < 300; day += 50) await pass(50);
    }
    const { job } = (await ojs.get(id)).body;
    expect([job.state, job.args, job.errors?.length]).toEqual(['available', ARGS, 3]);
  });

  it('dead-lettered for 180 days, and again when it has been run again', async () => {
    const id = await enqueued('dead', { retry: { max_attempts: 1, on_exhaustion: 'dead_letter' } });
    for (let life = 0; life < 2; life += 1) {
      for (let day = 0; day < 80; day += 40) {
        await pass(40);
        expect((await ojs.get(id)).body.job.args).toEqual(ARGS);
      }
      await claim('dead');
      await ojs.nack({ job_id: id, worker_id: 'w', error: { message: 'm'.repeat(900) } });
      for (let day = 0; day < 175; day += 35) await pass(35);
      const { body } = await ojs.deadLetter();
      expect(body.jobs.map((job) => [job.args, job.errors?.length])).toEqual([[ARGS, life + 1]]);
      if (life === 0) expect((await ojs.retryDeadLetter(id)).body.job.args).toEqual(ARGS);
    }
  });

  it('what nobody needs any more goes: head, body, result and progress of a completed job', async () => {
    const id = await enqueued('done');
    await claim('done');
    await ojs.progress(id, { progress: 0.5 });
    const { body } = await ojs.ack({ job_id: id, worker_id: 'w', result: 'r'.repeat(2_000) });
    expect(body.job?.result).toBe('r'.repeat(2_000));
    const { n: nonce = '', w: token = '' } = (await head(id)) ?? {};
    const sorts = ['J', 'P', `B#${nonce}#0`, `R#${token}#0`];
    const left = async () => {
      const items = await Promise.all(sorts.map((sk) => item({ pk: `J#${id}`, sk })));
      return sorts.filter((_, n) => items[n] !== undefined);
    };
    expect(await left()).toEqual(sorts);
    await pass(10);
    expect(await left()).toEqual(sorts.slice(1));
    await pass(81);
    expect(await left()).toEqual(['P']);
    await pass(180);
    expect(await left()).toEqual([]);
  });
});

it('DESIGN decision 4: a completed job that is kept for two years has all its pieces for two years', async () => {
  await start({ OJS_RETENTION_COMPLETED: 'P730D' });
  const id = await enqueued('long');
  await pass(50);
  await claim('long');
  await ojs.ack({ job_id: id, worker_id: 'w', result: 'r'.repeat(2_000) });
  for (let day = 0; day < 729; day += 27) {
    await pass(27);
    const { job } = (await ojs.get(id)).body;
    expect([job.args, job.result]).toEqual([ARGS, 'r'.repeat(2_000)]);
    if (day + 54 > 729) break;
  }
  await pass(30);
  expect((await ojs.get(id)).status).toBe(404);
});
