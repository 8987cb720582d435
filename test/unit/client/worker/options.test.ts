import { describe, expect, it } from 'vitest';
import { beatIntervalMs } from '../../../../src/client/worker/heartbeat.ts';
import { settingsOf } from '../../../../src/client/worker/options.ts';
import { Worker } from '../../../../src/client/worker/worker.ts';

describe('the settings of a worker', () => {
  it('have defaults', () => {
    expect(settingsOf({ queues: 'default' })).toEqual({
      queues: ['default'],
      concurrency: 10,
      visibilityTimeoutMs: 60_000,
      shutdownGraceMs: 25_000,
      handleSignals: true,
      sendStack: false,
    });
  });

  it.each([
    [{ queues: [] }, 'queues is empty; name at least one queue.'],
    [{ concurrency: 0 }, 'concurrency is 0; it must be a whole number from 1 to 10000.'],
    [{ concurrency: 1.5 }, 'concurrency is 1.5; it must be a whole number from 1 to 10000.'],
    [
      { visibilityTimeoutMs: 999 },
      'visibilityTimeoutMs is 999; it must be a whole number from 1000 to 43200000.',
    ],
    [
      { shutdownGraceMs: Number.NaN },
      'shutdownGraceMs is NaN; it must be a whole number from 0 to 2147483647.',
    ],
  ])('%j is refused', (wrong, message) => {
    const options = { baseUrl: 'http://ojs.test', handler: () => undefined, queues: 'default', ...wrong };
    expect(() => new Worker(options)).toThrow(new RangeError(message));
  });

  it('ojs-worker-protocol 4.2: four heartbeats in the visibility time, at least one in 10 s', () => {
    expect([1_000, 30_000, 60_000].map(beatIntervalMs)).toEqual([250, 7_500, 10_000]);
  });
});

describe('the life of a worker', () => {
  const worker = () =>
    new Worker({ baseUrl: 'http://ojs.test', queues: 'default', handler: () => undefined });

  it('one that never started stops at once, and cannot be started then', async () => {
    const stopped = worker();
    await stopped.stop();
    await stopped.stopped;
    expect(() => stopped.start()).toThrow('make a new one');
  });
});
