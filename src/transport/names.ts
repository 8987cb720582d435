import { createHash } from 'node:crypto';
import { DEFAULT_LANE } from '../rules/lane.ts';

/** Which SQS queue is meant. */
export interface QueueAddress {
  /** The OJS queue: `^[a-z0-9][a-z0-9\-.]*$`, at most 128 characters. */
  readonly queue: string;
  readonly lane: string;
  /** `dead-letter`: the queue that gets an announcement of each dead-lettered job. */
  readonly kind: 'main' | 'dead-letter';
  readonly fifo: boolean;
}

/** What a prefix may be: SQS's characters, short enough to leave room for a hash. */
export const QUEUE_PREFIX = /^[A-Za-z0-9_-]{1,32}$/;

/** SQS, CreateQueue: a name has at most 80 characters, `.fifo` included. */
const MAX_LENGTH = 80;

/**
 * The name of the SQS queue, different for every address under one prefix (names are case-sensitive, CreateQueue).
 *
 * `email` → `ojs-email`, `ojs-email-dlq`, `ojs-email.fifo`, lane 090 `ojs-email_L090`. OJS names know neither `_`
 * nor capitals, so a dot becomes `_`, and capitals mark what we add. The default lane is left out. A main queue whose own name ends in `-dlq`
 * spells its lane out, so that `-dlq` at the end always means a dead letter. What does not fit ends in `_H` and a
 * hash of queue and lane.
 */
export function sqsQueueName(prefix: string, address: QueueAddress): string {
  const end = (address.kind === 'dead-letter' ? '-dlq' : '') + (address.fifo ? '.fifo' : '');
  const start = `${prefix}-${address.queue.replaceAll('.', '_')}`;
  const plain = start + laneMark(address) + end;
  if (plain.length <= MAX_LENGTH && isPlain(address)) return plain;
  const mark = `_H${hash(address)}`;
  const readable = start.replaceAll(/[^A-Za-z0-9_-]/g, '').slice(0, MAX_LENGTH - mark.length - end.length);
  return readable + mark + end;
}

function laneMark({ queue, lane, kind }: QueueAddress): string {
  const leftOut = lane === DEFAULT_LANE && (kind === 'dead-letter' || !queue.endsWith('-dlq'));
  return leftOut ? '' : `_L${lane}`;
}

function isPlain({ queue, lane }: QueueAddress): boolean {
  return /^[a-z0-9.-]+$/.test(queue) && /^[a-z0-9]+$/.test(lane);
}

/** 128 bits as 32 hexadecimal digits; they hold no `q` and no dot, so what follows them still tells the kind. */
function hash({ queue, lane }: QueueAddress): string {
  return createHash('sha256')
    .update(JSON.stringify([queue, lane]))
    .digest('hex')
    .slice(0, 32);
}
