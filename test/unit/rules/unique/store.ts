import type { BatchState } from '../../../../src/rules/batch-state.ts';
import type { Head } from '../../../../src/rules/head.ts';
import { cancelled, resolve } from '../../../../src/rules/lifecycle.ts';
import type { Settling, Written } from '../../../../src/rules/unique-steps.ts';
import { isVisible, nextToken, PLAIN, READER, type Scenario, type World, withHead } from './world.ts';

/** What one request to the store answers, and what it leaves behind. */

/** How a batch stands; one past its deadline is aborted by whoever asks. */
export function askStanding(world: World, batch: string): [World, BatchState] {
  const header = world.headers[batch];
  if (!header) return [world, 'committed'];
  if (header.state !== 'open' || !header.late) return [world, header.state];
  return [{ ...world, headers: { ...world.headers, [batch]: { ...header, state: 'aborted' } } }, 'aborted'];
}

/**
 * The head of a job that exists, as it is now; what is left of an aborted batch goes. In the code, who
 * meets a job whose batch still replaces something does that first: here he is a caller of his own.
 */
export function readHead({ headerForgotten }: Scenario, world: World, id: string): [World, Head | undefined] {
  const stored = world.heads[id];
  if (!stored) return [world, undefined];
  const current = resolve(stored, world.now, READER);
  if (stored.batch === undefined || headerForgotten) return [world, current];
  const [asked, state] = askStanding(world, stored.batch);
  if (state === 'aborted') {
    const { [id]: _removed, ...heads } = asked.heads;
    return [{ ...asked, heads }, undefined];
  }
  return [asked, state === 'open' ? undefined : current];
}

/** A put on condition that nothing is stored under the id. */
export function putHead(scenario: Scenario, world: World, head: Head): [World, Written<Head>] {
  if (!world.heads[head.id]) {
    return [{ ...world, heads: { ...world.heads, [head.id]: head } }, { written: true }];
  }
  const [met, stored] = readHead(scenario, world, head.id);
  return [met, { written: false, stored }];
}

/** A cancellation on condition that the head is as it was read. `by` is what takes its place. */
export function cancelHead(
  scenario: Scenario,
  world: World,
  target: Head,
  by: Settling | string,
): [World, Written<Head>] {
  const stored = world.heads[target.id];
  if (stored?.token !== target.token) {
    const [met, now] = readHead(scenario, world, target.id);
    return [met, { written: false, stored: now }];
  }
  const wrongly = world.cancelledWrongly || wrongCancel(world, stored, by);
  const head = { ...cancelled(target, world.now), token: nextToken(stored) };
  return [{ ...withHead(world, head), cancelledWrongly: wrongly }, { written: true }];
}

function wrongCancel(world: World, target: Head, by: Settling | string): string {
  const seen = world.seenAtReturn[target.id] ?? [];
  if (target.nonce === PLAIN) return 'a job without a policy was cancelled';
  if (typeof by !== 'string' && by.end === 'place') {
    return seen.includes(by.head.nonce) ? 'cancelled after what replaced it could be seen' : '';
  }
  const batch = typeof by === 'string' ? by : by.lock.batch;
  const state = world.headers[batch]?.state;
  if (state !== 'replacing' && state !== 'committed') return 'cancelled for a batch that is not committed';
  const wasSeen = seen.some((nonce) => nonce.startsWith(`${batch}.`) && world.heads[idOf(nonce)]?.uniqueKey);
  return wasSeen ? 'cancelled after what replaced it could be seen' : '';
}

/** The id of a batch's job whose nonce this is. */
function idOf(nonce: string): string {
  return nonce.slice(nonce.indexOf('.') + 1).toUpperCase();
}

/** The jobs that can be seen, as they are now. */
export function visibleHeads(world: World): Head[] {
  return Object.values(world.heads)
    .filter((head) => isVisible(world, head))
    .map((head) => resolve(head, world.now, READER));
}
