import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clients } from '../../../src/clients.ts';
import { openClients } from '../../../src/clients.ts';
import { systemClock } from '../../../src/rules/clock.ts';
import { JOB_DUE_PARTITIONS, jobDuePartitionAt } from '../../../src/table/keys.ts';
import { readHead } from '../../../src/table/read-head.ts';
import { DUE_INDEX } from '../../../src/table/schema.ts';
import { openStore, type Store } from '../../../src/table/store.ts';
import { api, eventually } from '../../support/api.ts';
import { type MovedClock, movedClock } from '../../support/moved-clock.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A promotion reads the partitions in order. */
const LAST_PARTITION = jobDuePartitionAt(JOB_DUE_PARTITIONS - 1);

let stores: TestStores;
let servers: TestServer[];
let clock: MovedClock;
let table: Store;
/** Delays of the hints that went out, in seconds, by job. */
const hints = new Map<string, number[]>();
/** How often each server has read the due index to its end. */
const rounds: number[] = [];

function record({ dynamodb, sqs }: Clients): void {
  const server = rounds.push(0) - 1;
  dynamodb.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const { IndexName, ExpressionAttributeValues = {} } = Object(args.input);
      const last =
        IndexName === DUE_INDEX && Object.values(ExpressionAttributeValues).includes(LAST_PARTITION);
      if (last) rounds[server] = (rounds[server] ?? 0) + 1;
      return answer;
    },
    { step: 'initialize', name: 'recordRounds' },
  );

  sqs.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const { Entries = [] } = Object(args.input);
        if (commandName === 'SendMessageBatchCommand') {
          for (const { MessageBody, DelaySeconds = 0 } of Entries) {
            const id = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(String(MessageBody))?.[0] ?? '';
            hints.set(id, [...(hints.get(id) ?? []), DelaySeconds]);
          }
        }
        return next(args);
      },
    { step: 'initialize', name: 'recordHints' },
  );
}

beforeAll(async () => {
  stores = await startTestStores();
  clock = movedClock();
  servers = [];
  for (let n = 0; n < 2; n += 1) {
    servers.push(await startTestServer({ stores, clock, onClients: record }));
  }
  table = openStore(
    openClients({ region: 'us-east-1', ...stores }).documents,
    'ojs-jobs',
    'observer',
    systemClock,
  );
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await stores.close();
});

const any = () => api(servers[Math.floor(Math.random() * servers.length)]?.url ?? '');

async function schedule(queue: string, delayMs: number, options: object = {}) {
  const dueMs = clock.now() + delayMs;
  const { status, body } = await any().enqueue({
    type: 'wait.test',
    args: [],
    options: { queue, scheduled_at: new Date(dueMs).toISOString(), ...options },
  });
  expect(status).toBe(201);
  expect(body.job.state).toBe('scheduled');
  return { id: body.job.id, dueMs };
}

/** Waits until each server has looked, from now on, at all that is to be promoted: one round may be under way. */
async function everyServerLooks(): Promise<void> {
  const before = [...rounds];
  await eventually(
    async () => {
      if (rounds.every((count, server) => count >= (before[server] ?? 0) + 2)) return true;
      // A round comes a minute after the one before.
      clock.move(2_000);
      return undefined;
    },
    20_000,
    50,
  );
}

async function isPromoted(id: string): Promise<boolean> {
  return !(await readHead(table, id))?.awaitsPromotion;
}

describe('DESIGN decisions 9 and 15: waits of over 15 minutes', () => {
  it.each([
    ['20 minutes', 20 * MINUTE],
    ['400 days', 400 * DAY],
  ])('a job in %s is promoted once, on time, and run then', async (name, delayMs) => {
    const queue = name.replace(' ', '-');
    const { id, dueMs } = await schedule(queue, delayMs);
    expect(await isPromoted(id)).toBe(false);

    // No server takes it out of the index, or hints at it, before it can be a delayed message.
    clock.move(dueMs - clock.now() - 19.5 * MINUTE);
    await everyServerLooks();
    expect(dueMs - clock.now()).toBeGreaterThan(15 * MINUTE);
    expect(await isPromoted(id)).toBe(false);
    expect(hints.get(id)).toBeUndefined();

    clock.move(dueMs - clock.now() - 14.5 * MINUTE);
    await eventually(async () => ((await isPromoted(id)) ? true : undefined), 5_000);
    await eventually(async () => hints.get(id), 5_000);
    await everyServerLooks();
    const [delay = 0, ...more] = hints.get(id) ?? [];
    expect(more).toEqual([]);
    expect(delay).toBeGreaterThan(13 * 60);
    expect(delay).toBeLessThanOrEqual(900);

    clock.move(dueMs - clock.now() - 1_000);
    expect((await any().fetch({ queues: [queue] })).body.jobs).toEqual([]);
    expect((await any().get(id)).body.job.state).toBe('scheduled');
    clock.move(Math.max(0, dueMs - clock.now()));
    expect((await any().get(id)).body.job.state).toBe('available');
    // The embedded SQS keeps the machine's time, so its delayed message is as good as lost: a look finds the job.
    const job = await eventually(
      async () => (await any().fetch({ queues: [queue], wait_ms: 500 })).body.jobs[0],
      20_000,
    );
    expect(job).toMatchObject({ id, attempt: 1 });
  });

  it('one in 10 minutes has its hint at once', async () => {
    const { id } = await schedule('ten-minutes', 10 * MINUTE);
    expect(await isPromoted(id)).toBe(true);
    const [delay = 0] = await eventually(async () => hints.get(id), 5_000);
    expect(delay).toBeGreaterThan(9.8 * 60);
  });

  it('a retry in an hour waits in the index too, without its message', async () => {
    const retry = { initial_interval: 'PT1H', max_interval: 'PT1H', jitter: false, max_attempts: 2 };
    await any().enqueue({ type: 'wait.test', args: [], options: { queue: 'retry', retry } });
    const { ojs, job } = await eventually(async () => {
      const ojs = any();
      const [job] = (await ojs.fetch({ queues: ['retry'], worker_id: 'w', wait_ms: 500 })).body.jobs;
      return job && { ojs, job };
    }, 10_000);
    const { id } = job;
    await ojs.nack({ job_id: id, worker_id: 'w', error: { message: 'no' } });
    expect((await any().get(id)).body.job.state).toBe('retryable');
    expect(await isPromoted(id)).toBe(false);
    const before = hints.get(id)?.length;
    clock.move(50 * MINUTE);
    await eventually(async () => ((await isPromoted(id)) ? true : undefined), 5_000);
    await eventually(async () => ((hints.get(id)?.length ?? 0) > (before ?? 0) ? true : undefined), 5_000);
    expect(hints.get(id)?.at(-1)).toBeGreaterThan(500);
    clock.move(11 * MINUTE);
    const again = await eventually(
      async () => (await any().fetch({ queues: ['retry'], wait_ms: 500 })).body.jobs[0],
      20_000,
    );
    expect(again).toMatchObject({ id, attempt: 2 });
  });

  it('one that is cancelled, or expires first, leaves the index without a hint', async () => {
    const cancelled = await schedule('never', 30 * MINUTE);
    await any().cancel(cancelled.id);
    expect(await isPromoted(cancelled.id)).toBe(true);
    const expired = await schedule('never', 60 * MINUTE, {
      expires_at: new Date(clock.now() + 40 * MINUTE).toISOString(),
    });
    clock.move(50 * MINUTE);
    await eventually(async () => ((await isPromoted(expired.id)) ? true : undefined), 5_000);
    expect((await any().get(expired.id)).body.job.state).toBe('discarded');
    expect(hints.get(cancelled.id)).toBeUndefined();
    expect(hints.get(expired.id)).toBeUndefined();
  });
});
