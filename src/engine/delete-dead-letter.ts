import { unavailable } from '../rules/errors.ts';
import { isUuidV7 } from '../rules/job-id.ts';
import { deleteHead } from '../table/delete-head.ts';
import { isDeadLettered, notDeadLettered } from './dead-letter.ts';
import type { Engine } from './engine.ts';
import { settle } from './settle.ts';

/** Each refusal means that someone else moved the job on. */
const ATTEMPTS = 8;

/**
 * Removes a dead-lettered job for good, with all its data; its id is free again.
 * @throws OjsError 404 for what is not in the dead letter.
 */
export async function deleteDeadLetter(engine: Engine, id: string): Promise<void> {
  const { store, clock } = engine;
  let stored = isUuidV7(id) ? await settle(engine, id) : undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (!stored || !isDeadLettered(store, stored, clock.now())) throw notDeadLettered(id);
    const outcome = await deleteHead(store, stored);
    if (outcome.deleted) return;
    stored = outcome.stored;
  }
  throw unavailable(`Job ${id} is being changed by too many callers at once; try again.`);
}
