import { notFound } from '../rules/errors.ts';
import { isUuidV7 } from '../rules/job-id.ts';
import { activated } from '../rules/lifecycle.ts';
import type { Engine } from './engine.ts';
import { type Job, loadJob } from './job.ts';
import { hintAt, laneOf } from './lane.ts';
import { rewrite, wrongState } from './rewrite.ts';

/**
 * ACTIVATE (ojs-core 6.4): a pending job is available from now on, or scheduled where its moment is
 * still to come. Its first hint goes out behind the answer, or when it is promoted.
 * @throws OjsError 404 for an unknown id, 409 for a job that is not pending.
 */
export async function activateJob(engine: Engine, id: string): Promise<Job> {
  if (!isUuidV7(id)) throw notFound('job', id);
  const head = await rewrite(engine, id, (current) => {
    if (current.state !== 'pending') throw wrongState(current, 'activate', ['pending']);
    return activated(current, engine.clock.now());
  });
  if (!head.awaitsPromotion) engine.lanes.send(laneOf(head), hintAt(head));
  return loadJob(engine.store, head);
}
