import { type Head, hasEnded } from '../rules/head.ts';
import { resolve } from '../rules/lifecycle.ts';
import { placeErrors } from '../table/fit-head.ts';
import { readHead } from '../table/read-head.ts';
import { replaceHead } from '../table/replace-head.ts';
import type { Engine } from './engine.ts';

/** Each refusal means that someone else moved the job on. */
const ATTEMPTS = 8;

/**
 * Writes down what time alone has done to a job where others must know (DESIGN decision 15): a lease
 * or a time-out that is over, an expiry. A wait that is over is no write: every claim sees it.
 *
 * @param stored the head if it is at hand, else it is read.
 * @returns the head as it is stored then; undefined where there is none.
 */
export async function settle(
  { store, clock, chronicle }: Pick<Engine, 'store' | 'clock' | 'chronicle'>,
  id: string,
  stored?: Head,
): Promise<Head | undefined> {
  let read = stored ?? (await readHead(store, id));
  for (let attempt = 0; read && attempt < ATTEMPTS; attempt += 1) {
    const next = resolve(read, clock.now(), store.tokens.server);
    if (next === read || !(hasEnded(next) || read.lease)) return read;
    const token = store.tokens.next();
    const outcome = await replaceHead(store, read, await placeErrors(store, next, token), token);
    if (outcome.written) {
      chronicle({ from: read, head: outcome.head });
      return outcome.head;
    }
    read = outcome.stored;
  }
  return read;
}
