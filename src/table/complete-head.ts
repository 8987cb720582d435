import { $get, $remove, UpdateItemCommand } from 'dynamodb-toolbox';
import { FOREIGN_LEASE_MARGIN_MS, type PieceReference } from '../rules/head.ts';
import type { Holder } from '../rules/holder.ts';
import { headTtl } from '../rules/retention.ts';
import { ANY_WORKER, headFromItem, storedWorker } from './head-item.ts';
import { HEAD_SORT, jobPartition } from './keys.ts';
import { orStoredHead, refusedBy, remembers, type WriteOutcome } from './refusal.ts';
import type { Store } from './store.ts';

/** Where the result of an ack goes: into the head, or already put into pieces. */
export type ResultPlace = { readonly text?: string | undefined } | { readonly pieces: PieceReference };

/**
 * Completes a job blindly: the condition is an active job whose lease and time-out have not passed
 * and whose holder matches what was sent (DESIGN decision 2). 2 write units: it leaves the open index.
 *
 * @param givenHere whether this server gave the lease, as far as it knows: one of another server is
 *   respected a little longer, for clocks that differ. A wrong guess is refused, not accepted.
 */
export async function completeHead(
  store: Store,
  id: string,
  holder: Holder,
  result: ResultPlace,
  token: string,
  now: number,
  givenHere: boolean,
): Promise<WriteOutcome> {
  const respected = givenHere ? now : now - FOREIGN_LEASE_MARGIN_MS;
  const outcome = await orStoredHead(store, id, () =>
    store.schema.head
      .build(UpdateItemCommand)
      .item({
        partition: jobPartition(id),
        sort: HEAD_SORT,
        state: 'completed',
        endedAt: now,
        ttl: headTtl(store.retention, { state: 'completed', endedAt: now }),
        ...('pieces' in result
          ? { resultPieces: `${result.pieces.nonce} ${result.pieces.count}` }
          : result.text !== undefined && { result: result.text }),
        openPartition: $remove(),
        openOrder: $remove(),
        leaseServer: $remove(),
        leaseEndsAt: $remove(),
        leasePromisedAt: $remove(),
        leaseLengthMs: $remove(),
        leaseDeadlineAt: $remove(),
        previousToken: $get('token'),
        token,
      })
      .options({
        condition: {
          and: [
            { attr: 'state', eq: 'active' },
            givenHere
              ? { attr: 'leaseServer', eq: store.tokens.server }
              : { attr: 'leaseServer', ne: store.tokens.server },
            { attr: 'leaseEndsAt', gt: respected },
            { attr: 'leasePromisedAt', gt: respected },
            { attr: 'leaseDeadlineAt', gt: respected },
            ...(holder.attempt === undefined ? [] : [{ attr: 'attempt' as const, eq: holder.attempt }]),
            ...(holder.workerId === undefined ? [] : [heldBy(holder.workerId)]),
          ],
        },
        returnValues: 'ALL_NEW',
        returnValuesOnConditionFalse: 'ALL_OLD',
      })
      .send(),
  );
  if ('stored' in outcome) {
    const ours = outcome.stored !== undefined && remembers(outcome.stored, token);
    return ours && outcome.stored
      ? { written: true, head: outcome.stored }
      : refusedBy(store, outcome.stored);
  }
  if (!outcome.done.Attributes) throw new Error('The store answered an ack without the new head.');
  return { written: true, head: headFromItem(outcome.done.Attributes) };
}

/** A lease fetched without a worker id matches any (DECISIONS.md 1.3). */
function heldBy(workerId: string) {
  return { attr: 'workerId' as const, in: [storedWorker(workerId), ANY_WORKER] };
}
