import { notFound } from '../rules/errors.ts';
import { isUuidV7 } from '../rules/job-id.ts';
import { resolve } from '../rules/lifecycle.ts';
import { readHead } from '../table/read-head.ts';
import type { Engine } from './engine.ts';
import { type Job, loadJob } from './job.ts';

/**
 * INFO (ojs-core 6.6): the job as it is at this moment, time-driven changes included.
 * @throws OjsError 404 for an unknown id, also one that is no UUID.
 */
export async function getJob(engine: Engine, id: string): Promise<Job> {
  const { store, clock } = engine;
  const head = isUuidV7(id) ? await readHead(store, id) : undefined;
  if (!head) throw notFound('job', id);
  return loadJob(store, resolve(head, clock.now(), store.tokens.server));
}
