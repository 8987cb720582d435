import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Clients } from '../../src/clients.ts';
import { type LyingStores, startLyingStores } from '../doubles/lying-stores.ts';
import { api } from '../support/api.ts';
import { type FakeClock, fakeClock } from '../support/fake-clock.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../support/server.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** AWS, ChangeMessageVisibility: 12 h in all from the receive. */
const WALL_SECONDS = 43_200;
const BEAT_MS = 10 * MINUTE;
/** Shorter than the 10 s that a call to SQS may take: the clock stands while calls are under way. */
const STEP_MS = 5 * SECOND;

let clock: FakeClock;
let stores: TestStores;
let lying: LyingStores;
let server: TestServer;
let underWay = 0;

/** Calls that the server waits for; a long poll is not one of them. */
function countCalls({ dynamodb, sqs }: Clients): void {
  for (const client of [dynamodb, sqs] as { middlewareStack: { add: typeof sqs.middlewareStack.add } }[]) {
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'ReceiveMessageCommand') return next(args);
          underWay += 1;
          try {
            return await next(args);
          } finally {
            underWay -= 1;
          }
        },
      { step: 'initialize', name: 'countCalls' },
    );
  }
}

async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= STEP_MS) {
    await clock.pass(Math.min(STEP_MS, left));
    while (underWay > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Time goes on, slowly, while somebody waits for an answer that takes some. */
async function answerOf<T>(asked: Promise<T>): Promise<T> {
  let over = false;
  void asked.finally(() => {
    over = true;
  });
  while (!over) {
    await clock.pass(20);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return asked;
}

beforeAll(async () => {
  clock = fakeClock(Date.now());
  stores = await startTestStores();
  lying = await startLyingStores({
    stores,
    clock,
    lies: { sqs: { visibility: { seconds: WALL_SECONDS } } },
  });
  server = await startTestServer({ stores: lying, clock, onClients: countCalls });
});
afterAll(async () => {
  await answerOf(server.close());
  await lying.close();
  await stores.close();
});

it('a job of 12 h and a minute is held by one worker throughout; its message is replaced before SQS would show it (DESIGN 9; issue 4, must show 7)', async () => {
  const { enqueue, fetch, heartbeat, get, ack } = api(server.url);
  const job = { type: 'long.test', args: [], options: { queue: 'long', timeout_ms: 24 * HOUR } };
  const { id } = (await enqueue(job)).body.job;
  const { body } = await answerOf(fetch({ queues: ['long'], worker_id: 'w', wait_ms: 10_000 }));
  expect(body.jobs[0]?.id).toBe(id);
  const startedAt = clock.now();
  const sent = () => lying.tally().calls.SendMessageBatch ?? 0;
  const deleted = () => lying.tally().calls.DeleteMessageBatch ?? 0;

  while (clock.now() - startedAt < 12 * HOUR - 5 * MINUTE) {
    const beat = await heartbeat({ worker_id: 'w', active_jobs: [id], attempt: 1 });
    expect(beat.body.jobs_extended).toEqual([id]);
    const left = 12 * HOUR - 5 * MINUTE - (clock.now() - startedAt);
    await pass(Math.min(BEAT_MS, left));
  }
  expect([sent(), deleted()]).toEqual([1, 0]);
  await heartbeat({ worker_id: 'w', active_jobs: [id], attempt: 1 });
  await pass(4 * MINUTE);
  expect([sent(), deleted()]).toEqual([2, 1]);

  await pass(2 * MINUTE);
  expect((await get(id)).body.job).toMatchObject({ state: 'active', attempt: 1, worker_id: 'w' });
  const other = await answerOf(fetch({ queues: ['long'], worker_id: 'other' }));
  expect(other.body.jobs).toEqual([]);
  const answer = await ack({ job_id: id, worker_id: 'w', attempt: 1 });
  expect([answer.status, answer.body.state]).toEqual([200, 'completed']);
  expect(lying.tally().lies['sqs.visibility']).toBeUndefined();
});
