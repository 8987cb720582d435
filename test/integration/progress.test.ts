import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually } from '../support/api.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../support/server.ts';

let stores: TestStores;
let first: TestServer;
let second: TestServer;

beforeAll(async () => {
  stores = await startTestStores();
  first = await startTestServer({ stores });
  second = await startTestServer({ stores });
});
afterAll(async () => {
  await first.close();
  await second.close();
  await stores.close();
});

let queues = 0;

/** A job that a worker holds. */
async function held(options: object = {}) {
  const { enqueue, fetch } = api(first.url);
  queues += 1;
  const queue = `progress-${queues}`;
  await enqueue({ type: 'progress.test', args: [], options: { queue, ...options } });
  const { body } = await fetch({ queues: [queue], worker_id: 'w', wait_ms: 5_000 });
  const [job] = body.jobs;
  if (!job) throw new Error('No job came.');
  return { ...job, queue };
}

describe('progress of a job (ojs-progress 6, 7, 8)', () => {
  it('is read on another server, with the text of the data as it was sent', async () => {
    const { id } = await held();
    const body = '{"progress":0.25,"data":{"big":12345678901234567890,"n":1.10}}';
    const headers = { 'Content-Type': 'application/json' };
    await fetch(`${first.url}/ojs/v1/jobs/${id}/progress`, { method: 'PUT', headers, body });
    const answer = await fetch(`${second.url}/ojs/v1/jobs/${id}/progress`);
    expect(await answer.text()).toContain('"data":{"big":12345678901234567890,"n":1.10}');
  });

  it('never goes down, though reports overtake each other on two servers', async () => {
    const { id } = await held();
    const values = Array.from({ length: 40 }, (_, index) => (index + 1) / 40);
    await Promise.all(
      values.map((progress, index) =>
        api(index % 2 === 0 ? first.url : second.url).progress(id, { progress }),
      ),
    );
    expect((await api(first.url).progressOf(id)).body.progress).toBe(1);
    expect((await api(second.url).progress(id, { progress: 0.3 })).body).toMatchObject({ progress: 1 });
  });

  it('is a heartbeat: a lease of a second lasts as long as reports come', async () => {
    const { id, queue } = await held({ visibility_timeout_ms: 1_000 });
    const until = performance.now() + 3_000;
    for (let n = 0; performance.now() < until; n += 1) {
      expect((await api(second.url).progress(id, { message: `${n}` })).body.state).toBe('active');
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    expect((await api(first.url).get(id)).body.job).toMatchObject({ state: 'active', attempt: 1 });
    await eventually(async () => {
      const { body } = await api(first.url).fetch({ queues: [queue], worker_id: 'v', wait_ms: 1_000 });
      return body.jobs[0]?.attempt === 2 ? true : undefined;
    }, 6_000);
    expect((await api(first.url).progressOf(id)).body).toMatchObject({ progress: null, message: null });
  });

  it('is 1 once the job is completed, and a report that comes too late changes nothing', async () => {
    const { id } = await held();
    await api(first.url).progress(id, { progress: 0.87, message: 'nearly' });
    await api(second.url).ack({ job_id: id });
    const late = await api(first.url).progress(id, { progress: 0.9, message: 'late' });
    expect(late).toMatchObject({ status: 200, body: { state: 'completed', progress: 1, message: 'nearly' } });
  });

  it('passes over the report of a worker or an attempt that does not hold the job', async () => {
    const { id } = await held();
    for (const holder of [{ worker_id: 'other' }, { attempt: 2 }]) {
      const { status, body } = await api(first.url).progress(id, { progress: 0.5, ...holder });
      expect(status).toBe(200);
      expect(body.progress).toBeNull();
    }
    expect(
      (await api(first.url).progress(id, { progress: 0.5, worker_id: 'w', attempt: 1 })).body.progress,
    ).toBe(0.5);
  });

  it('of a job that nobody has is 404, whatever the id looks like', async () => {
    for (const id of ['019461a8-ffff-7fff-bfff-ffffffffffff', 'my-job']) {
      expect((await api(first.url).progressOf(id)).status).toBe(404);
      expect((await api(first.url).progress(id, { progress: 0.5 })).status).toBe(404);
    }
  });

  it('takes 16,384 bytes of data, and refuses one more with a 413 that names data', async () => {
    const { id } = await held();
    const data = (bytes: number) => ({ log: 'x'.repeat(bytes - '{"log":""}'.length) });
    expect((await api(first.url).progress(id, { data: data(16_384) })).status).toBe(200);
    const { status, body } = await api(first.url).progress(id, { data: data(16_385) });
    expect(status).toBe(413);
    expect(body.error?.details).toEqual({ field: 'data', actual_bytes: 16_385, max_bytes: 16_384 });
  });
});
