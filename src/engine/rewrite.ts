import { conflict, notFound, unavailable } from '../rules/errors.ts';
import type { Head } from '../rules/head.ts';
import type { JobState } from '../rules/job-state.ts';
import { resolve } from '../rules/lifecycle.ts';
import { isPastRetention } from '../rules/retention.ts';
import { placeErrors } from '../table/fit-head.ts';
import { readHead } from '../table/read-head.ts';
import { replaceHead } from '../table/replace-head.ts';
import type { Engine } from './engine.ts';

/** Each refusal means that someone else moved the job on; so many in a row mean a fault. */
const ATTEMPTS = 16;

/**
 * The second shape of write (DESIGN decision 2): what the job is by now goes to `decide`, which says
 * what it becomes, or throws; that is written on condition that nobody else has written meanwhile,
 * and where someone has, `decide` is asked again about what is there now.
 *
 * @param stored the head if it is at hand, else it is read.
 * @throws OjsError 404 where there is no such job, or none any more, and what `decide` throws.
 */
export async function rewrite(
  engine: Pick<Engine, 'store' | 'clock' | 'chronicle'>,
  id: string,
  decide: (current: Head) => Head,
  stored?: Head,
): Promise<Head> {
  const { store, clock, chronicle } = engine;
  let read = stored ?? (await readHead(store, id));
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (!read) throw notFound('job', id);
    const current = resolve(read, clock.now(), store.tokens.server);
    if (isPastRetention(store.retention, current, clock.now())) throw notFound('job', id);
    const next = decide(current);
    const token = store.tokens.next();
    const outcome = await replaceHead(store, read, await placeErrors(store, next, token), token);
    if (outcome.written) {
      // Its errors as decided: a full head has just put them into a piece.
      chronicle({ from: read, head: { ...outcome.head, errors: next.errors } });
      return outcome.head;
    }
    read = outcome.stored;
  }
  throw unavailable(`Job ${id} is being changed by too many callers at once; try again.`);
}

/** 409 for an operation that the job's state does not allow. */
export function wrongState(head: Head, operation: string, expected: readonly JobState[]) {
  return conflict(`Job ${head.id} is ${head.state}; ${operation} needs it to be ${expected.join(' or ')}.`, {
    job_id: head.id,
    current_state: head.state,
    expected_state: expected.join(' or '),
  });
}

/** 409 for a worker that names itself or its attempt and is not the one that holds the job. */
export function notTheHolder(head: Head) {
  return conflict(`Job ${head.id} is held by another worker or attempt by now; drop this one's outcome.`, {
    job_id: head.id,
    current_state: head.state,
    expected_state: 'active',
  });
}
