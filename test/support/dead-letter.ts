import { expect } from 'vitest';
import { api } from './api.ts';

/** Sends a job through its only attempt into the dead letter; answers with its id. */
export async function deadLettered(
  url: string,
  { queue, type = 'dead.test', args = [] }: { queue: string; type?: string; args?: unknown[] },
): Promise<string> {
  const { enqueue, fetch, nack } = api(url);
  const retry = { max_attempts: 1, on_exhaustion: 'dead_letter' };
  const { body } = await enqueue({ type, args, options: { queue, retry } });
  const taken = (await fetch({ queues: [queue], worker_id: 'w', wait_ms: 5_000 })).body.jobs;
  expect(taken.map(({ id }) => id)).toEqual([body.job.id]);
  const answer = await nack({ job_id: body.job.id, worker_id: 'w', error: { type: 'Boom', message: 'no' } });
  expect(answer.body.state).toBe('discarded');
  return body.job.id;
}
