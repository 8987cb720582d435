import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClient, Worker } from '../../../src/client/index.ts';
import { api, eventually } from '../../support/api.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const PROGRAM = fileURLToPath(new URL('./program.ts', import.meta.url));

let server: TestServer;
const started: { kill(signal: 'SIGKILL'): unknown }[] = [];

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
});
beforeEach(async () => {
  await api(server.url).reset();
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

const ojs = () => createClient<{ 'a.job': [kind: string] }>({ baseUrl: server.url });

function enqueued(...kinds: string[]): Promise<string[]> {
  const all = kinds.map((kind) => ojs().enqueue('a.job', [kind], { queue: 'drain' }));
  return Promise.all(all.map(async (job) => (await job).id));
}

/** The worker in a process of its own, and the lines it prints. */
function startProgram(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [PROGRAM], {
    env: {
      PATH: process.env.PATH,
      OJS_URL: server.url,
      CONCURRENCY: '10',
      GRACE_MS: '20000',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const closed = once(child, 'close');
  return {
    lines,
    kill: (signal: 'SIGTERM' | 'SIGINT') => child.kill(signal),
    printed: (start: string, times = 1) =>
      eventually(
        async () => lines.filter((line) => line.startsWith(start)).length >= times || undefined,
        20_000,
        20,
      ),
    /** Exit code and signal. */
    ended: async () => (await closed) as [number | null, string | null],
  };
}

describe('ojs-worker-protocol 7: a worker that is told to end', () => {
  it('SIGTERM amid 100 jobs: exit 0, what has begun is completed, the rest waits, nothing runs twice', async () => {
    const kinds = Array.from({ length: 100 }, (_, n) => (n % 20 === 19 ? 'slow' : 'quick'));
    const ids = await enqueued(...kinds);
    const program = startProgram({ CONCURRENCY: '2' });
    await program.printed('begun slow', 2);
    program.kill('SIGTERM');
    expect(await program.ended()).toEqual([0, null]);
    expect(program.lines.at(-1)).toBe('stopped');

    const jobs = await Promise.all(ids.map((id) => ojs().get(id)));
    const states = new Map(jobs.map(({ id, state }) => [id, state]));
    const begun = program.lines.filter((line) => line.startsWith('begun')).map((line) => line.slice(-36));
    expect(begun.filter((id) => states.get(id) !== 'completed')).toEqual([]);
    expect(begun.length).toBeLessThan(100);

    const rest: string[] = [];
    const second = new Worker({
      client: ojs(),
      queues: 'drain',
      handleSignals: false,
      handler: ({ id }) => void rest.push(id),
    });
    second.start();
    await eventually(async () => begun.length + rest.length >= 100 || undefined, 20_000);
    await second.stop();
    expect([...begun, ...rest].sort()).toEqual([...ids].sort());
  });

  it('when the grace is over the rest is aborted and given back, which costs no attempt', async () => {
    const [deaf = ''] = await enqueued('deaf');
    const program = startProgram({ GRACE_MS: '100' });
    await program.printed('begun deaf');
    program.kill('SIGINT');
    expect(await program.ended()).toEqual([0, null]);
    expect(program.lines.slice(1)).toEqual(expect.arrayContaining([`ended deaf ${deaf}`, 'stopped']));
    const job = await ojs().get(deaf);
    expect(job).toMatchObject({ state: 'available', attempt: 0 });
    expect(job).not.toHaveProperty('errors');
  });

  it('ojs-graceful-shutdown 4.2: a second signal ends the grace', async () => {
    const [deaf = ''] = await enqueued('deaf');
    const program = startProgram({ GRACE_MS: '600000' });
    await program.printed('begun deaf');
    program.kill('SIGTERM');
    await program.printed('SIGTERM has come');
    program.kill('SIGTERM');
    expect(await program.ended()).toEqual([0, null]);
    expect(await ojs().get(deaf)).toMatchObject({ state: 'available', attempt: 0 });
  });

  it('a handler that hears nothing does not hold the worker up', async () => {
    const [endless = ''] = await enqueued('endless');
    const program = startProgram({ GRACE_MS: '100' });
    await program.printed('begun endless');
    program.kill('SIGTERM');
    await program.printed('stopped');
    expect(await ojs().get(endless)).toMatchObject({ state: 'available', attempt: 0 });
  });

  it('where the signals are not the worker’s, they end the process as ever', async () => {
    await enqueued('deaf');
    const program = startProgram({ HANDLE_SIGNALS: 'false' });
    await program.printed('begun deaf');
    program.kill('SIGTERM');
    expect(await program.ended()).toEqual([null, 'SIGTERM']);
  });

  it('an idle worker leaves nothing behind that keeps a process alive', async () => {
    const [quick = ''] = await enqueued('quick');
    const program = startProgram({});
    await program.printed(`ended quick ${quick}`);
    program.kill('SIGTERM');
    expect(await program.ended()).toEqual([0, null]);
    expect((await ojs().get(quick)).state).toBe('completed');
  });
});
