import { bodyOf, type Call, type Outcome, ok, type Send, succeeded, withBody } from '../call.ts';
import type { BatchAnswer } from './messages.ts';

/** What a batch is answered for the entries that never reach the store. */
export interface Settled {
  readonly Successful: readonly { readonly Id: string }[];
  readonly Failed: readonly { readonly Id: string; readonly Code: string; readonly Message: string }[];
}

/**
 * Sends the rest of a batch on and puts what is settled already into its answer. A batch with nothing
 * left is answered without the store.
 */
export async function sendRest(
  call: Call,
  body: object,
  rest: readonly object[],
  settled: Settled,
  send: Send,
): Promise<Outcome> {
  if (rest.length === 0) return ok(settled);
  const outcome = await send(withBody(call, { ...body, Entries: rest }));
  if (!succeeded(outcome)) return outcome;
  const answer = bodyOf<BatchAnswer>(outcome);
  return withBody(outcome, {
    ...answer,
    Successful: [...(answer.Successful ?? []), ...settled.Successful],
    Failed: [...(answer.Failed ?? []), ...settled.Failed],
  });
}
