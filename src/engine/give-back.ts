import type { Head } from '../rules/head.ts';
import { givenBack } from '../rules/lifecycle.ts';
import { replaceHead } from '../table/replace-head.ts';
import type { Engine } from './engine.ts';
import { ownHint } from './lane.ts';

/**
 * Undoes claims whose answer could not be delivered: each job is available again at once, its
 * attempt undone. A claim that somebody else has acted on since is left as it is. Never throws: what
 * cannot be given back now comes back when its probation ends.
 */
export async function giveBack(engine: Engine, heads: readonly Head[]): Promise<void> {
  await Promise.all(
    heads.map(async (head) => {
      try {
        const outcome = await replaceHead(engine.store, head, givenBack(head), engine.store.tokens.next());
        if (!outcome.written) return;
        engine.chronicle({ from: head, head: outcome.head });
        const held = engine.leases.release(head.id);
        engine.lanes.ready(held ? { ...held, receiveCount: 2 } : ownHint(outcome.head));
      } catch (error) {
        engine.log.warn(
          { err: error, job_id: head.id },
          'A claim nobody received could not be given back; it comes back when its probation ends.',
        );
      }
    }),
  );
}
