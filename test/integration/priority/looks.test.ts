import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLyingStores } from '../../doubles/lying-stores.ts';
import { api } from '../../support/api.ts';
import { type Faults, faults } from '../../support/faults.ts';
import { startTestServer, startTestStores, type TestStores } from '../../support/server.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.close());

const enqueue = async (url: string, queue: string, priority: number) => {
  const { status } = await api(url).enqueue({ type: 'looked.at', args: [], options: { queue, priority } });
  expect(status).toBe(201);
};

/** Looks that find nothing come ever less often; on a full machine a job may be met by the fourth. */
const MOST_EMPTY = 3;

/** Fetches one by one until `count` jobs have come; their priorities. */
async function oneByOne(url: string, queue: string, count: number): Promise<number[]> {
  const seen: number[] = [];
  for (let empty = 0; seen.length < count && empty < MOST_EMPTY; ) {
    const { jobs } = (await api(url).fetch({ queues: [queue], wait_ms: 10_000 })).body;
    if (jobs.length === 0) empty += 1;
    seen.push(...jobs.map(({ priority }) => priority));
  }
  return seen;
}

describe('DESIGN decisions 13 and 14: what SQS does not show is found in the table', () => {
  it('with every message lost, the highest priority first', async () => {
    const lying = await startLyingStores({ stores, lies: { sqs: { lose: { chance: 1 } } } });
    const server = await startTestServer({ stores: lying });
    for (const priority of [0, -10, 20, 10, 20]) await enqueue(server.url, 'lost', priority);
    expect(await oneByOne(server.url, 'lost', 5)).toEqual([20, 20, 10, 0, -10]);
    await server.close();
    await lying.close();
  });

  it('a lane whose server died before it could enter it is found by a server that starts', async () => {
    let dying: Faults | undefined;
    const died = await startTestServer({
      stores,
      onClients: (clients) => {
        dying = faults(clients);
      },
    });
    await enqueue(died.url, 'orphaned', 0);
    // Nothing but the entry of the lane is an UpdateItem here: the job is put, and accepted.
    dying?.plan(({ operation }) =>
      operation === 'UpdateItem' ? { kind: 'fail', status: 400, code: 'ValidationException' } : undefined,
    );
    await enqueue(died.url, 'orphaned', 33);
    await died.close();
    expect(dying?.met.map(({ operation }) => operation)).toContain('UpdateItem');
    const late = await startTestServer({ stores });
    expect(await oneByOne(late.url, 'orphaned', 2)).toContain(33);
    const { lanes } = (await api(late.url).queue('orphaned')).body.queue.sqs;
    expect(lanes.map(({ lane }) => lane)).toEqual(['067', '100']);
    await late.close();
  });
});
