import { expect } from 'vitest';
import { startLyingStores } from '../doubles/lying-stores.ts';
import { api } from './api.ts';
import { startTestServer, startTestStores } from './server.ts';
import { shownHints, type Verdict } from './shown-hints.ts';

/** A load of jobs of several priorities. */
export interface PriorityLoad {
  /** Jobs that wait before the first worker comes. */
  readonly backlog: number;
  /** Jobs that come while the workers are at it, one every so many ms. */
  readonly later: number;
  readonly everyMs: number;
  readonly workers: number;
  /** How long a job is worked on. */
  readonly workMs: number;
  /** The priority of the n-th job. */
  priority(n: number): number;
}

/** What came of it. */
export interface PriorityRun extends Verdict {
  /** The longest that a job of each priority waited for its first fetch, in ms. */
  readonly longestMs: ReadonlyMap<number, number>;
  /** How long all of it took, in ms. */
  readonly tookMs: number;
  /** Lies that SQS told. */
  readonly lies: number;
}

/** Messages are overtaken, shown late, shown twice, and not shown to who asks. */
const LIES = {
  seed: 14,
  sqs: {
    reorder: { chance: 0.2, ms: 300 },
    delay: { chance: 0.1, ms: 300 },
    repeat: { chance: 0.1, ms: 500 },
    miss: { chance: 0.2 },
  },
};

/** Two servers over an SQS that lies; workers ask either, and every job is to be done. */
export async function runPriorities(load: PriorityLoad): Promise<PriorityRun> {
  const stores = await startTestStores();
  const lying = await startLyingStores({ stores, lies: LIES });
  const shown = shownHints();
  const servers = await Promise.all(
    ['one', 'other'].map((name) => startTestServer({ stores: lying, onClients: shown.record(name) })),
  );
  const queue = 'priorities';
  const urls = servers.map(({ url }) => url);
  const total = load.backlog + load.later;
  const jobs = new Map<string, { readonly priority: number; readonly at: number }>();
  const longestMs = new Map<number, number>();
  let done = 0;

  async function enqueue(n: number): Promise<void> {
    const priority = load.priority(n);
    const { status, body } = await api(urls[n % urls.length] ?? '').enqueue({
      type: 'priority.load',
      args: [n],
      options: { queue, priority },
    });
    expect(status).toBe(201);
    jobs.set(body.job.id, { priority, at: performance.now() });
  }

  async function work(worker: number): Promise<void> {
    const { fetch, ack } = api(urls[worker % urls.length] ?? '');
    while (done < total) {
      const { body } = await fetch({ queues: [queue], worker_id: `worker-${worker}`, wait_ms: 500 });
      for (const { id, priority } of body.jobs) {
        const waitedMs = performance.now() - (jobs.get(id)?.at ?? performance.now());
        longestMs.set(priority, Math.max(longestMs.get(priority) ?? 0, waitedMs));
        await sleep(load.workMs);
        expect((await ack({ job_id: id })).status).toBe(200);
        done += 1;
      }
    }
  }

  const startedAt = performance.now();
  try {
    await Promise.all(Array.from({ length: load.backlog }, (_, n) => enqueue(n)));
    const workers = Array.from({ length: load.workers }, (_, n) => work(n));
    for (let n = load.backlog; n < total; n += 1) {
      await enqueue(n);
      await sleep(load.everyMs);
    }
    await Promise.all(workers);
  } finally {
    for (const server of servers) await server.close();
    await lying.close();
    await stores.close();
  }
  const lies = Object.values(lying.tally().lies).reduce((sum, count) => sum + count, 0);
  const rankOf = (id: string) => {
    const job = jobs.get(id);
    return job && -job.priority;
  };
  return { ...shown.verdict(rankOf), longestMs, tookMs: performance.now() - startedAt, lies };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
