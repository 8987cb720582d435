/**
 * A worker in a process of its own. It takes its jobs from the queue `drain`: `quick` ones end at once,
 * `slow` ones when SIGTERM has come, `deaf` ones only when their signal is aborted.
 */
import { once } from 'node:events';
import { Worker } from '../../../src/client/index.ts';

const { OJS_URL = '', CONCURRENCY, GRACE_MS, HANDLE_SIGNALS } = process.env;

const worker = new Worker<{ 'a.job': [kind: string] }>({
  baseUrl: OJS_URL,
  queues: 'drain',
  concurrency: Number(CONCURRENCY),
  shutdownGraceMs: Number(GRACE_MS),
  handleSignals: HANDLE_SIGNALS !== 'false',
  handlers: {
    'a.job': async ({ id, args: [kind] }, { signal }) => {
      console.log(`begun ${kind} ${id}`);
      if (kind === 'slow') await once(process, 'SIGTERM');
      if (kind === 'deaf') await once(signal, 'abort');
      if (kind === 'endless') await new Promise(() => setInterval(() => {}, 1_000));
      console.log(`ended ${kind} ${id}`);
      signal.throwIfAborted();
      return kind;
    },
  },
});
worker.start();
if (HANDLE_SIGNALS !== 'false') process.once('SIGTERM', () => console.log('SIGTERM has come'));
await worker.stopped;
console.log('stopped');
