import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually } from './api.ts';
import { type Faults, faults } from './faults.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from './server.ts';

/** What is enqueued on the server that ends. */
interface EndedCase {
  readonly name: string;
  /** State of the job that it replaces; absent: it replaces none. */
  readonly old?: 'available' | 'active';
  readonly more?: object;
  /** Calls of the sequence, at each of which the server ends once. */
  readonly calls: number;
}

/** DESIGN decision 20: whoever meets what a server left half done goes on where it stood. */
export function serversMayEnd(cases: readonly EndedCase[]): void {
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

  const CALLS = new Set(['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem']);

  /** Starts a server, sends it one request, and ends it at its `position`-th call, or has its answer before. */
  async function endedAt(position: number, asked: boolean, body: object): Promise<'ended' | number> {
    let ended: () => void = () => undefined;
    const end = new Promise<'ended'>((resolve) => {
      ended = () => resolve('ended');
    });
    let fault: Faults | undefined;
    const server = await startTestServer({
      stores,
      onClients: (clients) => {
        fault = faults(clients, ended);
      },
    });
    doomed.push(server);
    let calls = 0;
    fault?.plan(({ operation }) => {
      if (CALLS.has(operation)) calls += 1;
      return CALLS.has(operation) && calls === position ? { kind: 'end', asked } : undefined;
    });
    const answered = api(server.url)
      .enqueue(body)
      .then(({ status }) => status);
    answered.catch(() => undefined);
    return Promise.race([end, answered]);
  }

  const OPEN = ['available', 'active', 'scheduled', 'retryable', 'pending'];

  /**
   * Those of the jobs that are stored and have not ended. The newest is asked for first: where it can be
   * seen, what it replaces has ended.
   */
  async function live(ids: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const id of [...ids].reverse()) {
      const { status, body } = await api(other.url).get(id);
      if (status === 200 && OPEN.includes(body.job.state)) found.unshift(id);
    }
    return found;
  }

  let ids = 0;
  function newId(): string {
    ids += 1;
    return `019461a8-1a2b-7c3d-8e4f-${String(ids).padStart(12, '0')}`;
  }

  /** As long as a silent server may keep others from an id, its batch of one is given up. */
  const SETTLED_WITHIN_MS = 30_000;

  /** The same request once more, until the answer is not that it is to be sent again. */
  const retried = (request: object) =>
    eventually(
      async () => {
        const answer = await api(other.url).enqueue(request);
        return answer.status === 503 ? undefined : answer;
      },
      SETTLED_WITHIN_MS,
      1_000,
    );

  describe.each([
    ['before', false],
    ['after', true],
  ])('DESIGN decision 20: a server that ends at any of its calls, %s the store was asked', (_, asked) => {
    /** Enqueues the job that is to be replaced, if any. */
    async function replaced({ old }: EndedCase, type: string, options: object): Promise<string[]> {
      if (!old) return [];
      const { body } = await api(other.url).enqueue({ type, args: [], options });
      if (old === 'active') await api(other.url).fetch({ queues: [type], worker_id: 'w', wait_ms: 2_000 });
      return [body.job.id];
    }

    it.each(cases)('$name: one is live at most, and the same request once more settles it', async (each) => {
      const { name, old, more = {} } = each;
      const left: { type: string; position: number; request: { id: string }; all: string[] }[] = [];
      for (let position = 1; position < 40; position += 1) {
        const type = `ended.${name.replaceAll(' ', '-')}.${asked}.n${position}`;
        const options = { queue: type, unique: { on_conflict: old ? 'replace' : 'reject' } };
        const stored = await replaced(each, type, options);
        const request = { id: newId(), type, args: [position], options, ...more };
        const all = [...stored, request.id];
        const outcome = await endedAt(position, asked, request);
        expect((await live(all)).length).toBeLessThanOrEqual(1);
        if (outcome === 201) break;
        expect(outcome).toBe('ended');
        left.push({ type, position, request, all });
      }
      expect(left.length).toBeGreaterThanOrEqual(each.calls);
      const settled = left.map(async ({ type, position, request, all }) => {
        const retry = await retried(request);
        expect([201, 409]).toContain(retry.status);
        if (retry.status === 409) expect(retry.body.error?.details?.existing_job_id).toBe(request.id);
        expect(await live(all)).toEqual([request.id]);
        // A hint that was not sent any more is made good by a look (DESIGN decision 13).
        const job = await eventually(async () => {
          const { body } = await api(other.url).fetch({ queues: [type], worker_id: 'w', wait_ms: 1_000 });
          return body.jobs[0];
        }, 20_000);
        expect([job.id, job.args]).toEqual([request.id, [position]]);
      });
      await Promise.all(settled);
    });

    it.each(
      cases.filter(({ old }) => old !== undefined),
    )('$name, without an id of its own, and another comes: one is left, and it is the only one to be fetched', async (each) => {
      for (let position = 1; position < 40; position += 1) {
        const type = `ended.nameless.${each.name.replaceAll(' ', '-')}.${asked}.n${position}`;
        const options = { queue: type, unique: { on_conflict: 'replace' } };
        const stored = await replaced(each, type, options);
        const outcome = await endedAt(position, asked, { type, args: ['lost'], options });
        const { status, body } = await api(other.url).enqueue({ type, args: ['last'], options });
        expect(status).toBe(201);
        expect(await live([...stored, body.job.id])).toEqual([body.job.id]);
        const fetch = { queues: [type], worker_id: 'w', count: 10, wait_ms: 2_000 };
        const jobs = (await api(other.url).fetch(fetch)).body.jobs;
        expect(jobs.map(({ args }) => args)).toEqual([['last']]);
        if (outcome === 201) return;
      }
      throw new Error('The request never got through.');
    });

    it('a create, and another request comes instead of a retry: it is accepted, or told of a job that is there', async () => {
      for (let position = 1; position < 40; position += 1) {
        const type = `ended.another.${asked}.n${position}`;
        const options = { queue: type, unique: {} };
        const request = { id: newId(), type, args: [], options };
        if ((await endedAt(position, asked, request)) === 201) return;
        const { status, body } = await api(other.url).enqueue({ type, args: ['another'], options });
        const id = status === 201 ? body.job.id : String(body.error?.details?.existing_job_id);
        expect(await live([request.id, id])).toContain(id);
        expect(new Set(await live([request.id, id])).size).toBe(1);
      }
      throw new Error('The request never got through.');
    });
  });
}
