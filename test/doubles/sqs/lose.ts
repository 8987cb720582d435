import type { Habit, Means } from '../call.ts';
import type { Chance } from '../lies.ts';
import { takeOut } from './take-out.ts';

/**
 * Messages are taken with success and never show, as after a purge or at the end of their retention.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
 */
export function lose({ chance }: Chance, { lies }: Means): Habit {
  return (call, send) =>
    takeOut(
      call,
      send,
      () => lies(chance),
      () => undefined,
    );
}
