import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { api } from './api.ts';
import { startTestServer, type TestServer, type TestStores } from './server.ts';

/** Messages in flight of a queue, over time. */
export interface Crossed {
  /** Jobs that were acknowledged. */
  readonly acked: number;
  /** Jobs a second that this came to. */
  readonly perSecond: number;
  /** Most messages in flight at any of the looks, one each quarter of a second. */
  readonly mostInFlight: number;
}

const QUEUE = 'crosswise';
const LOOK_MS = 250;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** Two servers, leases of 1,800 s: every job is fetched from one and acknowledged at the other. */
export async function acksCrosswise(
  stores: TestStores,
  perSecond: number,
  seconds: number,
): Promise<Crossed> {
  const left = await startTestServer({ stores });
  const right = await startTestServer({ stores });
  const startedAt = performance.now();
  let enqueued = 0;
  let acked = 0;
  let mostInFlight = 0;
  let over = false;

  async function enqueueAll(): Promise<void> {
    const jobs = perSecond * seconds;
    while (enqueued < jobs) {
      const due = Math.min(jobs, ((performance.now() - startedAt) / 1_000) * perSecond);
      const batch = Math.floor(due - enqueued);
      await Promise.all(
        Array.from({ length: batch }, (_, n) =>
          api((n % 2 ? left : right).url).enqueue({
            type: 'cross.test',
            args: [n],
            options: { queue: QUEUE, visibility_timeout_ms: 1_800_000 },
          }),
        ),
      );
      enqueued += batch;
      await pause(20);
    }
  }

  async function work(from: TestServer, to: TestServer, worker_id: string): Promise<void> {
    while (acked < perSecond * seconds) {
      const { body } = await api(from.url).fetch({ queues: [QUEUE], worker_id, count: 5, wait_ms: 500 });
      await Promise.all(
        body.jobs.map(async ({ id, attempt }) => {
          const { status } = await api(to.url).ack({ job_id: id, worker_id, attempt });
          if (status === 200) acked += 1;
        }),
      );
    }
  }

  async function look(): Promise<void> {
    while (!over) {
      mostInFlight = Math.max(mostInFlight, await inFlight(left));
      await pause(LOOK_MS);
    }
  }

  const looking = look();
  try {
    await Promise.all([
      enqueueAll(),
      ...Array.from({ length: 4 }, (_, n) => work(left, right, `left-${n}`)),
      ...Array.from({ length: 4 }, (_, n) => work(right, left, `right-${n}`)),
    ]);
  } finally {
    over = true;
    await looking;
    await Promise.all([left.close(), right.close()]);
  }
  const tookSeconds = (performance.now() - startedAt) / 1_000;
  return { acked, perSecond: acked / tookSeconds, mostInFlight };
}

async function inFlight(server: TestServer): Promise<number> {
  const { sqs } = server.clients;
  try {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `ojs-${QUEUE}` }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0);
  } catch {
    // Until the first job there is no queue.
    return 0;
  }
}
