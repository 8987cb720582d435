import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetItemCommand, PutItemCommand } from 'dynamodb-toolbox';
import { CLAIM_SORT, workflowPartition } from './keys.ts';
import type { Store } from './store.ts';

/**
 * Takes an id that a client has made, before anything else is written under it: of several requests with
 * the same one only one goes on. Goes with the workflow, where that is given up. 1 write unit, and 1 read
 * unit where it is refused.
 *
 * @param keptUntil ms since 1970, as for all that belongs to a workflow.
 * @returns false where another request has taken it.
 */
export async function claimWorkflowId(store: Store, id: string, keptUntil: number): Promise<boolean> {
  const key = { partition: workflowPartition(id), sort: CLAIM_SORT };
  const nonce = store.tokens.next();
  try {
    await store.schema.workflowClaim
      .build(PutItemCommand)
      .item({ ...key, nonce, ttl: Math.ceil(keptUntil / 1000) })
      .options({ condition: { attr: 'nonce', exists: false } })
      .send();
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const { Item } = await store.schema.workflowClaim
      .build(GetItemCommand)
      .key(key)
      .options({ consistent: true })
      .send();
    // The SDK's own retry meets its first success (DESIGN decision 3).
    return Item?.nonce === nonce;
  }
}
