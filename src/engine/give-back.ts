import { type Head, hasEnded } from '../rules/head.ts';
import { givenBack } from '../rules/lifecycle.ts';
import { replaceHead } from '../table/replace-head.ts';
import type { Engine } from './engine.ts';
import { hintAgain } from './hint-again.ts';

/**
 * Undoes claims whose answer could not be delivered: each job is available again at once, its
 * attempt undone. A claim that somebody else has acted on since is left as it is. Never throws: what
 * cannot be given back now comes back when its probation ends.
 */
export async function giveBack(engine: Engine, heads: readonly Head[]): Promise<void> {
  const work = Promise.all(heads.map((head) => giveBackOne(engine, head)));
  engine.leases.drainAfter(work);
  await work;
}

async function giveBackOne(engine: Engine, head: Head): Promise<void> {
  // Out of the watch first: a lease that nobody received must not be confirmed beside this.
  const held = engine.leases.release(head.id);
  try {
    const outcome = await replaceHead(engine.store, head, givenBack(head), engine.store.tokens.next());
    if (outcome.written) {
      engine.chronicle({ from: head, head: outcome.head });
      hintAgain(engine, outcome.head, held);
    } else if (held && outcome.stored && hasEnded(outcome.stored)) {
      engine.lanes.done(held);
    }
  } catch (error) {
    engine.log.warn(
      { err: error, job_id: head.id },
      'A claim nobody received could not be given back; it comes back when its probation ends.',
    );
  }
}
