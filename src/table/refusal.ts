import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { EntityFormatter } from 'dynamodb-toolbox';
import type { Head } from '../rules/head.ts';
import { headFromItem } from './head-item.ts';
import { readStoredHead } from './read-head.ts';
import { onlyExisting } from './staged.ts';
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
    if (error.Item === undefined) return { stored: await readStoredHead(store, id) };
    const item = store.schema.head.build(EntityFormatter).format(unmarshall(error.Item));
    return { stored: headFromItem(item) };
  }
}

/** A refused write on a job: the head that stood in its way, if that is of a job that exists. */
export async function refusedBy(store: Store, stored: Head | undefined): Promise<WriteOutcome> {
  return { written: false, stored: stored && (await onlyExisting(store, stored)) };
}

/**
 * Whether the write with `token` is in `stored`'s history as far as the head remembers it: then the
 * refusal is our own success, met again by the SDK's retry (DESIGN decision 3).
 */
export function remembers(stored: Head, token: string): boolean {
  return stored.token === token || stored.previousToken === token || stored.nonce === token;
}
