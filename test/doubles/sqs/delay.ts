import type { Habit, Means } from '../call.ts';
import type { ChanceAndTime } from '../lies.ts';
import { takeOut } from './take-out.ts';

/**
 * Messages are taken with success and show later: the queue is spread over many machines, and a message
 * may not be where a receive looks for it yet.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-architecture.html
 */
export function delay({ chance, ms }: ChanceAndTime, { lies, clock }: Means): Habit {
  return (call, send) =>
    takeOut(
      call,
      send,
      () => lies(chance),
      // A queue that is gone by then takes the message with it.
      (taken) => clock.after(ms, () => void send(taken)),
    );
}
