import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { PutItemCommand, UpdateItemCommand } from 'dynamodb-toolbox';
import type { BatchState } from '../rules/batch-state.ts';
import { BATCH_SORT, batchIdOf, batchPartition, KEYS_OF_A_BATCH } from './keys.ts';
import { KEYS } from './schema.ts';
import type { Store } from './store.ts';

/**
 * The header decides whether the jobs of a batch exist (DESIGN decision 21). It is put before the
 * first of them, and one flip commits them all. A committed header is let go a day later, so **a
 * missing one means committed**. An aborted one is let go where whoever staged its jobs has removed them
 * all (`letGoOfAborted`); else it stays, as the proof that what may be left of them never was. So a
 * server that ends while it stages leaves one small item behind for good.
 */

/** How a batch stands. `open`: it is being staged; past `deadlineMs` anyone may abort it. */
export type BatchStanding =
  | { readonly kind: Exclude<BatchState, 'open'> }
  | { readonly kind: 'open'; readonly deadlineMs: number };

/** A late repeat of the opening put finds the header still there, and is refused. */
const COMMITTED_KEPT_MS = 86_400_000;
/**
 * Of an aborted batch whose jobs are removed. A put of one of them that arrives after all (AWS takes it for
 * 15 minutes) stands in the open index, where looks meet and remove it.
 */
const ABORTED_KEPT_MS = 30 * 86_400_000;

const COMMITTED: BatchStanding = { kind: 'committed' };

/** Opens a batch whose id nobody else has. 1 write unit. */
export async function openBatch(store: Store, id: string, deadlineMs: number): Promise<void> {
  await unlessRefused(
    store.schema.batch
      .build(PutItemCommand)
      .item({ ...keyOf(id), state: 'open', deadlineMs })
      .options({ condition: { attr: 'state', exists: false } })
      .send(),
  );
}

/** Moves the deadline of a batch that is still being staged. 1 write unit. */
export async function prolongBatch(store: Store, id: string, deadlineMs: number): Promise<void> {
  await unlessRefused(
    store.schema.batch
      .build(UpdateItemCommand)
      .item({ ...keyOf(id), deadlineMs })
      .options({ condition: { attr: 'state', eq: 'open' } })
      .send(),
  );
}

/**
 * Commits a batch: from now on all of its jobs exist, the unique ones that replace others as soon as
 * those are cancelled (`replacing`: then `finishBatch` is still to come). 1 write unit.
 * @returns false where somebody aborted it before.
 */
export async function commitBatch(
  store: Store,
  id: string,
  now: number,
  replacing = false,
): Promise<boolean> {
  const done = await unlessRefused(
    store.schema.batch
      .build(UpdateItemCommand)
      .item({ ...keyOf(id), ...(replacing ? { state: 'replacing' as const } : committed(now)) })
      .options({ condition: { attr: 'state', eq: 'open' } })
      .send(),
  );
  // Refused: a repeat that meets its own success, or the abort of somebody else.
  return done || (await standingOf(store, id)).kind === (replacing ? 'replacing' : 'committed');
}

/** All that a committed batch replaces is cancelled. 1 write unit. */
export async function finishBatch(store: Store, id: string, now: number): Promise<void> {
  await unlessRefused(
    store.schema.batch
      .build(UpdateItemCommand)
      .item({ ...keyOf(id), ...committed(now) })
      .options({ condition: { attr: 'state', eq: 'replacing' } })
      .send(),
  );
}

/** Only a header of which nobody has to learn anything any more has an end. */
function committed(now: number) {
  return { state: 'committed' as const, ttl: inSeconds(now + COMMITTED_KEPT_MS) };
}

/**
 * Aborts a batch that is still open: none of its jobs will exist. 1 write unit.
 * @param pastMs refused where the deadline is later than this; absent for whoever stages it.
 * @returns how the batch stands now.
 */
export async function abortBatch(store: Store, id: string, pastMs?: number): Promise<BatchStanding> {
  const done = await unlessRefused(
    store.schema.batch
      .build(UpdateItemCommand)
      .item({ ...keyOf(id), state: 'aborted' })
      .options({
        condition: {
          and: [
            { attr: 'state', eq: 'open' },
            { attr: 'deadlineMs', lte: pastMs ?? Number.MAX_SAFE_INTEGER },
          ],
        },
      })
      .send(),
  );
  return done ? { kind: 'aborted' } : standingOf(store, id);
}

/**
 * Gives the header of an aborted batch an end: none of its jobs is left, so that nobody asks for it any
 * more. A unique lock may name it still: taken for committed, what was staged there are jobs that are not
 * stored, and count for nothing. 1 write unit.
 */
export async function letGoOfAborted(store: Store, id: string, now: number): Promise<void> {
  await unlessRefused(
    store.schema.batch
      .build(UpdateItemCommand)
      .item({ ...keyOf(id), ttl: inSeconds(now + ABORTED_KEPT_MS) })
      .options({ condition: { attr: 'state', eq: 'aborted' } })
      .send(),
  );
}

/** How these batches stand now (consistent: 1 read unit each). */
export async function batchStandings(
  store: Store,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, BatchStanding>> {
  const standings = new Map<string, BatchStanding>(Array.from(ids, (id) => [id, COMMITTED]));
  const name = store.schema.table.getName();
  let wanted = [...standings.keys()].map(batchPartition);
  while (wanted.length > 0) {
    const Keys = wanted.slice(0, KEYS_OF_A_BATCH).map((pk) => ({ [KEYS.pk]: pk, [KEYS.sk]: BATCH_SORT }));
    const { Responses, UnprocessedKeys } = await store.client.send(
      new BatchGetCommand({ RequestItems: { [name]: { Keys, ConsistentRead: true } } }),
    );
    for (const { [KEYS.pk]: partition, s: state, d: deadlineMs } of Responses?.[name] ?? []) {
      const open: BatchStanding = { kind: 'open', deadlineMs: Number(deadlineMs) };
      standings.set(batchIdOf(String(partition)), state === 'open' ? open : { kind: kindOf(state) });
    }
    const left = UnprocessedKeys?.[name]?.Keys ?? [];
    wanted = [...wanted.slice(KEYS_OF_A_BATCH), ...left.map((key) => String(key[KEYS.pk]))];
  }
  return standings;
}

async function standingOf(store: Store, id: string): Promise<BatchStanding> {
  return (await batchStandings(store, [id])).get(id) ?? COMMITTED;
}

function kindOf(state: unknown): Exclude<BatchState, 'open'> {
  return state === 'aborted' || state === 'replacing' ? state : 'committed';
}

function inSeconds(ms: number): number {
  return Math.ceil(ms / 1000);
}

function keyOf(id: string): { partition: string; sort: string } {
  return { partition: batchPartition(id), sort: BATCH_SORT };
}

async function unlessRefused(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
