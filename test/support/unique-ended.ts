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

  const CALLS = new Set(['BatchGetItem', 'GetItem', 'PutItem']);

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

  /** Those of the jobs that are stored and have not ended. */
  async function live(ids: readonly string[]): Promise<string[]> {
    const jobs = await Promise.all(ids.map((id) => api(other.url).get(id)));
    return jobs
      .filter(({ status, body }) => status === 200 && OPEN.includes(body.job.state))
      .map(({ body }) => body.job.id);
  }

  let ids = 0;
  function newId(): string {
    ids += 1;
    return `019461a8-1a2b-7c3d-8e4f-${String(ids).padStart(12, '0')}`;
  }

  describe.each([
    ['before', false],
    ['after', true],
  ])('DESIGN decision 20: a server that ends at any of its calls, %s the store was asked', (_, asked) => {
    it.each(cases)('$name: one is live at most, and the same request once more settles it', async (each) => {
      const { name, old, more = {} } = each;
      let calls = 0;
      for (let position = 1; position < 40; position += 1) {
        const type = `ended.${name.replaceAll(' ', '-')}.${asked}.n${position}`;
        const options = { queue: type, unique: { on_conflict: old ? 'replace' : 'reject' } };
        const stored: string[] = [];
        if (old) {
          stored.push((await api(other.url).enqueue({ type, args: [], options })).body.job.id);
          if (old === 'active')
            await api(other.url).fetch({ queues: [type], worker_id: 'w', wait_ms: 2_000 });
        }
        const request = { id: newId(), type, args: [position], options, ...more };
        const all = [...stored, request.id];
        const outcome = await endedAt(position, asked, request);
        expect((await live(all)).length).toBeLessThanOrEqual(1);
        if (outcome === 201) break;
        expect(outcome).toBe('ended');
        calls = position;

        const retry = await api(other.url).enqueue(request);
        expect([201, 409]).toContain(retry.status);
        if (retry.status === 409) expect(retry.body.error?.details?.existing_job_id).toBe(request.id);
        expect(await live(all)).toEqual([request.id]);
        // A hint that was not sent any more is made good by a look (DESIGN decision 13).
        const job = await eventually(async () => {
          const { body } = await api(other.url).fetch({ queues: [type], worker_id: 'w', wait_ms: 1_000 });
          return body.jobs[0];
        }, 20_000);
        expect([job.id, job.args]).toEqual([request.id, [position]]);
      }
      expect(calls).toBeGreaterThanOrEqual(each.calls);
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
