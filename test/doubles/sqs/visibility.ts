import { bodyOf, type Habit, type Means, refusal, succeeded } from '../call.ts';
import { sendRest } from './batch.ts';
import type { HandleBody, ReceiveAnswer } from './messages.ts';

const CODE = 'InvalidParameterValue';

/**
 * A message can be kept invisible for so many seconds in all, counted from its receive (AWS: 43,200).
 * What would go past that is refused, not cut.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
export function visibility({ seconds }: { readonly seconds: number }, { lied, clock }: Means): Habit {
  const receivedAt = new Map<string, number>();

  function tooLong(receiptHandle = '', wanted = 0): string | undefined {
    const since = receivedAt.get(receiptHandle);
    if (since === undefined || (clock.now() - since) / 1_000 + wanted <= seconds) return undefined;
    lied();
    return `Value ${wanted} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [${seconds} seconds].`;
  }

  return async (call, send) => {
    switch (call.operation) {
      case 'ReceiveMessage': {
        const sentAt = clock.now();
        const outcome = await send(call);
        if (!succeeded(outcome)) return outcome;
        for (const { ReceiptHandle } of bodyOf<ReceiveAnswer>(outcome).Messages ?? []) {
          receivedAt.set(ReceiptHandle, sentAt);
        }
        return outcome;
      }
      case 'ChangeMessageVisibility': {
        const { ReceiptHandle, VisibilityTimeout } = bodyOf<HandleBody>(call);
        const reason = tooLong(ReceiptHandle, VisibilityTimeout);
        return reason === undefined ? send(call) : refusal(call, 400, CODE, reason);
      }
      case 'ChangeMessageVisibilityBatch': {
        const body = bodyOf<HandleBody>(call);
        const judged = (body.Entries ?? []).map((entry) => ({
          entry,
          Message: tooLong(entry.ReceiptHandle, entry.VisibilityTimeout),
        }));
        const rest = judged.filter(({ Message }) => Message === undefined).map(({ entry }) => entry);
        const Failed = judged.flatMap(({ entry: { Id }, Message }) =>
          Message === undefined ? [] : [{ Id, SenderFault: true, Code: CODE, Message }],
        );
        if (Failed.length === 0) return send(call);
        return sendRest(call, body, rest, { Successful: [], Failed }, send);
      }
      default:
        return send(call);
    }
  };
}
