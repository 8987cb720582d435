import { afterEach, describe, expect, it, vi } from 'vitest';
import { openClient } from '../../../../src/client/open-client.ts';
import type { WorkerContext } from '../../../../src/client/worker/context.ts';
import { fetchLoop } from '../../../../src/client/worker/fetch-loop.ts';
import { heartbeatLoop } from '../../../../src/client/worker/heartbeat.ts';
import { settingsOf } from '../../../../src/client/worker/options.ts';
import { startRun } from '../../../../src/client/worker/run.ts';
import { running } from '../../../../src/client/worker/running.ts';
import { json, refusal, scriptedServer, type Try } from '../scripted-server.ts';

const ID = '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f';
const job = {
  specversion: '1.0',
  id: ID,
  type: 'email.send',
  queue: 'default',
  state: 'active',
  args: [] as unknown[],
  meta: {},
  priority: 0,
  attempt: 1,
  max_attempts: 3,
  created_at: '2026-11-02T10:30:00.000Z',
  enqueued_at: '2026-11-02T10:30:00.000Z',
  worker_id: 'worker-1',
} as const;

/** A worker's parts, which end after as many pauses. */
function parts(tries: readonly Try[], pauses: number) {
  const { machine, sent } = scriptedServer(...tries);
  const ended = new AbortController();
  const waitedMs: number[] = [];
  const errors: unknown[] = [];
  const context: WorkerContext = {
    client: openClient(
      { baseUrl: 'http://ojs.test', workerId: 'worker-1', retry: { attempts: 1 } },
      machine,
      () => ID,
    ),
    settings: settingsOf({ queues: 'default', concurrency: 3 }),
    machine: {
      async wait(delayMs) {
        waitedMs.push(delayMs);
        if (waitedMs.length >= pauses) ended.abort();
      },
      random: () => 0.5,
    },
    handlerOf:
      () =>
      (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    report: (error) => void errors.push(error),
  };
  return { context, sent, waitedMs, errors, ended: ended.signal };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('DESIGN 8: a beat that does not extend a job', () => {
  const nothing = () =>
    json(200, { state: 'running', jobs_extended: [], server_time: '2026-11-02T10:30:00.000Z' });
  const state = { now: () => 'running' as const, onDirective: () => undefined };

  it.each([
    [999, true],
    [1_000, false],
  ])('%i ms after the claim: the job is still ours: %s', async (ageMs, ours) => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
    const { context, ended, errors } = parts([nothing()], 1);
    const jobs = running();
    const run = startRun(context, { ...job, args: [] }, jobs.delete);
    jobs.add(run);
    clock.mockReturnValue(ageMs);
    await heartbeatLoop(context, jobs, ended, state);
    expect(run.isOurs()).toBe(ours);
    expect(errors).toHaveLength(ours ? 0 : 1);
  });

  it('a beat that fails judges nothing, and the next one comes sooner', async () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
    const { context, ended, waitedMs } = parts([refusal(500, 'backend_error'), nothing()], 2);
    const jobs = running();
    const run = startRun(context, { ...job, args: [] }, jobs.delete);
    jobs.add(run);
    clock.mockReturnValueOnce(5_000).mockReturnValue(0);
    await heartbeatLoop(context, jobs, ended, state);
    expect(run.isOurs()).toBe(true);
    expect(waitedMs).toEqual([375, 10_000]);
  });
});

describe('a server that does not wait for jobs', () => {
  it('is asked once a second', async () => {
    vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(10).mockReturnValue(5_000);
    const empty = () => json(200, { jobs: [] });
    const { context, sent, waitedMs, ended } = parts([empty(), empty()], 2);
    await fetchLoop(context, running(), ended, () => undefined);
    expect(waitedMs).toEqual([990, 1_000]);
    expect(sent.map(({ body }) => body)).toEqual([
      expect.objectContaining({ count: 3 }),
      expect.objectContaining({ count: 3 }),
    ]);
  });

  it('one that refuses is asked with growing pauses', async () => {
    const refused = () => refusal(400, 'invalid_request');
    const { context, waitedMs, errors, ended } = parts([refused(), refused(), refused()], 3);
    await fetchLoop(context, running(), ended, () => undefined);
    expect(waitedMs).toEqual([375, 750, 1_500]);
    expect(errors).toHaveLength(3);
  });
});
