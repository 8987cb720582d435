import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually } from '../../support/api.ts';
import { faults } from '../../support/faults.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';

let stores: TestStores;
let other: TestServer;
const doomed: TestServer[] = [];
beforeAll(async () => {
  stores = await startTestStores();
  other = await startTestServer({ stores });
});
afterAll(async () => {
  for (const server of [...doomed, other]) await server.close();
  await stores.close();
});

const stateOf = async (id: string) => (await api(other.url).get(id)).body.job.state;
const element = (type: string, more: object = {}) => ({
  type,
  args: [],
  options: { queue: type, unique: { on_conflict: 'replace' }, ...more },
});

/**
 * Sends the jobs to a server that ends before its first put after, or at, the flip of the batch's header:
 * committed, and nothing is cancelled yet; or not committed.
 */
async function ended(jobs: readonly object[], at: 'after the flip' | 'at the flip'): Promise<void> {
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  let flipped = false;
  const server = await startTestServer({
    stores,
    onClients: (clients) =>
      faults(clients, end).plan(({ operation }) => {
        if (operation === 'UpdateItem' && at === 'at the flip') return { kind: 'end', asked: false };
        if (operation === 'UpdateItem') flipped = true;
        return operation === 'PutItem' && flipped ? { kind: 'end', asked: false } : undefined;
      }),
  });
  doomed.push(server);
  api(server.url)
    .enqueueBatch(jobs)
    .catch(() => undefined);
  await over;
}

let ids = 0;
function newId(): string {
  ids += 1;
  return `019461a8-1a2b-7c3d-8e4f-${String(ids).padStart(12, 'd')}`;
}

/** A batch of a plain job and one that replaces, on a server that ends. */
async function replacing(type: string, at: 'after the flip' | 'at the flip') {
  const old = (await api(other.url).enqueue(element(type))).body.job.id;
  const [next, plain] = [newId(), newId()];
  const jobs = [
    { id: next, ...element(type) },
    { id: plain, type, args: ['plain'], options: { queue: type } },
  ];
  await ended(jobs, at);
  return { old, next, plain, jobs };
}

describe('DESIGN decision 21: a server that ends between the commit and what its batch replaces', () => {
  it('whoever asks for one of its jobs cancels first what that replaces; once, and told of', async () => {
    const type = 'ended.get';
    const { old, next, plain } = await replacing(type, 'after the flip');
    expect(await stateOf(plain)).toBe('available');
    expect(await Promise.all([next, next, next].map(stateOf))).toEqual(Array(3).fill('available'));
    expect(await stateOf(old)).toBe('cancelled');
    const { events } = (await api(other.url).events(`?queues=${type}&limit=100`)).body;
    expect(events.filter((event) => event.type === 'job.cancelled').map(({ subject }) => subject)).toEqual([
      old,
    ]);
  });

  it('a unique job of the batch that replaces nothing exists at once, and counts', async () => {
    const type = 'ended.beside';
    const beside = { id: newId(), type: `${type}.else`, args: [], options: { queue: type, unique: {} } };
    const old = (await api(other.url).enqueue(element(type))).body.job.id;
    await ended([{ id: newId(), ...element(type) }, beside], 'after the flip');
    expect(await stateOf(beside.id)).toBe('available');
    const { id: _own, ...same } = beside;
    const refused = await api(other.url).enqueue(same);
    expect(refused.body.error?.details?.existing_job_id).toBe(beside.id);
    expect(await stateOf(old)).toBe('available');
  }, 20_000);

  it('whoever finds it in its queue does so too', async () => {
    const type = 'ended.fetch';
    const { old, next, plain } = await replacing(type, 'after the flip');
    const found = new Set<string>();
    await eventually(async () => {
      const { body } = await api(other.url).fetch({
        queues: [type],
        worker_id: 'w',
        count: 10,
        wait_ms: 1_000,
      });
      for (const { id } of body.jobs) found.add(id);
      return found.has(next) && found.has(plain) ? true : undefined;
    }, 20_000);
    expect(await stateOf(old)).toBe('cancelled');
    // It may have been fetched before: then its worker is told now.
    if (found.has(old)) {
      const late = await api(other.url).ack({ job_id: old, worker_id: 'w', attempt: 1 });
      expect(late.status).toBe(409);
    }
  });

  it('whoever comes to its lock does so too, and is told of the new job', async () => {
    const type = 'ended.lock';
    const { old, next } = await replacing(type, 'after the flip');
    const { status, body } = await api(other.url).enqueue({ type, args: [], options: { unique: {} } });
    expect([status, body.error?.details?.existing_job_id]).toEqual([409, next]);
    expect(await stateOf(old)).toBe('cancelled');
    const { job } = (await api(other.url).enqueue(element(type))).body;
    expect(await Promise.all([next, job.id].map(stateOf))).toEqual(['cancelled', 'available']);
  });

  it('the same batch once more: 409 for what is stored', async () => {
    const { old, jobs } = await replacing('ended.retry', 'after the flip');
    const { status, body } = await api(other.url).enqueueBatch(jobs);
    expect([status, body.error?.details?.index]).toEqual([409, 0]);
    expect(await stateOf(old)).toBe('cancelled');
  });
});

describe('DESIGN decision 21: a server that ends before the commit', () => {
  it('its unique jobs are waited for 2 s, then 503 with Retry-After; nothing is replaced, nobody else waits', async () => {
    const type = 'ended.open';
    const { old, next } = await replacing(type, 'at the flip');
    const startedAt = performance.now();
    const answer = await fetch(new URL('/ojs/v1/jobs', other.url), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(element(type)),
    });
    const waitedMs = performance.now() - startedAt;
    expect([answer.status, Number(answer.headers.get('Retry-After')) > 0]).toEqual([503, true]);
    expect(waitedMs).toBeGreaterThan(1_900);
    expect(waitedMs).toBeLessThan(5_000);
    expect((await api(other.url).get(next)).status).toBe(404);
    expect(await stateOf(old)).toBe('available');
    const { body } = await api(other.url).fetch({ queues: [type], worker_id: 'w', count: 10 });
    expect(body.jobs.map(({ id }) => id)).toEqual([old]);
    const elsewhere = await api(other.url).enqueue({ ...element(`${type}.else`) });
    expect(elsewhere.status).toBe(201);
  });
});
