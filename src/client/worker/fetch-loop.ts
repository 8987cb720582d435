import type { HeldJob } from '../jobs.ts';
import type { WorkerContext } from './context.ts';
import { pauseMs, within } from './patience.ts';
import type { Running } from './running.ts';

/** As long as the server waits at most. */
const WAIT_MS = 20_000;
/** One fetch with the client's repeats. */
const CALL_LIMIT_MS = WAIT_MS + 30_000;
/** As many as one answer holds at most. */
const MOST_JOBS = 100;
/** An empty answer sooner than this is not followed by the next fetch at once: not every server waits. */
const IDLE_MS = 1_000;

/**
 * Takes as many jobs as there are free slots, and waits at the server where there are none, until
 * `signal` is aborted. What the server could not deliver by then it gives back itself. Never fails.
 */
export async function fetchLoop(
  context: WorkerContext,
  running: Running,
  signal: AbortSignal,
  onJob: (job: HeldJob) => void,
): Promise<void> {
  const { client, settings, machine, report } = context;
  const { queues, concurrency, visibilityTimeoutMs } = settings;
  let failures = 0;
  while (!signal.aborted) {
    try {
      await running.below(concurrency, signal);
      const count = Math.min(MOST_JOBS, concurrency - running.all().length);
      const asked = { count, wait_ms: WAIT_MS, visibility_timeout_ms: visibilityTimeoutMs };
      const askedAt = performance.now();
      const jobs = await within(CALL_LIMIT_MS, signal, (each) =>
        client.fetch(queues, { ...asked, signal: each }),
      );
      failures = 0;
      for (const job of jobs) onJob(job);
      const restMs = askedAt + IDLE_MS - performance.now();
      if (jobs.length === 0 && restMs > 0) await machine.wait(restMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      report(error);
      failures += 1;
      await machine.wait(pauseMs(failures, error, machine.random()), signal).catch(() => undefined);
    }
  }
}
