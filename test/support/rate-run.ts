import type { Clients } from '../../src/clients.ts';
import { api } from './api.ts';

/** A job that a worker got: from which server, when it began by the server's word, and when it came. */
export interface Start {
  readonly id: string;
  readonly server: string;
  readonly startedAt: number;
  readonly attempt: number;
}

/** Workers that fetch from any of the servers there are, and end what they get. */
export interface Workers {
  readonly starts: readonly Start[];
  /** Workers whose calls failed for a server that is gone. */
  stop(): Promise<void>;
}

/**
 * `count` workers of one queue, each at one of the servers in turn, for as long as they are let.
 * @param urls the servers there are at any time; calls to one that has just gone may fail.
 */
export function startWorkers(
  queues: readonly string[],
  count: number,
  urls: () => readonly string[],
): Workers {
  const starts: Start[] = [];
  let stopped = false;
  const work = async (n: number) => {
    while (!stopped) {
      const all = urls();
      const url = all[n % all.length] ?? '';
      try {
        const { body } = await api(url).fetch({ queues, worker_id: `w-${n}`, count: 2, wait_ms: 1_000 });
        for (const { id, attempt, started_at } of body.jobs) {
          starts.push({ id, server: url, startedAt: Date.parse(started_at ?? ''), attempt });
          await api(url).ack({ job_id: id, worker_id: `w-${n}`, attempt });
        }
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };
  const working = Promise.all(Array.from({ length: count }, (_, n) => work(n)));
  return {
    starts,
    async stop() {
      stopped = true;
      await working;
    },
  };
}

/** The most starts in any window of `ms`. */
export function mostStartsIn(starts: readonly Start[], ms: number): number {
  const times = starts.map(({ startedAt }) => startedAt).sort((a, b) => a - b);
  let from = 0;
  let most = 0;
  for (const [to, at] of times.entries()) {
    while (at - (times[from] ?? at) >= ms) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

/** `count` jobs for `queue`, some at a time. */
export async function enqueueMany(
  url: string,
  queue: string,
  count: number,
  more: object = {},
): Promise<void> {
  for (let at = 0; at < count; at += 500) {
    const jobs = Array.from({ length: Math.min(500, count - at) }, (_, n) => ({
      type: 'limit.test',
      args: [at + n],
      options: { queue, ...more },
    }));
    const { status } = await api(url).enqueueBatch(jobs);
    if (status !== 201) throw new Error(`The jobs could not be enqueued: ${status}.`);
  }
}

/** Requests at the items of shares, by all servers whose clients are counted. */
export interface ShareCalls {
  readonly writes: number;
  readonly reads: number;
  reset(): void;
  count(clients: Pick<Clients, 'dynamodb'>): void;
}

/** Counts every try of the SDK. */
export function shareCalls(): ShareCalls {
  let writes = 0;
  let reads = 0;
  const isShares = (key: unknown) => String(Object(Object(key).pk).S).startsWith('L#');
  return {
    get writes() {
      return writes;
    },
    get reads() {
      return reads;
    },
    reset() {
      writes = 0;
      reads = 0;
    },
    count({ dynamodb }) {
      dynamodb.middlewareStack.add(
        (next) => (args) => {
          const { Item, Key } = Object(args.input);
          if (isShares(Item)) writes += 1;
          if (isShares(Key)) reads += 1;
          return next(args);
        },
        { step: 'finalizeRequest', priority: 'low', name: 'shareCalls' },
      );
    },
  };
}
