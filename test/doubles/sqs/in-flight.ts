import { bodyOf, type Habit, type Means, ok, refusal, succeeded, wait, withBody } from '../call.ts';
import { MOST_RECEIVED, type ReceiveBody } from './messages.ts';

/**
 * A queue has at most so many messages in flight (AWS: about 120,000). Past that a short poll is refused
 * with OverLimit; a long poll is not told, and comes back empty when its wait is over.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export function inFlight({ messages }: { readonly messages: number }, { lied, clock }: Means): Habit {
  return async (call, send) => {
    if (call.operation !== 'ReceiveMessage') return send(call);
    const body = bodyOf<ReceiveBody>(call);
    const counted = await send({
      ...call,
      operation: 'GetQueueAttributes',
      headers: { ...call.headers, 'x-amz-target': 'AmazonSQS.GetQueueAttributes' },
      text: JSON.stringify({
        QueueUrl: body.QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessagesNotVisible'],
      }),
    });
    if (!succeeded(counted)) return counted;
    const { Attributes } = bodyOf<{ Attributes: Record<string, string> }>(counted);
    const room = messages - Number(Attributes.ApproximateNumberOfMessagesNotVisible);
    if (room > 0) {
      const most = Math.min(room, body.MaxNumberOfMessages ?? 1, MOST_RECEIVED);
      return send(withBody(call, { ...body, MaxNumberOfMessages: most }));
    }
    lied();
    const { WaitTimeSeconds = 0 } = body;
    if (WaitTimeSeconds === 0) {
      return refusal(call, 403, 'OverLimit', `The queue has ${messages} messages in flight.`);
    }
    await wait(clock, WaitTimeSeconds * 1_000, call.gone);
    return ok({});
  };
}
