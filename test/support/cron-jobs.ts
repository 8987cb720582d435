import { CronExpressionParser } from 'cron-parser';
import { api, type Job } from './api.ts';

/** The moment of the tick that made a job, in ms since 1970. */
export function tickOf(job: Pick<Job, 'meta'>): number {
  const { cron_triggered_at: tick } = job.meta;
  if (typeof tick !== 'string') throw new Error('The job says nothing of its tick.');
  return Date.parse(tick);
}

/** The ticks of an expression after `from`, at or before `to`, as the second library has them. */
export function expectedTicks(expression: string, from: number, to: number): number[] {
  const found: number[] = [];
  const ticks = CronExpressionParser.parse(expression, { currentDate: new Date(from), tz: 'UTC' });
  for (let tick = ticks.next().getTime(); tick <= to; tick = ticks.next().getTime()) found.push(tick);
  return found;
}

/** Fetches and acks what comes in a queue until `signal` ends it; `onJob` is told of each, `onLeft` of the server after each turn. */
export async function takeAll(
  url: () => string,
  queue: string,
  signal: AbortSignal,
  onJob: (job: Job) => void,
  onLeft: (url: string) => void = () => undefined,
): Promise<void> {
  while (!signal.aborted) {
    const at = url();
    try {
      const { fetch, ack } = api(at);
      const { body } = await fetch({ queues: [queue], worker_id: 'taker', count: 20, wait_ms: 500 }, signal);
      for (const job of body.jobs) onJob(job);
      await Promise.all(
        body.jobs.map(({ id, attempt }) => ack({ job_id: id, worker_id: 'taker', attempt, result: null })),
      );
    } catch {
      // A server that was killed; its jobs come again. The signal ends a fetch that waits in the same way.
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      onLeft(at);
    }
  }
}
