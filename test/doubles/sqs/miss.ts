import { bodyOf, type Habit, type Means, ok, wait } from '../call.ts';
import type { Chance } from '../lies.ts';
import type { ReceiveBody } from './messages.ts';

/**
 * A receive comes back empty although there are messages: a short poll asks only some of the machines.
 * A long poll asks them all, but may end just before the message is there; it comes back when its wait
 * is over.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
 */
export function miss({ chance }: Chance, { lies, clock }: Means): Habit {
  return async (call, send) => {
    if (call.operation !== 'ReceiveMessage' || !lies(chance)) return send(call);
    const { WaitTimeSeconds = 0 } = bodyOf<ReceiveBody>(call);
    await wait(clock, WaitTimeSeconds * 1_000, call.gone);
    return ok({});
  };
}
