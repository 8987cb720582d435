import { notFound } from '../rules/errors.ts';
import type { Head } from '../rules/head.ts';
import { isUuidV7 } from '../rules/job-id.ts';
import { resolve } from '../rules/lifecycle.ts';
import { isPastRetention } from '../rules/retention.ts';
import { readHead } from '../table/read-head.ts';
import type { Engine } from './engine.ts';
import { type Job, loadJobToRun } from './job.ts';
import { settle } from './settle.ts';

/**
 * INFO (ojs-core 6.6): the job as it is at this moment, time-driven changes included.
 * @throws OjsError 404 for an unknown id, also one that is no UUID, and for a job past its retention.
 */
export async function getJob(engine: Engine, id: string): Promise<Job> {
  const head = isUuidV7(id) ? await currentHead(engine, id) : undefined;
  if (!head) throw notFound('job', id);
  try {
    return await loadJobToRun(engine.store, head);
  } catch (error) {
    // A job that is deleted while it is read loses its pieces first in the eyes of this reader.
    if (!(await readHead(engine.store, id))) throw notFound('job', id);
    throw error;
  }
}

async function currentHead(engine: Engine, id: string): Promise<Head | undefined> {
  const { store, clock } = engine;
  const asItIs = (head: Head) => resolve(head, clock.now(), store.tokens.server);
  const kept = (head: Head) => (isPastRetention(store.retention, head, clock.now()) ? undefined : head);
  const stored = await readHead(store, id);
  if (!stored) return undefined;
  const current = asItIs(stored);
  if (!current.deadLettered) return kept(current);
  // What a reader sees in the dead letter must be in its list too, so it is written (DESIGN decision 15).
  const settled = stored.deadLettered ? stored : await settle(engine, id, stored);
  return settled && kept(asItIs(settled));
}
