import { duplicate, unavailable } from '../rules/errors.ts';
import { type Head, hasEnded } from '../rules/head.ts';
import { resolve } from '../rules/lifecycle.ts';
import { createHead } from '../table/create-head.ts';
import type { Engine } from './engine.ts';
import { hintAt, laneOf } from './lane.ts';

/**
 * Puts the head of a new job.
 * @throws OjsError 409 `duplicate` where its id is stored; 503 where a batch that is not committed
 *   yet has it.
 */
export async function store(engine: Engine, head: Head): Promise<void> {
  let outcome = await createHead(engine.store, head);
  // What a batch that failed had left under this id is removed with the refusal.
  if (!outcome.written && !outcome.stored) outcome = await createHead(engine.store, head);
  if (outcome.written) return;
  if (!outcome.stored) {
    throw unavailable(
      `A job with the id ${head.id} is being stored or removed by another request; try again.`,
    );
  }
  throw alreadyStored(resolve(outcome.stored, engine.clock.now(), engine.store.tokens.server));
}

/** 409 for an id that a job has already; `head` as it is by now. */
export function alreadyStored({ id, state }: Head) {
  return duplicate(`A job with the id ${id} is stored already.`, {
    existing_job_id: id,
    existing_job_state: state,
  });
}

/** What follows from a new job that exists: who listens is told, and its hint goes out, unless it waits for promotion. The head as it is by now. */
export function accepted(engine: Engine, head: Head): Head {
  engine.chronicle({ head });
  const current = resolve(head, engine.clock.now(), engine.store.tokens.server);
  if (!hasEnded(current) && current.state !== 'pending' && !current.awaitsPromotion) {
    engine.lanes.send(laneOf(head), hintAt(head));
  }
  return current;
}
