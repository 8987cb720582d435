import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LyingStores, startLyingStores } from '../../doubles/lying-stores.ts';
import { api, eventually } from '../../support/api.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';

/** Jobs of each kind. */
const JOBS = 8;
const WITHIN_MS = 40_000;

let stores: TestStores;
let lying: LyingStores;
let servers: TestServer[];
beforeAll(async () => {
  stores = await startTestStores();
  lying = await startLyingStores({ stores, lies: { sqs: { lose: { chance: 1 } } } });
  servers = await Promise.all([1, 2].map(() => startTestServer({ stores: lying })));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await lying.close();
  await stores.close();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const serverAt = (n: number) => api(servers[n % servers.length]?.url ?? '');

/** What becomes of the first attempt; the second is always done. */
type First = 'done' | 'fails' | 'silent';

async function enqueueKinds(queue: string): Promise<Map<string, First>> {
  const kinds: [First, object][] = [
    ['done', {}],
    ['done', { delay_until: new Date(Date.now() + 1_500).toISOString() }],
    ['fails', { retry: { max_attempts: 3, initial_interval: 'PT0.3S', jitter: false } }],
    ['silent', { visibility_timeout_ms: 500 }],
    ['silent', { timeout_ms: 500, retry: { max_attempts: 3, initial_interval: 'PT0.3S' } }],
  ];
  const jobs = new Map<string, First>();
  for (let n = 0; n < JOBS; n += 1) {
    for (const [first, options] of kinds) {
      const { status, body } = await serverAt(n).enqueue({
        type: 'lost.test',
        args: [n],
        options: { queue, ...options },
      });
      expect(status).toBe(201);
      jobs.set(body.job.id, first);
    }
  }
  return jobs;
}

async function allCompleted(ids: Iterable<string>): Promise<true | undefined> {
  const states = await Promise.all([...ids].map(async (id) => (await serverAt(0).get(id)).body.job.state));
  return states.every((state) => state === 'completed') ? true : undefined;
}

describe('every SQS message lost: all jobs still end (DESIGN 1, 13; issue 4, must show 5)', () => {
  it.each([
    ['with workers that wait', 1_000, 0],
    ['with workers that ask now and then, and do not wait', 0, 1_500],
  ])('%s: plain, scheduled, failing, silent; two servers', async (_name, wait_ms, between) => {
    const queue = `lost-${wait_ms}`;
    const jobs = await enqueueKinds(queue);
    let over = false;
    const work = async (worker: number) => {
      for (let turn = worker; !over; turn += 1) {
        const worker_id = `worker-${worker}`;
        const { body } = await serverAt(turn).fetch({ queues: [queue], worker_id, count: 5, wait_ms });
        for (const { id, attempt } of body.jobs) {
          const first = jobs.get(id);
          if (first === 'silent' && attempt === 1) continue;
          // Answered at the other server, which has given no lease.
          const answer =
            first === 'fails' && attempt === 1
              ? await serverAt(turn + 1).nack({ job_id: id, worker_id, attempt, error: { message: 'no' } })
              : await serverAt(turn + 1).ack({ job_id: id, worker_id, attempt });
          expect([200, 409]).toContain(answer.status);
        }
        await pause(between);
      }
    };
    const workers = [0, 1].map(work);
    try {
      await eventually(() => allCompleted(jobs.keys()), WITHIN_MS, 500);
    } finally {
      over = true;
      await Promise.all(workers);
    }
    expect(lying.tally().lies['sqs.lose']).toBeGreaterThan(jobs.size);
  });
});
