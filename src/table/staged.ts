import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteItemCommand } from 'dynamodb-toolbox';
import type { BatchState } from '../rules/batch-state.ts';
import type { Head } from '../rules/head.ts';
import { abortBatch, batchStandings } from './batch-header.ts';
import { HEAD_SORT, jobPartition, pieceSort } from './keys.ts';
import type { Store } from './store.ts';

/** The stager's clock may be behind ours by so much. */
const CLOCK_MARGIN_MS = 1_000;

/**
 * Those of the heads that exist. A head staged for a batch exists once that is committed, and what it
 * replaces is cancelled: whoever meets it before does that. What is left of a batch that was aborted, or
 * whose server fell silent, is removed by whoever meets it. Costs nothing where no head names a batch,
 * else 1 read unit a batch.
 */
export async function existing(store: Store, heads: readonly Head[]): Promise<Head[]> {
  const ids = new Set(heads.map(({ batch }) => batch).filter((batch) => batch !== undefined));
  if (ids.size === 0) return [...heads];
  const standings = await judgedStandings(store, ids);
  const standing = ({ batch }: Head) => (batch === undefined ? 'committed' : standings.get(batch));
  await Promise.all(heads.filter((head) => standing(head) === 'aborted').map((head) => unstage(store, head)));
  const found = heads.filter((head) => standing(head) !== 'aborted' && standing(head) !== 'open');
  const replacing = found.filter((head) => standing(head) === 'replacing' && head.uniqueKey !== undefined);
  await Promise.all(replacing.map((head) => store.finishReplacing(head)));
  return found;
}

/** How these batches stand; those that are past their deadline are aborted. 1 read unit each. */
export async function judgedStandings(
  store: Store,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, BatchState>> {
  const judged = new Map<string, BatchState>();
  for (const [id, standing] of await batchStandings(store, ids)) {
    const pastMs = store.clock.now() - CLOCK_MARGIN_MS;
    const late = standing.kind === 'open' && standing.deadlineMs <= pastMs;
    judged.set(id, (late ? await abortBatch(store, id, pastMs) : standing).kind);
  }
  return judged;
}

/** The head, if its job exists. */
export async function onlyExisting(store: Store, head: Head): Promise<Head | undefined> {
  const [found] = await existing(store, [head]);
  return found;
}

/** Removes a head staged for a batch that was aborted, with its body. 2 write units and the body's size. */
export async function unstage(store: Store, { id, nonce, bodyPieces = 0 }: Head): Promise<void> {
  const partition = jobPartition(id);
  try {
    await store.schema.head
      .build(DeleteItemCommand)
      .key({ partition, sort: HEAD_SORT })
      .options({ condition: { attr: 'token', eq: nonce } })
      .send();
  } catch (error) {
    // Somebody else has removed it, and its id may be another job's by now.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
  await Promise.all(
    Array.from({ length: bodyPieces }, (_, index) =>
      store.schema.piece
        .build(DeleteItemCommand)
        .key({ partition, sort: pieceSort('B', nonce, index) })
        .send(),
    ),
  );
}
