import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteItemCommand } from 'dynamodb-toolbox';
import type { Head } from '../rules/head.ts';
import { abortBatch, type BatchStanding, batchStandings } from './batch-header.ts';
import { HEAD_SORT, jobPartition, pieceSort } from './keys.ts';
import type { Store } from './store.ts';

/** The stager's clock may be behind ours by so much. */
const CLOCK_MARGIN_MS = 1_000;

/**
 * Those of the heads that exist. A head staged for a batch exists once that is committed; what is
 * left of a batch that was aborted, or whose server fell silent, is removed by whoever meets it.
 * Costs nothing where no head names a batch, else 1 read unit a batch.
 */
export async function existing(store: Store, heads: readonly Head[]): Promise<Head[]> {
  const ids = new Set(heads.map(({ batch }) => batch).filter((batch) => batch !== undefined));
  if (ids.size === 0) return [...heads];
  const standings = new Map<string, BatchStanding>(await batchStandings(store, ids));
  for (const [id, standing] of standings) {
    const pastMs = store.clock.now() - CLOCK_MARGIN_MS;
    if (standing.kind === 'open' && standing.deadlineMs <= pastMs) {
      standings.set(id, await abortBatch(store, id, pastMs));
    }
  }
  const standing = ({ batch }: Head) => (batch === undefined ? undefined : standings.get(batch)?.kind);
  await Promise.all(heads.filter((head) => standing(head) === 'aborted').map((head) => unstage(store, head)));
  return heads.filter((head) => (standing(head) ?? 'committed') === 'committed');
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
