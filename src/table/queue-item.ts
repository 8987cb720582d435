import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { $get, $remove, type FormattedItem, GetItemCommand, UpdateItemCommand } from 'dynamodb-toolbox';
import { DEFAULT_LANE } from '../rules/lane.ts';
import { queueKey } from './keys.ts';
import type { TableSchema } from './schema.ts';
import type { Store } from './store.ts';

/** What is stored of a queue; times in ms. */
export interface StoredQueue {
  readonly name: string;
  /** When a job or a pause first named it. */
  readonly createdAt: number;
  /** Present while it is paused. */
  readonly pausedAt?: number | undefined;
  /** When it was last resumed; absent while it is paused. */
  readonly resumedAt?: number | undefined;
  /** Its lanes that have an SQS queue, the highest priority first; the default lane always. */
  readonly lanes: readonly string[];
  /** Lanes that found no SQS queue left for them, the highest priority first. */
  readonly unhinted: readonly string[];
  /** Its rate limit, in starts a second. */
  readonly maxPerSecond?: number | undefined;
}

/** How a pause or a resume went. `won`: this very call has changed the queue. */
export interface QueueChangeOutcome {
  readonly won: boolean;
  readonly queue: StoredQueue | undefined;
}

type QueueItem = FormattedItem<TableSchema['queue']>;

/**
 * A queue, or undefined where nothing has named it. 0.5 read units, a unit where `consistent`: without
 * it the answer may be some milliseconds old.
 */
export async function readQueue(
  store: Store,
  name: string,
  consistent: boolean,
): Promise<StoredQueue | undefined> {
  const item = await readItem(store, name, consistent);
  return item && queueFromItem(item);
}

async function readItem(store: Store, name: string, consistent: boolean): Promise<QueueItem | undefined> {
  const { Item } = await store.schema.queue
    .build(GetItemCommand)
    .key(queueKey(name))
    .options({ consistent })
    .send();
  return Item;
}

/** Pauses a queue, and makes it where it is not there. Of one that is paused nothing changes. 1 write unit. */
export function pauseQueueItem(store: Store, name: string, now: number): Promise<QueueChangeOutcome> {
  const token = store.tokens.next();
  return changed(store, name, token, () =>
    store.schema.queue
      .build(UpdateItemCommand)
      .item({
        ...queueKey(name),
        createdAt: $get('createdAt', now),
        pausedAt: now,
        resumedAt: $remove(),
        // The queue may have none yet: it was made by its first job.
        previousToken: $get('token', token),
        token,
      })
      .options({ condition: { attr: 'pausedAt', exists: false }, returnValues: 'ALL_NEW' })
      .send(),
  );
}

/** Resumes a queue. One that is not paused is left as it is, also where there is none. 1 write unit. */
export function resumeQueueItem(store: Store, name: string, now: number): Promise<QueueChangeOutcome> {
  const token = store.tokens.next();
  return changed(store, name, token, () =>
    store.schema.queue
      .build(UpdateItemCommand)
      .item({
        ...queueKey(name),
        pausedAt: $remove(),
        resumedAt: now,
        previousToken: $get('token', token),
        token,
      })
      .options({ condition: { attr: 'pausedAt', exists: true }, returnValues: 'ALL_NEW' })
      .send(),
  );
}

/** Sets a queue's rate limit, in starts a second, and makes the queue where it is not there. 1 write unit. */
export function limitQueueItem(
  store: Store,
  name: string,
  maxPerSecond: number,
  now: number,
): Promise<QueueChangeOutcome> {
  const token = store.tokens.next();
  return changed(store, name, token, () =>
    store.schema.queue
      .build(UpdateItemCommand)
      .item({
        ...queueKey(name),
        createdAt: $get('createdAt', now),
        maxPerSecond,
        previousToken: $get('token', token),
        token,
      })
      .options({
        condition: {
          or: [
            { attr: 'maxPerSecond', exists: false },
            { attr: 'maxPerSecond', ne: maxPerSecond },
          ],
        },
        returnValues: 'ALL_NEW',
      })
      .send(),
  );
}

/** A refusal by a queue that remembers our token is our own success, met again by the SDK's retry. */
async function changed(
  store: Store,
  name: string,
  token: string,
  write: () => Promise<{ Attributes?: QueueItem | undefined }>,
): Promise<QueueChangeOutcome> {
  try {
    const { Attributes } = await write();
    return { won: true, queue: Attributes && queueFromItem(Attributes) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const item = await readItem(store, name, true);
    const won = item !== undefined && (item.token === token || item.previousToken === token);
    return { won, queue: item && queueFromItem(item) };
  }
}

/** What an item of the list of queues says. */
export function queueFromItem(item: QueueItem): StoredQueue {
  return {
    name: item.sort,
    createdAt: item.createdAt,
    pausedAt: item.pausedAt,
    resumedAt: item.resumedAt,
    lanes: [DEFAULT_LANE, ...(item.lanes ?? [])].sort(),
    unhinted: [...(item.unhinted ?? [])].sort(),
    maxPerSecond: item.maxPerSecond,
  };
}
