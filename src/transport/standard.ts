import type { SQSClient } from '@aws-sdk/client-sqs';
import { assembleTransport, type TransportOptions } from './assemble.ts';
import type { Transport } from './transport.ts';

/** SQS, SendMessage: the longest delay of a message. */
const MAX_DELAY_SECONDS = 900;

/** The transport over standard queues. Their order is best effort, so several calls send one lane's hints at once. */
export function standardTransport(client: SQSClient, options: TransportOptions): Transport {
  return assembleTransport(client, options, {
    fifo: false,
    callsAtOnce: 4,
    capabilities: { delays: true, inFlightBlocks: false },
    // Rounded down: who receives the hint waits out the fraction of a second.
    entryAttributes({ dueMs = 0 }, _number, nowMs) {
      const seconds = Math.floor((dueMs - nowMs) / 1_000);
      return { DelaySeconds: Math.min(MAX_DELAY_SECONDS, Math.max(0, seconds)) };
    },
  });
}
