import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api } from '../../support/api.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';
import { unhurried } from '../../support/unhurried.ts';

/** DESIGN decision 15: within 100 ms where the moment is known. */
const WITHIN_MS = 100;

let stores: TestStores;
let here: TestServer;
let there: TestServer;
beforeAll(async () => {
  stores = await startTestStores();
  [here, there] = await Promise.all([startTestServer({ stores }), startTestServer({ stores })]);
});
afterAll(async () => {
  await Promise.all([here.close(), there.close()]);
  await stores.close();
});

let queues = 0;
function newQueue(): string {
  queues += 1;
  return `moments-${queues}`;
}
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const until = (ms: number) => pause(ms - Date.now());

async function enqueue(queue: string, options: object = {}) {
  const answer = await api(here.url).enqueue({
    type: 'moment.test',
    args: [],
    options: { queue, ...options },
  });
  expect(answer.status).toBe(201);
  return answer.body.job;
}

async function take(server: TestServer, queue: string, more: object = {}) {
  return (await api(server.url).fetch({ queues: [queue], worker_id: 'w', ...more })).body.jobs[0];
}

/** The state that is written in the table, not what time has made of it. */
async function storedState(id: string): Promise<unknown> {
  const { Item } = await here.clients.documents.send(
    new GetCommand({ TableName: 'ojs-jobs', Key: { pk: `J#${id}`, sk: 'J' }, ConsistentRead: true }),
  );
  return Item?.s;
}

describe('what time does is in GET at once, and written within 100 ms by the server that knows it (DESIGN 15)', () => {
  it.each([
    ['a lease that runs out (DECISIONS 6)', { visibility_timeout_ms: 400 }, {}, 400, 'available'],
    [
      'the last attempt, its lease run out',
      { retry: { max_attempts: 1 }, visibility_timeout_ms: 400 },
      {},
      400,
      'discarded',
    ],
    ['an execution time-out (L1-TMO-001)', { timeout_ms: 400 }, {}, 400, 'retryable'],
  ])('%s', async (_name, options, more, afterMs, state) => {
    const seen = await unhurried(
      async () => {
        const queue = newQueue();
        const { id } = await enqueue(queue, options);
        const job = await take(here, queue, more);
        expect(job?.id).toBe(id);
        const endMs = Date.parse(String(job?.started_at)) + afterMs;
        await until(endMs + 5);
        const answered = (await api(here.url).get(id)).body.job.state;
        await until(endMs + WITHIN_MS);
        return [answered, await storedState(id)];
      },
      (both) => both.every((each) => each === state),
    );
    expect(seen).toEqual([state, state]);
  });

  it('an expiry that nobody reads', async () => {
    const state = await unhurried(
      async () => {
        const endMs = Date.now() + 400;
        const { id } = await enqueue(newQueue(), { expires_at: new Date(endMs).toISOString() });
        await until(endMs + WITHIN_MS);
        return storedState(id);
      },
      (each) => each === 'discarded',
    );
    expect(state).toBe('discarded');
  });

  it('an expiry of a job that is held has no effect (DECISIONS 5)', async () => {
    const queue = newQueue();
    const expiresAtMs = Date.now() + 2_000;
    const { id } = await enqueue(queue, { expires_at: new Date(expiresAtMs).toISOString() });
    expect((await take(here, queue))?.id).toBe(id);
    await until(expiresAtMs + 200);
    expect(await storedState(id)).toBe('active');
    expect((await api(here.url).ack({ job_id: id, worker_id: 'w' })).status).toBe(200);
  });

  it('a job whose lease ran out is at hand for the next fetch that does not wait', async () => {
    const job = await unhurried(
      async () => {
        const queue = newQueue();
        await enqueue(queue, { visibility_timeout_ms: 400 });
        const first = await take(here, queue);
        await until(Date.parse(String(first?.started_at)) + 400 + WITHIN_MS);
        return take(here, queue);
      },
      (each) => each !== undefined,
    );
    expect(job).toMatchObject({ attempt: 2 });
    expect(job?.errors?.[0]).toMatchObject({ type: 'visibility_timeout' });
  });
});

describe('a retry due after 300 ms (issue 4, must show 8)', () => {
  /** Fetched and failed here; `from` is asked once, `afterMs` after the nack was answered. */
  async function retriedAt(from: () => TestServer, afterMs: number): Promise<number | undefined> {
    const queue = newQueue();
    await enqueue(queue, { retry: { max_attempts: 3, initial_interval: 'PT0.3S', jitter: false } });
    const job = await take(here, queue);
    const answer = await api(here.url).nack({ job_id: job?.id, worker_id: 'w', error: { message: 'no' } });
    const nackedAt = Date.now();
    expect(answer.body).toMatchObject({ state: 'retryable', retry_delay_ms: 300 });
    expect(await take(here, queue)).toBeUndefined();
    await until(nackedAt + afterMs);
    return (await take(from(), queue))?.attempt;
  }

  it.each([
    ['is fetchable at 500 ms on the server that took the nack', () => here, 500],
    ['is fetchable at 1.5 s on another', () => there, 1_500],
  ])('%s', async (_name, from, afterMs) => {
    const attempts: (number | undefined)[] = [];
    for (let n = 0; n < 5; n += 1) {
      attempts.push(
        await unhurried(
          () => retriedAt(from, afterMs),
          (attempt) => attempt === 2,
        ),
      );
    }
    expect(attempts).toEqual([2, 2, 2, 2, 2]);
  });
});
