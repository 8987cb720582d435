import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { $add, $get, UpdateItemCommand } from 'dynamodb-toolbox';
import { MOST_LANES } from '../rules/lane.ts';
import { queueKey } from './keys.ts';
import { queueFromItem, type StoredQueue } from './queue-item.ts';
import type { Store } from './store.ts';

/**
 * Enters a lane into the queue's list of those that have an SQS queue, or, where `MOST_LANES` have one,
 * of those that have none; either way it stays there. A set holds each lane once, so a redo changes
 * nothing. 1 write unit, 3 where the list is full.
 *
 * @returns the queue with its lists as they are then.
 */
export async function addLane(
  store: Store,
  name: string,
  lane: string,
  now: number,
): Promise<StoredQueue | undefined> {
  const others = MOST_LANES - 1;
  const added = $add(new Set([lane]));
  const named = { ...queueKey(name), createdAt: $get('createdAt', now) };
  try {
    const { Attributes } = await store.schema.queue
      .build(UpdateItemCommand)
      .item({ ...named, lanes: added })
      .options({
        condition: {
          or: [
            { attr: 'lanes', exists: false },
            { size: 'lanes', lt: others },
            { attr: 'lanes', contains: lane },
          ],
        },
        returnValues: 'ALL_NEW',
      })
      .send();
    return Attributes && queueFromItem(Attributes);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const { Attributes } = await store.schema.queue
      .build(UpdateItemCommand)
      .item({ ...named, unhinted: added })
      .options({ returnValues: 'ALL_NEW' })
      .send();
    return Attributes && queueFromItem(Attributes);
  }
}
