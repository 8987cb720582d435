import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLyingStores } from '../doubles/lying-stores.ts';
import { api } from '../support/api.ts';
import { type History, history } from '../support/history.ts';
import { type LeaseLog, leaseLog } from '../support/leases.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../support/server.ts';

const JOBS = 2_000;
const WORKERS = 20;
/** One job in ten has a lease that ends before its work does, now and then. */
const SHORT_LEASE_MS = 150;

let stores: TestStores;
let lying: Awaited<ReturnType<typeof startLyingStores>>;
let servers: TestServer[];
let leases: LeaseLog;

beforeAll(async () => {
  stores = await startTestStores();
  lying = await startLyingStores({
    stores,
    lies: { seed: 6, sqs: { repeat: { chance: 0.2, ms: 500 }, lose: { chance: 0.1 } } },
  });
  leases = leaseLog();
  servers = await Promise.all([1, 2].map(() => startTestServer({ stores: lying, onClients: leases.record })));
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await lying.close();
  await stores.close();
});

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] ?? (list[0] as T);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** One worker: takes from any server, works for a moment, beats, answers at any server. */
async function work(name: string, seen: History, ended: Set<string>): Promise<void> {
  const any = () => api(pick(servers).url);
  while (ended.size < JOBS) {
    const { body } = await any().fetch({ queues: ['both'], worker_id: name, count: 3, wait_ms: 500 });
    const answeredAt = performance.now();
    for (const { id, attempt } of body.jobs) seen.fetched({ jobId: id, attempt, answeredAt });
    for (const job of body.jobs) {
      const named = { job_id: job.id, worker_id: name, attempt: job.attempt };
      await pause(
        job.visibility_timeout_ms === undefined ? Math.random() * 5 : Math.random() * 2 * SHORT_LEASE_MS,
      );
      if (Math.random() < 0.1) {
        const sentAt = performance.now();
        const beat = await any().heartbeat({ ...named, active_jobs: [job.id] });
        if (beat.body.jobs_extended.includes(job.id)) {
          seen.accepted({ jobId: job.id, attempt: job.attempt, operation: 'heartbeat', sentAt });
        }
      }
      const sentAt = performance.now();
      const fails = Math.random() < 0.05;
      const answer = fails
        ? await any().nack({ ...named, error: { message: 'by chance' } })
        : await any().ack({ ...named, result: job.attempt });
      expect([200, 409]).toContain(answer.status);
      // The lease of the last attempt allowed ran out before this answer: time has ended the job.
      if (answer.body.error?.details?.current_state === 'discarded') ended.add(job.id);
      if (answer.status === 200) {
        seen.accepted({ jobId: job.id, attempt: job.attempt, operation: fails ? 'nack' : 'ack', sentAt });
        if (!fails || answer.body.state === 'discarded') ended.add(job.id);
      }
    }
  }
}

describe('two servers, 20 workers, 2,000 jobs, SQS repeats 20 % of its messages and loses 10 %', () => {
  it('no late answer is accepted, leases are disjoint, every job ends', async () => {
    const ids: string[] = [];
    for (let n = 0; n < JOBS; n += 50) {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, at) =>
          api(pick(servers).url).enqueue({
            type: 'both.servers',
            args: [n + at],
            options: {
              queue: 'both',
              retry: { max_attempts: 50, initial_interval: 'PT0.05S', max_interval: 'PT0.2S' },
              ...((n + at) % 10 === 0 && { visibility_timeout_ms: SHORT_LEASE_MS }),
            },
          }),
        ),
      );
      for (const { status, body } of answers) {
        expect(status).toBe(201);
        ids.push(body.job.id);
      }
    }
    const seen = history();
    const ended = new Set<string>();
    await Promise.all(Array.from({ length: WORKERS }, (_, n) => work(`worker-${n}`, seen, ended)));

    expect(seen.faults()).toEqual([]);
    expect(leases.overlaps()).toEqual([]);
    expect(leases.claims()).toBeGreaterThan(JOBS);
    const states = await Promise.all(
      ids.map(async (id) => (await api(pick(servers).url).get(id)).body.job.state),
    );
    expect(states.filter((state) => state !== 'completed' && state !== 'discarded')).toEqual([]);
  });
});
