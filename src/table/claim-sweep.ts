import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateItemCommand } from 'dynamodb-toolbox';
import { queueKey } from './keys.ts';
import type { Store } from './store.ts';

/**
 * Takes the sweep of `queue` for `intervalMs`, so that of any number of servers one does it; false
 * where another one has. 1 write unit. A success whose answer was lost counts as another's: the next
 * interval makes up for it.
 */
export async function claimSweep(
  store: Store,
  queue: string,
  now: number,
  intervalMs: number,
): Promise<boolean> {
  try {
    await store.schema.queue
      .build(UpdateItemCommand)
      .item({ ...queueKey(queue), sweptAt: now })
      .options({
        condition: {
          and: [
            { attr: 'createdAt', exists: true },
            {
              or: [
                { attr: 'sweptAt', exists: false },
                { attr: 'sweptAt', lt: now - intervalMs },
              ],
            },
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
