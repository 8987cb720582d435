import type { Head } from '../rules/head.ts';
import { afterReturn, lockToReturn, returnAsker } from '../rules/unique-return.ts';
import { commitLock } from '../table/unique-lock.ts';
import type { Engine } from './engine.ts';
import { walkToLock } from './unique-walk.ts';

/**
 * Makes a unique job that is about to leave the dead letter known to its lock, which may have let go of
 * it for one of its key that died later. Nothing for a job without a policy.
 * @throws OjsError 503 as the enqueue of a unique job.
 */
export async function returnToLock(engine: Engine, head: Head): Promise<void> {
  const { store, clock } = engine;
  const { uniqueKey: key } = head;
  if (key === undefined) return;
  const request = { head, version: store.tokens.next() };
  await walkToLock(engine, {
    key,
    asker: returnAsker(request),
    first: { step: 'read', own: false },
    async commit(step) {
      const next = lockToReturn(request, step, clock.now());
      return afterReturn(request, await commitLock(store, key, next, step.lock?.version));
    },
  });
}
