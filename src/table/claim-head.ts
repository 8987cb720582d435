import { $get, $remove, $sum, UpdateItemCommand } from 'dynamodb-toolbox';
import { DEFAULT_TIMEOUT_MS, type Head, PROBATION_MS } from '../rules/head.ts';
import type { Claim } from '../rules/lifecycle.ts';
import { headFromItem, storedWorker } from './head-item.ts';
import { HEAD_SORT, jobPartition } from './keys.ts';
import { orStoredHead, refusedBy, type WriteOutcome } from './refusal.ts';
import type { Store } from './store.ts';

/**
 * Takes a job blindly: no read before or after. The condition is what `resolve` would call
 * available: available, or waiting with its time reached; and not expired. What is set is what
 * `claimed` in rules/lifecycle sets. 1 write unit.
 *
 * @param nonce of the job that the hint was sent for: its id may be another's by now, of which nobody
 *   has proven that it exists.
 *
 * A refusal whose stored head carries our token as the latest is our own success; an older one is
 * not, since someone has taken the job on since.
 */
export async function claimHead(
  store: Store,
  { id, nonce }: Pick<Head, 'id' | 'nonce'>,
  claim: Claim,
  now: number,
): Promise<WriteOutcome> {
  const token = store.tokens.next();
  const outcome = await orStoredHead(store, id, () =>
    store.schema.head
      .build(UpdateItemCommand)
      .item({
        partition: jobPartition(id),
        sort: HEAD_SORT,
        state: 'active',
        attempt: $sum($get('attempt'), 1),
        enqueuedAt: $get('readyAt'),
        readyAt: $remove(),
        duePartition: $remove(),
        dueOrder: $remove(),
        // Its hint was sent after the commit.
        batch: $remove(),
        startedAt: now,
        workerId: storedWorker(claim.workerId),
        leaseServer: claim.server,
        leaseEndsAt: now + PROBATION_MS,
        leasePromisedAt:
          claim.leaseMs === undefined
            ? $sum(now, $get('visibilityTimeoutMs', claim.defaultLeaseMs))
            : now + claim.leaseMs,
        leaseLengthMs: claim.leaseMs ?? $get('visibilityTimeoutMs', claim.defaultLeaseMs),
        leaseDeadlineAt: $sum(now, $get('timeoutMs', DEFAULT_TIMEOUT_MS)),
        previousToken: $get('token'),
        token,
      })
      .options({
        condition: {
          and: [
            { attr: 'nonce', eq: nonce },
            { attr: 'state', in: ['available', 'scheduled', 'retryable'] },
            { attr: 'readyAt', lte: now },
            { attr: 'expiresAt', gt: now },
          ],
        },
        returnValues: 'ALL_NEW',
        returnValuesOnConditionFalse: 'ALL_OLD',
      })
      .send(),
  );
  if ('stored' in outcome) {
    const ours = outcome.stored?.token === token;
    return ours && outcome.stored
      ? { written: true, head: outcome.stored }
      : refusedBy(store, outcome.stored);
  }
  if (!outcome.done.Attributes) throw new Error('The store answered a claim without the new head.');
  return { written: true, head: headFromItem(outcome.done.Attributes) };
}
