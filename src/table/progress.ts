import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { EntityFormatter, PutItemCommand } from 'dynamodb-toolbox';
import type { Head } from '../rules/head.ts';
import type { StoredProgress } from '../rules/progress.ts';
import { progressTtl } from '../rules/retention.ts';
import { headFromItem } from './head-item.ts';
import { HEAD_SORT, jobPartition, PROGRESS_SORT } from './keys.ts';
import { KEYS } from './schema.ts';
import { onlyExisting } from './staged.ts';
import type { Store } from './store.ts';

/** Stands for a report without a number, below all others. */
const NO_NUMBER = -1;

/** The head of a job that exists, with its progress, as they are now (consistent: 1 read unit each). */
export async function readProgress(
  store: Store,
  id: string,
): Promise<{ readonly head?: Head; readonly progress?: StoredProgress }> {
  const { schema, client } = store;
  const name = schema.table.getName();
  const found = new Map<unknown, Record<string, unknown>>();
  let sorts: unknown[] = [HEAD_SORT, PROGRESS_SORT];
  while (sorts.length > 0) {
    const Keys = sorts.map((sort) => ({ [KEYS.pk]: jobPartition(id), [KEYS.sk]: sort }));
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({ RequestItems: { [name]: { Keys, ConsistentRead: true } } }),
    );
    for (const each of Responses?.[name] ?? []) found.set(each[KEYS.sk], each);
    sorts = (UnprocessedKeys?.[name]?.Keys ?? []).map((key) => key[KEYS.sk]);
  }
  const item = found.get(HEAD_SORT);
  const stored = item && headFromItem(schema.head.build(EntityFormatter).format(item));
  const head = stored && (await onlyExisting(store, stored));
  const progress = found.get(PROGRESS_SORT);
  return {
    ...(head && { head }),
    ...(progress && { progress: progressFromItem(store, progress) }),
  };
}

function progressFromItem({ schema }: Store, stored: Record<string, unknown>): StoredProgress {
  const { value, ttl: _ttl, ...rest } = schema.progress.build(EntityFormatter).format(stored);
  return { ...rest, value: value === NO_NUMBER ? undefined : value };
}

/**
 * Writes the progress unless a higher number of the same attempt is there; doing it twice changes
 * nothing. False where it was refused. 1 write unit a KB.
 */
export async function putProgress(store: Store, id: string, progress: StoredProgress): Promise<boolean> {
  const value = progress.value ?? NO_NUMBER;
  const ttl = progressTtl(store.retention, store.clock.now());
  try {
    await store.schema.progress
      .build(PutItemCommand)
      .item({ ...progress, value, ttl, partition: jobPartition(id), sort: PROGRESS_SORT })
      .options({
        condition: {
          or: [
            { attr: 'attempt', exists: false },
            { attr: 'startedAt', ne: progress.startedAt },
            { attr: 'attempt', ne: progress.attempt },
            { attr: 'value', lte: value },
          ],
        },
      })
      .send();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
