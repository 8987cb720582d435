import { duplicate, unavailable } from '../rules/errors.ts';
import { type Head, hasEnded } from '../rules/head.ts';
import type { NewJob } from '../rules/job.ts';
import { resolve } from '../rules/lifecycle.ts';
import { createHead } from '../table/create-head.ts';
import { placeBody } from '../table/fit-head.ts';
import type { Engine } from './engine.ts';
import { bodyText, type Job, parseBody } from './job.ts';
import { hintAt, laneOf } from './lane.ts';
import type { NewHeads } from './new-heads.ts';

/**
 * PUSH (ojs-core 6.1): the job is in the table when this resolves, and can be fetched from this
 * server at once. The hint goes out behind the answer.
 * @throws OjsError 409 `duplicate` where the client's id is stored already.
 */
export type Enqueue = (job: NewJob) => Promise<Job>;

/** @param heads makes the heads of all new jobs of this server. */
export function enqueuer(engine: Engine, heads: NewHeads): Enqueue {
  let warned = false;
  return async (job) => {
    if (job.uniqueText && !warned) {
      warned = true;
      engine.log.warn({ type: job.type }, 'Unique policies are checked for form and not enforced yet.');
    }
    const body = bodyText(job);
    const head = await placeBody(engine.store, heads.make(job, engine.clock.now()), body);
    await Promise.all([store(engine, head), engine.knownQueues.note(head.queue)]);
    return { head: accepted(engine, head), body: parseBody(body), errors: [] };
  };
}

/**
 * Puts the head of a new job.
 * @throws OjsError 409 `duplicate` where its id is stored; 503 where a batch that is not committed
 *   yet has it.
 */
export async function store(engine: Engine, head: Head): Promise<void> {
  const outcome = await createHead(engine.store, head);
  if (outcome.written) return;
  if (!outcome.stored) {
    throw unavailable(
      `A job with the id ${head.id} is being stored or removed by another request; try again.`,
    );
  }
  const { id, state } = resolve(outcome.stored, engine.clock.now(), engine.store.tokens.server);
  throw duplicate(`A job with the id ${id} is stored already.`, {
    existing_job_id: id,
    existing_job_state: state,
  });
}

/** What follows from a new job that exists: who listens is told, and its hint goes out, unless it waits for promotion. The head as it is by now. */
export function accepted(engine: Engine, head: Head): Head {
  engine.chronicle({ head });
  const current = resolve(head, engine.clock.now(), engine.store.tokens.server);
  if (!hasEnded(current) && current.state !== 'pending' && !current.awaitsPromotion) {
    engine.lanes.send(laneOf(head.queue), hintAt(head));
  }
  return current;
}
