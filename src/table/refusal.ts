import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { EntityFormatter } from 'dynamodb-toolbox';
import type { Head } from '../rules/head.ts';
import { headFromItem } from './head-item.ts';
import { readHead } from './read-head.ts';
import type { Store } from './store.ts';

/** How a conditional write on a head went; refused: with the head that stood in its way, if any. */
export type WriteOutcome =
  | { readonly written: true; readonly head: Head }
  | { readonly written: false; readonly stored: Head | undefined };

/**
 * Sends a conditional write. Where the condition is refused, answers with the stored head: the one
 * that came with the refusal, or, from a store that does not send it, one consistent read.
 * @throws whatever else the store answers.
 */
export async function orStoredHead<T>(
  store: Store,
  id: string,
  write: () => Promise<T>,
): Promise<{ readonly done: T } | { readonly stored: Head | undefined }> {
  try {
    return { done: await write() };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    if (error.Item === undefined) return { stored: await readHead(store, id) };
    const item = store.schema.head.build(EntityFormatter).format(unmarshall(error.Item));
    return { stored: headFromItem(item) };
  }
}

/**
 * Whether the write with `token` is in `stored`'s history as far as the head remembers it: then the
 * refusal is our own success, met again by the SDK's retry (DESIGN decision 3).
 */
export function remembers(stored: Head, token: string): boolean {
  return stored.token === token || stored.previousToken === token || stored.nonce === token;
}
