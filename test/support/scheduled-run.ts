import { v7 } from 'uuid';
import { api } from './api.ts';
import { type ServerProcess, startServerProcess } from './process.ts';
import type { TestStores } from './server.ts';

export interface ScheduledRun {
  readonly stores: TestStores;
  readonly jobs: number;
  /** The jobs are due within so many ms, evenly spread. */
  readonly withinMs: number;
  /** Kills one of the two servers with -9 when half of that is over. */
  readonly kill: boolean;
}

/** What a run came to. Lateness in ms: from the moment a job is due to its start on the server. */
export interface ScheduledVerdict {
  readonly early: readonly string[];
  readonly lost: readonly string[];
  readonly p99: number;
  readonly latest: number;
  /** Lateness of the latest job that the killed server had claimed without anybody knowing; 0: there was none. */
  readonly latestOfDead: number;
}

const QUEUE = 'scheduled';
const WORKERS = 10;
/** A new lease that nobody confirms ends after 30 s. */
const LEASE_OF_DEAD_MS = 40_000;
/** Time to store the jobs before the first is due: at least, and for each. */
const STORE_MS = 2_000;
const STORE_ONE_MS = 6;

/** Schedules jobs on two servers, alternately, and takes them from both as they fall due. */
export async function runScheduled({
  stores,
  jobs,
  withinMs,
  kill,
}: ScheduledRun): Promise<ScheduledVerdict> {
  const environment = {
    AWS_ENDPOINT_URL_DYNAMODB: stores.dynamodbEndpoint,
    AWS_ENDPOINT_URL_SQS: stores.sqsEndpoint,
  };
  const servers: ServerProcess[] = [
    await startServerProcess(environment),
    await startServerProcess(environment),
  ];
  const urlOf = (n: number) => servers[n % servers.length]?.url ?? '';
  const firstDue = Date.now() + STORE_MS + jobs * STORE_ONE_MS;
  const due = new Map<string, number>();
  const ids = Array.from({ length: jobs }, () => v7());
  await Promise.all(
    Array.from({ length: WORKERS }, async (_, worker) => {
      for (let n = worker; n < jobs; n += WORKERS) {
        const id = ids[n] ?? '';
        const dueMs = Math.floor(firstDue + (n * withinMs) / jobs);
        const { status } = await api(urlOf(n)).enqueue({
          id,
          type: 'scheduled.test',
          args: [n],
          options: { queue: QUEUE, scheduled_at: new Date(dueMs).toISOString() },
        });
        if (status === 201) due.set(id, dueMs);
      }
    }),
  );

  const started = new Map<string, { at: number; attempt: number }>();
  let dead: number | undefined;
  const end = new AbortController();
  const work = async (worker: number) => {
    while (!end.signal.aborted && started.size < due.size) {
      const at = worker % servers.length === dead ? worker + 1 : worker;
      try {
        const { fetch, ack } = api(urlOf(at));
        const named = { worker_id: `worker-${worker}` };
        const { body } = await fetch({ queues: [QUEUE], count: 5, wait_ms: 1_000, ...named }, end.signal);
        for (const job of body.jobs) {
          if (!started.has(job.id)) {
            started.set(job.id, { at: Date.parse(job.started_at ?? ''), attempt: job.attempt });
          }
          await ack({ job_id: job.id, attempt: job.attempt, ...named });
        }
      } catch {
        // The killed server, or the end.
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  const workers = Array.from({ length: WORKERS }, (_, worker) => work(worker));
  if (kill) {
    await new Promise((resolve) => setTimeout(resolve, firstDue + withinMs / 2 - Date.now()));
    dead = 0;
    await servers[0]?.kill();
  }
  const stop = setTimeout(() => end.abort(), firstDue + withinMs - Date.now() + LEASE_OF_DEAD_MS);
  await Promise.all(workers);
  clearTimeout(stop);
  for (const [n, server] of servers.entries()) if (n !== dead) await server.kill();

  const lateness = [...started].map(([id, { at, attempt }]) => ({
    id,
    late: at - (due.get(id) ?? 0),
    attempt,
  }));
  // A job whose first attempt nobody has seen was claimed by the server that was killed.
  const ofDead = lateness.filter(({ attempt }) => attempt > 1).map(({ late }) => late);
  const others = lateness.filter(({ attempt }) => attempt === 1).map(({ late }) => late);
  others.sort((a, b) => a - b);
  return {
    early: lateness.filter(({ late }) => late < 0).map(({ id, late }) => `${id} began ${-late} ms early`),
    lost: [...due.keys()].filter((id) => !started.has(id)),
    p99: others[Math.ceil(others.length * 0.99) - 1] ?? 0,
    latest: others.at(-1) ?? 0,
    latestOfDead: Math.max(0, ...ofDead),
  };
}
