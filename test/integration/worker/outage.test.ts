import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createClient, isOjsError, Worker } from '../../../src/client/index.ts';
import { eventually } from '../../support/api.ts';
import { type ServerProcess, startServerProcess } from '../../support/process.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { abortOf, gate } from './gate.ts';

let worker: Worker | undefined;

afterEach(async () => {
  await worker?.stop();
  worker = undefined;
});

const settings = {
  workerId: 'worker-1',
  queues: 'default',
  handleSignals: false,
  shutdownGraceMs: 0,
};

const completed = (id: string, baseUrl: string) =>
  eventually(async () => {
    const job = await createClient({ baseUrl }).get(id);
    return job.state === 'completed' ? job : undefined;
  }, 30_000);

describe('a server that is gone', () => {
  let dataDir: string;
  let running: ServerProcess;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'ojs-aws-worker-'));
    running = await startServerProcess({ OJS_DATA_DIR: dataDir });
  });
  afterAll(async () => {
    await running.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('killed mid-work and started again: the job is done in its first attempt, and the next one after it', async () => {
    const { url } = running;
    const ojs = createClient({ baseUrl: url });
    const begun = gate();
    const release = gate();
    const refused = gate();
    const errors: unknown[] = [];
    worker = new Worker({
      ...settings,
      baseUrl: url,
      handler: async ({ type }) => {
        begun.open();
        if (type === 'slow.job') await release.opened;
        return type;
      },
      onError: (error) => {
        errors.push(error);
        refused.open();
      },
    });
    worker.start();
    const slow = await ojs.enqueue('slow.job', []);
    await begun.opened;
    await running.kill();
    // The handler ends while nobody is there: fetch and ack have to be tried again.
    release.open();
    await refused.opened;
    running = await startServerProcess({ OJS_DATA_DIR: dataDir, OJS_PORT: new URL(url).port });
    expect(await completed(slow.id, url)).toMatchObject({ attempt: 1, result: 'slow.job' });
    const next = await ojs.enqueue('quick.job', []);
    expect(await completed(next.id, url)).toMatchObject({ attempt: 1 });
    for (const error of errors) expect(error).toMatchObject({ code: 'network_error' });
  });
});

describe('a server that answers badly', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(async () => {
    await server.close();
  });

  it('RFC 9110 10.2.3: 503 with Retry-After is waited for, then work goes on', async () => {
    const askedAt: number[] = [];
    let busy = 2;
    /** In place of the server; then it is there. */
    const front = createServer((_, response) => {
      response.writeHead(503, { 'Retry-After': '1', 'Content-Type': 'text/html' }).end('Busy.');
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    const address = front.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const errors: unknown[] = [];
    worker = new Worker({
      ...settings,
      baseUrl: server.url,
      // The worker's own patience is looked at, so the client has none.
      retry: { attempts: 1 },
      fetch: (request) => {
        if (!request.url.endsWith('/workers/fetch') || busy === 0) return fetch(request);
        busy -= 1;
        askedAt.push(performance.now());
        return fetch(`http://127.0.0.1:${port}`, { signal: request.signal });
      },
      handler: () => 'done',
      onError: (error) => void errors.push(error),
    });
    const { id } = await createClient({ baseUrl: server.url }).enqueue('any.job', []);
    worker.start();
    await completed(id, server.url);
    front.close();
    expect(errors).toEqual([
      expect.objectContaining({ status: 503, retryAfterMs: 1_000 }),
      expect.objectContaining({ status: 503, retryAfterMs: 1_000 }),
    ]);
    expect((askedAt[1] ?? 0) - (askedAt[0] ?? 0)).toBeGreaterThan(990);
  });

  it('DESIGN 7: an ack whose answer was lost beyond the patience of the client is a success', async () => {
    const errors: unknown[] = [];
    const tries: number[] = [];
    worker = new Worker({
      ...settings,
      baseUrl: server.url,
      retry: { attempts: 1 },
      fetch: async (request) => {
        const response = await fetch(request);
        if (!request.url.endsWith('/ack')) return response;
        tries.push(response.status);
        if (tries.length === 1) throw new TypeError('fetch failed', { cause: new Error('socket closed') });
        return response;
      },
      handler: () => 'done',
      onError: (error) => void errors.push(error),
    });
    worker.start();
    const { id } = await createClient({ baseUrl: server.url }).enqueue('any.job', []);
    await eventually(async () => tries[1], 20_000);
    await worker.stop();
    expect(await completed(id, server.url)).toMatchObject({ attempt: 1, result: 'done' });
    expect(tries).toEqual([200, 409]);
    expect(errors).toEqual([]);
  });

  it('ojs-worker-protocol 5: a lease that ran out aborts its handler when the job comes again', async () => {
    const ends: string[] = [];
    const errors: unknown[] = [];
    const refusals: number[] = [];
    worker = new Worker({
      ...settings,
      baseUrl: server.url,
      retry: { attempts: 1 },
      visibilityTimeoutMs: 1_000,
      fetch: async (request) => {
        if (request.url.endsWith('/heartbeat')) throw new TypeError('fetch failed');
        const response = await fetch(request);
        if (response.status === 409) refusals.push(response.status);
        return response;
      },
      handler: async ({ attempt }, { signal }) => {
        if (attempt === 1) ends.push(`1: ${isOjsError(await abortOf(signal), 'conflict')}`);
        return attempt;
      },
      onError: (error) => void errors.push(error),
    });
    worker.start();
    const { id } = await createClient({ baseUrl: server.url }).enqueue('any.job', []);
    expect(await completed(id, server.url)).toMatchObject({ attempt: 2, result: 2 });
    expect(ends).toEqual(['1: true']);
    // What came of the lost attempt was not told, so nothing was refused.
    expect(refusals).toEqual([]);
    expect(errors.filter((error) => isOjsError(error, 'conflict'))).toHaveLength(1);
  });
});
