import { notFound } from '../rules/errors.ts';
import { isOpen, type OpenState } from '../rules/head.ts';
import { isUuidV7 } from '../rules/job-id.ts';
import { cancelled } from '../rules/lifecycle.ts';
import type { Engine } from './engine.ts';
import { type Job, loadJob } from './job.ts';
import { rewrite, wrongState } from './rewrite.ts';

/**
 * CANCEL (ojs-core 6.5), also of a job that runs: at once; its worker learns it from its heartbeat
 * or from the 409 to its ack.
 * @throws OjsError 404 for an unknown id, 409 for a job that has ended.
 */
export async function cancelJob(engine: Engine, id: string): Promise<{ job: Job; previousState: OpenState }> {
  if (!isUuidV7(id)) throw notFound('job', id);
  let previousState: OpenState = 'available';
  const head = await rewrite(engine, id, (current) => {
    if (!isOpen(current.state)) {
      throw wrongState(current, 'cancel', ['pending', 'scheduled', 'available', 'active', 'retryable']);
    }
    previousState = current.state;
    return cancelled(current, engine.clock.now());
  });
  const held = engine.leases.release(id);
  if (held) engine.lanes.done(held);
  await engine.workflows.advanced(head);
  return { job: await loadJob(engine.store, head), previousState };
}
