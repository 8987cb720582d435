import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually } from '../support/api.ts';
import { cpuTimeOf } from '../support/cpu-time.ts';
import { faults } from '../support/faults.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../support/server.ts';

const JOBS = 8;
/** A batch may be staged for so long; then anyone gives it up. */
const DEADLINE_MS = 60_000;
const MARGIN_MS = 2_000;

let stores: TestStores;
let other: TestServer;
const doomed: TestServer[] = [];
beforeAll(async () => {
  stores = await startTestStores();
  other = await startTestServer({ stores });
});
afterEach(async () => {
  await Promise.all(doomed.splice(0).map((server) => server.close()));
});
afterAll(async () => {
  await other.close();
  await stores.close();
});

interface Crashed {
  readonly queue: string;
  readonly jobs: readonly { readonly id: string }[];
  /** The stored jobs that are to be replaced. */
  readonly old: readonly string[];
}

let batches = 0;

/** The jobs of a batch; of unique ones the first two replace what is stored, the last two are plain. */
function jobsOf(queue: string, unique: boolean): Crashed['jobs'] {
  batches += 1;
  return Array.from({ length: JOBS }, (_, n) => ({
    id: `019461a8-1a2b-7c3d-8e4f-${String(batches * 100 + n).padStart(12, '0')}`,
    type: `${queue}.n${n}`,
    args: [n],
    options: {
      queue,
      ...(unique && n < JOBS - 2 && { unique: { on_conflict: n < 2 ? 'replace' : 'reject' } }),
    },
  }));
}

/** What a batch asks of the table. */
const CALLS = new Set(['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem']);

/** Sends a batch to a server that ends at this one of its calls; undefined where it is answered before. */
async function crashed(position: number, asked: boolean, unique: boolean): Promise<Crashed | undefined> {
  const queue = `crash-${position}-${asked}-${unique}`;
  const jobs = jobsOf(queue, unique);
  const old: string[] = [];
  if (unique) {
    for (const { id: _new, ...job } of jobs.slice(0, 2)) {
      old.push((await api(other.url).enqueue({ ...job, args: ['old'] })).body.job.id);
    }
  }
  let end: () => void = () => undefined;
  const ended = new Promise<boolean>((resolve) => {
    end = () => resolve(true);
  });
  let plan: ReturnType<typeof faults> | undefined;
  const server = await startTestServer({
    stores,
    onClients: (clients) => {
      plan = faults(clients, end);
    },
  });
  doomed.push(server);
  // What the server asks at its start comes before the batch.
  await api(server.url).get('019461a8-1a2b-7c3d-8e4f-000000000000');
  let calls = 0;
  plan?.plan(({ operation }) => {
    if (CALLS.has(operation)) calls += 1;
    return CALLS.has(operation) && calls === position ? { kind: 'end', asked } : undefined;
  });
  const answered = api(server.url)
    .enqueueBatch(jobs)
    .then(() => false);
  answered.catch(() => undefined);
  return (await Promise.race([ended, answered])) ? { queue, jobs, old } : undefined;
}

/** Everything that can be fetched from the queue. */
async function fetchedOf(queue: string): Promise<Set<string>> {
  const fetched = new Set<string>();
  for (let empty = 0; empty < 2 && fetched.size < JOBS + 2; ) {
    const { body } = await api(other.url).fetch({ queues: [queue], count: 100, wait_ms: 2_500 });
    for (const { id } of body.jobs) fetched.add(id);
    empty = body.jobs.length > 0 ? 0 : empty + 1;
  }
  return fetched;
}

/** All of the batch is there and all that it replaces is cancelled, or nothing and all else as before. */
async function isWhole({ queue, jobs, old }: Crashed): Promise<boolean> {
  const statuses = new Set<number>();
  for (const { id } of jobs) statuses.add((await api(other.url).get(id)).status);
  expect([[200], [404]], queue).toContainEqual([...statuses]);
  const whole = statuses.has(200);
  for (const id of old) {
    expect((await api(other.url).get(id)).body.job.state, queue).toBe(whole ? 'cancelled' : 'available');
  }
  const expected = whole ? jobs.map(({ id }) => id) : old;
  expect([...(await fetchedOf(queue))].sort(), queue).toEqual([...expected].sort());
  const again = await api(other.url).enqueueBatch(jobs);
  expect(again.status, queue).toBe(whole ? 409 : 201);
  return whole;
}

describe.each([
  // Header, jobs, commit.
  ['plain jobs', false, JOBS + 2],
  // Beside them: ids and locks read, a lock for each, what is replaced read and cancelled, the header.
  ['unique jobs, some of which replace what is stored', true, JOBS + 2 + 2 + 6 + 4 + 1],
])('a server ended at each call of a batch of %s (DESIGN 21)', (_, unique, calls) => {
  it('after the deadline all of its jobs exist, or none does and their ids are free', async () => {
    const sent: Crashed[] = [];
    for (const asked of [true, false]) {
      let position = 1;
      for (let next: Crashed | undefined; ; position += 1) {
        next = await crashed(position, asked, unique);
        if (!next) break;
        sent.push(next);
      }
      expect(position).toBeGreaterThan(calls);
    }
    await new Promise((resolve) => setTimeout(resolve, DEADLINE_MS + MARGIN_MS));
    const whole: boolean[] = [];
    for (let at = 0; at < sent.length; at += 8) {
      whole.push(...(await Promise.all(sent.slice(at, at + 8).map(isWhole))));
    }
    expect(new Set(whole)).toEqual(new Set([true, false]));
  }, 900_000);
});

describe('10,000 jobs in one batch, within 30 s; within 40 s where they are unique', () => {
  it.each([
    ['plain', {}, 30_000],
    // Each is two writes.
    ['unique', { unique: { keys: ['type', 'args'] } }, 40_000],
  ])('%s', async (name, more, withinMs) => {
    const queue = `ten-thousand-${name}`;
    const jobs = Array.from({ length: 10_000 }, (_, n) => ({
      type: 'crash.test',
      args: [n],
      options: { queue, ...more },
    }));
    const startedAt = performance.now();
    const { answer, ms } = await cpuTimeOf(() => api(other.url).enqueueBatch(jobs));
    const { status, body } = answer;
    const passedMs = Math.round(performance.now() - startedAt);
    process.stdout.write(
      `10,000 ${name} jobs in one batch: ${passedMs} ms, ${Math.round(ms)} of the processor\n`,
    );
    expect(status).toBe(201);
    expect(body.jobs.map(({ args }) => args?.[0])).toEqual(jobs.map(({ args }) => args[0]));
    expect(ms).toBeLessThan(withinMs);
    expect(passedMs).toBeLessThan(withinMs);
    let fetched = 0;
    await eventually(async () => {
      fetched += (await api(other.url).fetch({ queues: [queue], count: 100, wait_ms: 1_000 })).body.jobs
        .length;
      return fetched >= 100 ? true : undefined;
    }, 20_000);
  });
});
