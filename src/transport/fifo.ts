import type { SQSClient } from '@aws-sdk/client-sqs';
import { assembleTransport, type TransportOptions } from './assemble.ts';
import type { Transport } from './transport.ts';

export interface FifoTransportOptions extends TransportOptions {
  /** The server's incarnation: at most 64 characters of those SQS allows in a deduplication id. */
  readonly incarnation: string;
}

/** One group per queue: the whole lane is in order. */
const GROUP = 'lane';

/**
 * The transport over FIFO queues: the order of a lane is kept, so one call at a time sends its hints. SQS refuses
 * a delay per message there and drops a repeated deduplication id silently for 5 minutes, so each `send` has an
 * id of its own, which a repeated call of that `send` keeps.
 */
export function fifoTransport(client: SQSClient, options: FifoTransportOptions): Transport {
  return assembleTransport(client, options, {
    fifo: true,
    callsAtOnce: 1,
    capabilities: { delays: false, inFlightBlocks: true },
    entryAttributes: ({ jobId }, number) => ({
      MessageGroupId: GROUP,
      MessageDeduplicationId: `${jobId}-${options.incarnation}-${number}`,
    }),
  });
}
