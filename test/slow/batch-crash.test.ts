import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api } from '../support/api.ts';
import { endAt, faults } from '../support/faults.ts';
import { startTestServer, startTestStores, type TestStores } from '../support/server.ts';

const JOBS = 8;
/** Header, jobs, commit; and some calls before and after them. */
const POSITIONS = Array.from({ length: JOBS + 6 }, (_, at) => at + 1);
/** A batch may be staged for so long; then anyone gives it up. */
const DEADLINE_MS = 60_000;
const MARGIN_MS = 2_000;

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.close());

/** Sends a batch to a server that ends at one of its calls; answers with its queue and ids. */
async function crashed(position: number, asked: boolean): Promise<{ queue: string; ids: string[] }> {
  const queue = `crash-${position}-${asked}`;
  const ids = Array.from(
    { length: JOBS },
    (_, n) => `019461a8-1a2b-7c3d-8e4f-${asked ? 'a' : 'b'}${String(position * 100 + n).padStart(11, '0')}`,
  );
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let plan: ReturnType<typeof faults> | undefined;
  const server = await startTestServer({
    stores,
    onClients: (clients) => {
      plan = faults(clients, end);
    },
  });
  // What the server asks at its start comes before the batch.
  await api(server.url).get('019461a8-1a2b-7c3d-8e4f-000000000000');
  plan?.plan(endAt((plan?.requests ?? 0) + position, asked));
  const sent = api(server.url).enqueueBatch(
    ids.map((id) => ({ id, type: 'crash.test', args: [], options: { queue } })),
  );
  await Promise.race([ended, sent.catch(() => undefined)]);
  return { queue, ids };
}

describe('a server ended at each call of a batch (DESIGN 21)', () => {
  it('after the deadline all of its jobs exist, or none does and their ids are free', async () => {
    const batches: { queue: string; ids: string[] }[] = [];
    for (const position of POSITIONS) {
      for (const asked of [true, false]) batches.push(await crashed(position, asked));
    }
    await new Promise((resolve) => setTimeout(resolve, DEADLINE_MS + MARGIN_MS));
    const server = await startTestServer({ stores });
    let whole = 0;
    for (const { queue, ids } of batches) {
      const fetched: string[] = [];
      for (let more = true; more; ) {
        const { body } = await api(server.url).fetch({ queues: [queue], count: 100, wait_ms: 2_500 });
        fetched.push(...body.jobs.map(({ id }) => id));
        more = body.jobs.length > 0 && fetched.length < JOBS;
      }
      const states = await Promise.all(ids.map(async (id) => (await api(server.url).get(id)).status));
      expect([0, JOBS], queue).toContain(fetched.length);
      expect(new Set(states), queue).toEqual(new Set([fetched.length > 0 ? 200 : 404]));
      if (fetched.length > 0) {
        whole += 1;
        continue;
      }
      const again = ids.map((id) => ({
        id,
        type: 'crash.test',
        args: [],
        options: { queue: `${queue}-again` },
      }));
      expect((await api(server.url).enqueueBatch(again)).status, queue).toBe(201);
    }
    expect(whole).toBeGreaterThan(0);
    expect(whole).toBeLessThan(batches.length);
    await server.close();
  });

  it('10,000 jobs are stored within 30 s, and are there to be fetched', async () => {
    const server = await startTestServer({ stores });
    const jobs = Array.from({ length: 10_000 }, (_, n) => ({
      type: 'crash.test',
      args: [n],
      options: { queue: 'ten-thousand' },
    }));
    const startedAt = performance.now();
    const { status, body } = await api(server.url).enqueueBatch(jobs);
    const tookMs = performance.now() - startedAt;
    process.stdout.write(`10,000 jobs in one batch: ${Math.round(tookMs)} ms\n`);
    expect(status).toBe(201);
    expect(body.jobs.map(({ args }) => args?.[0])).toEqual(jobs.map(({ args }) => args[0]));
    expect(tookMs).toBeLessThan(30_000);
    const { body: fetched } = await api(server.url).fetch({ queues: ['ten-thousand'], count: 100 });
    expect(fetched.jobs).toHaveLength(100);
    await server.close();
  });
});
