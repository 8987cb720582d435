import { randomUUID } from 'node:crypto';
import {
  bodyOf,
  type Call,
  type Habit,
  type Means,
  type Outcome,
  ok,
  type Send,
  succeeded,
  withBody,
} from '../call.ts';
import type { ChanceAndTime } from '../lies.ts';
import { sendRest } from './batch.ts';
import {
  type HandleBody,
  MOST_RECEIVED,
  type ReceiveAnswer,
  type ReceiveBody,
  type ReceivedMessage,
} from './messages.ts';

interface Copy {
  readonly dueAt: number;
  readonly message: ReceivedMessage;
}

/** Receipt handles of copies; the store does not know them. */
const COPY = 'copy-';
const STEP_SECONDS = 1;

/**
 * Messages are delivered more than once, also while they are invisible and after they were deleted: a
 * machine that holds a copy did not hear of it.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html
 */
export function repeat({ chance, ms }: ChanceAndTime, { lies, clock }: Means): Habit {
  const copies = new Map<string, Copy[]>();

  function takeDue(queueUrl: string, most: number): ReceivedMessage[] {
    const all = copies.get(queueUrl) ?? [];
    const due = all.filter(({ dueAt }) => dueAt <= clock.now()).slice(0, most);
    copies.set(
      queueUrl,
      all.filter((copy) => !due.includes(copy)),
    );
    return due.map(({ message }) => message);
  }

  /** Long polls wait in steps, since a copy may fall due meanwhile. */
  async function receive(call: Call, send: Send): Promise<Outcome> {
    const body = bodyOf<ReceiveBody>(call);
    const { QueueUrl, MaxNumberOfMessages: most = 1, WaitTimeSeconds = 0 } = body;
    const again = takeDue(QueueUrl, Math.min(most, MOST_RECEIVED));
    if (again.length > 0) return ok({ Messages: again });
    const step = Math.min(WaitTimeSeconds, STEP_SECONDS);
    const outcome = await send(withBody(call, { ...body, WaitTimeSeconds: step }));
    if (!succeeded(outcome)) return outcome;
    const { Messages = [] } = bodyOf<ReceiveAnswer>(outcome);
    const left = WaitTimeSeconds - step;
    if (Messages.length === 0 && left > 0 && !call.gone.aborted) {
      return receive(withBody(call, { ...body, WaitTimeSeconds: left }), send);
    }
    for (const message of Messages.filter(() => lies(chance))) {
      const copy = { dueAt: clock.now() + ms, message: copyOf(message) };
      copies.set(QueueUrl, [...(copies.get(QueueUrl) ?? []), copy]);
    }
    return outcome;
  }

  return (call, send) => (call.operation === 'ReceiveMessage' ? receive(call, send) : settle(call, send));
}

/** The same message, as its next receive would show it. */
function copyOf(message: ReceivedMessage): ReceivedMessage {
  const { Attributes } = message;
  const count = Attributes?.ApproximateReceiveCount;
  return {
    ...message,
    ReceiptHandle: `${COPY}${randomUUID()}`,
    ...(count !== undefined && {
      Attributes: { ...Attributes, ApproximateReceiveCount: String(Number(count) + 1) },
    }),
  };
}

/** Deletes and changes of copies succeed without the store. */
async function settle(call: Call, send: Send) {
  if (!/^(DeleteMessage|ChangeMessageVisibility)(Batch)?$/.test(call.operation)) return send(call);
  const body = bodyOf<HandleBody>(call);
  if (body.Entries === undefined) return body.ReceiptHandle?.startsWith(COPY) ? ok({}) : send(call);
  const ofCopies = body.Entries.filter(({ ReceiptHandle }) => ReceiptHandle.startsWith(COPY));
  if (ofCopies.length === 0) return send(call);
  const rest = body.Entries.filter((entry) => !ofCopies.includes(entry));
  const Successful = ofCopies.map(({ Id }) => ({ Id }));
  return sendRest(call, body, rest, { Successful, Failed: [] }, send);
}
