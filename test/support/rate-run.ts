import type { Clients } from '../../src/clients.ts';
import { api } from './api.ts';

/** A job that a worker got: from which server, when it began by the server's word, and when it came. */
export interface Start {
  readonly id: string;
  readonly server: string;
  readonly startedAt: number;
  readonly attempt: number;
}

/** Workers at work. */
export interface Workers {
  readonly starts: readonly Start[];
  /** Resolves when each has ended what it holds. */
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

/** `count` jobs for `queue`, in batches. */
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

/** Requests at the items of shares, by all servers whose clients are counted, and what they cost. */
export interface ShareCalls {
  readonly writes: number;
  readonly reads: number;
  /** As the store reports them, where it does. */
  readonly writeUnits: number;
  readonly readUnits: number;
}

/** Counts every call that is answered. */
export function shareCalls(): {
  readonly sum: () => ShareCalls;
  readonly reset: () => void;
  readonly count: (clients: Pick<Clients, 'dynamodb'>) => void;
} {
  const nothing = () => ({ writes: 0, reads: 0, writeUnits: 0, readUnits: 0 });
  let sum = nothing();
  /** Before and after the SDK has put the key into AWS's form. */
  const isShares = (key: unknown) => {
    const { pk } = Object(key);
    return String(Object(pk).S ?? pk).startsWith('L#');
  };
  return {
    sum: () => sum,
    reset: () => {
      sum = nothing();
    },
    count({ dynamodb }) {
      dynamodb.middlewareStack.add(
        (next) => async (args) => {
          const { Item, Key } = Object(args.input);
          if (!isShares(Item) && !isShares(Key)) return next(args);
          Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
          const isWrite = Item !== undefined;
          // Its units belong to the time in which it began, also where its answer comes after a reset.
          const begunIn = sum;
          begunIn[isWrite ? 'writes' : 'reads'] += 1;
          const answer = await next(args);
          const units = Number(Object(Object(answer.output).ConsumedCapacity).CapacityUnits ?? 0);
          begunIn[isWrite ? 'writeUnits' : 'readUnits'] += units;
          return answer;
        },
        { step: 'initialize', priority: 'low', name: 'shareCalls' },
      );
    },
  };
}
