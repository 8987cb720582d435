import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteExpired } from '../../../src/embedded/time-to-live.ts';
import { api, eventually } from '../../support/api.ts';
import { type MovedClock, movedClock } from '../../support/moved-clock.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let server: TestServer;
let clock: MovedClock;
let ojs: ReturnType<typeof api>;
beforeAll(async () => {
  clock = movedClock();
  server = await startTestServer({
    clock,
    environment: {
      OJS_RETENTION_COMPLETED: 'PT1H',
      OJS_RETENTION_CANCELLED: 'PT2H',
      OJS_RETENTION_DISCARDED: 'PT3H',
      OJS_RETENTION_DEAD_LETTER: 'PT4H',
    },
  });
  ojs = api(server.url);
});
afterAll(() => server.close());

async function claimed(queue: string, options: object = {}): Promise<string> {
  const { body } = await ojs.enqueue({ type: 'kept.test', args: [], options: { queue, ...options } });
  await eventually(async () => (await ojs.fetch({ queues: [queue], wait_ms: 500 })).body.jobs[0], 20_000);
  return body.job.id;
}

const stored = async (id: string) => {
  const Key = { pk: `J#${id}`, sk: 'J' };
  return (await server.clients.documents.send(new GetCommand({ TableName: 'ojs-jobs', Key }))).Item;
};

const once = { max_attempts: 1 };
const ENDINGS: readonly [string, number, () => Promise<string>][] = [
  [
    'completed',
    1,
    async () => {
      const id = await claimed('kept-completed');
      await ojs.ack({ job_id: id, result: 'x'.repeat(2_000) });
      return id;
    },
  ],
  [
    'cancelled',
    2,
    async () => {
      const { body } = await ojs.enqueue({
        type: 'kept.test',
        args: [],
        options: { queue: 'kept-cancelled' },
      });
      await ojs.cancel(body.job.id);
      return body.job.id;
    },
  ],
  [
    'discarded',
    3,
    async () => {
      const id = await claimed('kept-discarded', { retry: once });
      await ojs.nack({ job_id: id, error: { message: 'no' } });
      return id;
    },
  ],
  [
    'discarded',
    3,
    async () => {
      const { body } = await ojs.enqueue({
        type: 'kept.test',
        args: [],
        options: { queue: 'kept-expired', expires_at: '+PT0.2S' },
      });
      return eventually(async () => ((await stored(body.job.id))?.ttl ? body.job.id : undefined), 5_000);
    },
  ],
  [
    'discarded',
    4,
    async () => {
      const id = await claimed('kept-dead', { retry: { ...once, on_exhaustion: 'dead_letter' } });
      await ojs.nack({ job_id: id, error: { message: 'no' } });
      return id;
    },
  ],
];

describe('DESIGN decision 19, DECISIONS 6: the write that ends a job says how long it is kept', () => {
  it('each way to end by its own variable: ttl in the item, and gone for every verb when the time is over', async () => {
    const ids = await Promise.all(ENDINGS.map(([, , end]) => end()));
    for (const [n, [state, hours]] of ENDINGS.entries()) {
      const id = ids[n] ?? '';
      expect((await ojs.get(id)).body.job.state).toBe(state);
      const { z: endedAt, ttl } = (await stored(id)) ?? {};
      expect(ttl).toBe(Math.ceil((endedAt + hours * HOUR + 2 * DAY) / 1000));
    }
    for (let hours = 1; hours <= 4; hours += 1) {
      clock.move(HOUR - 60_000);
      for (const [n, id] of ids.entries()) {
        expect((await ojs.get(id)).status, `${n} before ${hours} h`).toBe(
          (ENDINGS[n]?.[1] ?? 0) < hours ? 404 : 200,
        );
      }
      clock.move(60_000);
      for (const [n, id] of ids.entries()) {
        const status = (ENDINGS[n]?.[1] ?? 0) <= hours ? 404 : 200;
        expect((await ojs.get(id)).status, `${n} after ${hours} h`).toBe(status);
        expect((await ojs.progressOf(id)).status).toBe(status);
        expect((await ojs.progress(id, { progress: 0.5 })).status).toBe(status);
        const refused = status === 404 ? 404 : 409;
        expect((await ojs.ack({ job_id: id })).status).toBe(refused);
        expect((await ojs.nack({ job_id: id, error: { message: 'no' } })).status).toBe(refused);
        expect((await ojs.cancel(id)).status).toBe(refused);
      }
    }
    const { status, body } = await ojs.retryDeadLetter(ids[4] ?? '');
    expect([status, body.error?.details?.resource_type]).toEqual([404, 'dead-letter job']);
  });

  it('a job of a batch that a later one of it replaces is stored with its end, and says so too', async () => {
    const one = {
      type: 'kept.replaced',
      args: [],
      options: { queue: 'kept-replaced', unique: { on_conflict: 'replace' } },
    };
    const { body } = await ojs.enqueueBatch([one, one]);
    expect(body.jobs.map(({ state }) => state)).toEqual(['cancelled', 'available']);
    const [replaced, live] = await Promise.all(body.jobs.map(({ id }) => stored(id)));
    expect(replaced?.ttl).toBe(Math.ceil((replaced?.z + 2 * HOUR + 2 * DAY) / 1000));
    expect(live?.ttl).toBeUndefined();
  });

  it('its id stays taken while the item is in the table, and is free when that is deleted', async () => {
    const id = v7();
    const envelope = { id, type: 'kept.test', args: [1], options: { queue: 'kept-id' } };
    await ojs.enqueue(envelope);
    await ojs.cancel(id);
    clock.move(2 * HOUR);
    expect((await ojs.get(id)).status).toBe(404);
    const { status, body } = await ojs.enqueue(envelope);
    expect([status, body.error?.code]).toEqual([409, 'duplicate']);
    clock.move(2 * DAY + 2_000);
    expect(await deleteExpired(server.clients.dynamodb, 'ojs-jobs', clock.now())).toBeGreaterThan(0);
    expect(await stored(id)).toBeUndefined();
    expect((await ojs.enqueue(envelope)).status).toBe(201);
  });

  it('ojs-unique-jobs 5: past its retention it makes nothing a duplicate', async () => {
    const envelope = {
      type: 'kept.test',
      args: ['once'],
      options: { queue: 'kept-unique', unique: { states: ['completed', 'available'] } },
    };
    const { body } = await ojs.enqueue(envelope);
    await eventually(
      async () => (await ojs.fetch({ queues: ['kept-unique'], wait_ms: 500 })).body.jobs[0],
      20_000,
    );
    await ojs.ack({ job_id: body.job.id });
    expect((await ojs.enqueue(envelope)).body.error?.details?.existing_job_id).toBe(body.job.id);
    clock.move(HOUR);
    expect((await ojs.enqueue(envelope)).status).toBe(201);
    expect((await ojs.enqueue(envelope)).status).toBe(409);
  });

  it('an open job has no ttl, and one that is run again has none any more', async () => {
    const { body } = await ojs.enqueue({ type: 'kept.test', args: [], options: { queue: 'kept-open' } });
    expect((await stored(body.job.id))?.ttl).toBeUndefined();
    const id = await claimed('kept-again', { retry: { ...once, on_exhaustion: 'dead_letter' } });
    await ojs.nack({ job_id: id, error: { message: 'no' } });
    expect((await stored(id))?.ttl).toBeGreaterThan(0);
    await ojs.retryDeadLetter(id);
    expect((await stored(id))?.ttl).toBeUndefined();
  });
});
