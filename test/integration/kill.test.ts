import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually } from '../support/api.ts';
import { startServerProcess } from '../support/process.ts';
import { startTestStores, type TestStores } from '../support/server.ts';

const JOBS = 1_000;
const WRITERS = 20;

/** Enqueues until the server dies or all are in; answers with the ids that were acknowledged. */
async function enqueueUntilKilled(
  url: string,
  queue: string,
  onAccepted: (count: number) => void,
): Promise<string[]> {
  const accepted: string[] = [];
  let begun = 0;
  await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      while (begun < JOBS) {
        begun += 1;
        try {
          const { status, body } = await api(url).enqueue({
            type: 'kill.test',
            args: [begun],
            options: { queue },
          });
          if (status !== 201) continue;
          accepted.push(body.job.id);
          onAccepted(accepted.length);
        } catch {
          return;
        }
      }
    }),
  );
  return accepted;
}

/** Fetches and acks until nothing comes for a while; answers with the ids that came. */
async function drain(url: string, queue: string): Promise<Set<string>> {
  const fetched = new Set<string>();
  let empty = 0;
  while (empty < 2) {
    const { body } = await api(url).fetch({ queues: [queue], worker_id: 'w', count: 100, wait_ms: 3_000 });
    empty = body.jobs.length === 0 ? empty + 1 : 0;
    await Promise.all(
      body.jobs.map(async ({ id, attempt }) => {
        fetched.add(id);
        expect((await api(url).ack({ job_id: id, worker_id: 'w', attempt })).status).toBe(200);
      }),
    );
  }
  return fetched;
}

describe('kill -9 in the middle of 1,000 enqueues: every acknowledged job is there and can be fetched (DESIGN 1)', () => {
  let dataDir: string;
  let stores: TestStores;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'ojs-aws-kill-'));
    stores = await startTestStores();
  });
  afterAll(async () => {
    await stores.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const surroundings: [string, () => Record<string, string>][] = [
    ['of everything in one process', () => ({ OJS_DATA_DIR: dataDir })],
    [
      'of the server alone, over stores of their own',
      () => ({
        AWS_ENDPOINT_URL_DYNAMODB: stores.dynamodbEndpoint,
        AWS_ENDPOINT_URL_SQS: stores.sqsEndpoint,
      }),
    ],
  ];

  it.each(surroundings)('%s', async (_name, environment) => {
    const first = await startServerProcess(environment());
    let killed: Promise<void> | undefined;
    const accepted = await enqueueUntilKilled(first.url, 'kill', (count) => {
      if (count === JOBS / 2) killed = first.kill();
    });
    await killed;
    expect(accepted.length).toBeGreaterThanOrEqual(JOBS / 2);
    expect(accepted.length).toBeLessThan(JOBS);

    const second = await startServerProcess(environment());
    try {
      for (const id of accepted) expect((await api(second.url).get(id)).status).toBe(200);
      const fetched = await drain(second.url, 'kill');
      expect(accepted.filter((id) => !fetched.has(id))).toEqual([]);
    } finally {
      expect(await second.stop()).toBe(0);
    }
  });
});

describe('kill -9 and the feed (DESIGN 18): what was told more than 300 ms before is there', () => {
  it('after the next start, before what the new server tells', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'ojs-aws-kill-'));
    try {
      const first = await startServerProcess({ OJS_DATA_DIR: dataDir });
      const { job } = (await api(first.url).enqueue({ type: 'kill.test', args: [] })).body;
      // What is waited for is only seen from outside: a read would have the events written.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await first.kill();
      const second = await startServerProcess({ OJS_DATA_DIR: dataDir });
      await api(second.url).cancel(job.id);
      const events = await eventually(async () => {
        const { body } = await api(second.url).events();
        return body.events.length === 2 ? body.events : undefined;
      }, 3_000);
      expect(events.map(({ type, subject }) => [type, subject])).toEqual([
        ['job.enqueued', job.id],
        ['job.cancelled', job.id],
      ]);
      await second.stop();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
