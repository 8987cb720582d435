import { type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../rules/clock.ts';
import { CALL_MS, withDeadline } from './deadline.ts';
import { byOrder, parseHint } from './hint.ts';
import type { Outstanding } from './outstanding.ts';
import type { QueueUrls } from './queues.ts';
import type { HintHandle, Lane, ReceivedHint, ReceiveOptions } from './transport.ts';
import type { WarnSeldom } from './warn-seldom.ts';

/** The part of the transport that receives: `Transport.receive`. */
export type Receive = (lane: Lane, options: ReceiveOptions) => Promise<ReceivedHint[]>;

export interface ReceiverOptions {
  readonly clock: Clock;
  readonly urls: QueueUrls;
  readonly outstanding: Outstanding;
  readonly warn: WarnSeldom;
  /** Deletes a message that is no hint. */
  remove(handle: HintHandle): void;
}

export function hintReceiver(
  client: SQSClient,
  { clock, urls, outstanding, warn, remove }: ReceiverOptions,
): Receive {
  async function messages(lane: Lane, queueUrl: string, options: ReceiveOptions): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: options.max,
      WaitTimeSeconds: options.waitSeconds,
      VisibilityTimeout: options.visibilitySeconds,
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
    });
    const deadlineMs = options.waitSeconds * 1_000 + CALL_MS;
    try {
      const call = (abortSignal: AbortSignal) => client.send(command, { abortSignal });
      return (await withDeadline(clock, deadlineMs, call, options.signal)).Messages ?? [];
    } catch (error) {
      urls.noteError(lane, error);
      throw error;
    }
  }

  return async (lane, options) => {
    const queueUrl = await urls.url(lane);
    const received: ReceivedHint[] = [];
    for (const message of await messages(lane, queueUrl, options)) {
      const receivedAtMs = clock.now();
      const handle = { lane, queueUrl, receipt: message.ReceiptHandle ?? '', receivedAtMs };
      const hint = parseHint(message.Body ?? '');
      if (hint === undefined) {
        warn(
          { sqsQueue: queueUrl, messageId: message.MessageId },
          'A message that is no hint of ours is deleted.',
        );
        remove(handle);
        continue;
      }
      outstanding.seen(lane, hint.jobId);
      const { ApproximateReceiveCount: count = '1', SentTimestamp: sentAt } = message.Attributes ?? {};
      const sentAtMs = sentAt === undefined ? receivedAtMs : Number(sentAt);
      received.push({ hint, handle, receiveCount: Number(count), sentAtMs, receivedAtMs });
    }
    return received.sort((a, b) => byOrder(a.hint, b.hint));
  };
}
