import { bodyOf, type Habit, type Means } from '../call.ts';
import type { ChanceAndTime } from '../lies.ts';
import type { SendBody } from './messages.ts';
import { takeOut } from './take-out.ts';

/**
 * Messages are overtaken: by the rest of their batch and by the next send to their queue. Standard
 * queues keep the order as well as they can, and no better.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues.html
 */
export function reorder({ chance, ms }: ChanceAndTime, { lies, clock }: Means): Habit {
  /** What lets go of the messages that wait to be overtaken, by queue. */
  const waiting = new Map<string, Set<() => void>>();

  return async (call, send) => {
    if (!call.operation.startsWith('SendMessage')) return send(call);
    const { QueueUrl } = bodyOf<SendBody>(call);
    const overtaken = waiting.get(QueueUrl) ?? new Set();
    const held = new Set<() => void>();
    waiting.set(QueueUrl, held);
    const outcome = await takeOut(
      call,
      send,
      () => lies(chance),
      (taken) => {
        const release = () => {
          held.delete(release);
          cancel();
          void send(taken);
        };
        const cancel = clock.after(ms, release);
        held.add(release);
      },
    );
    for (const release of overtaken) release();
    return outcome;
  };
}
