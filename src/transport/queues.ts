import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  QueueDeletedRecently,
  QueueDoesNotExist,
  QueueNameExists,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Clock } from '../rules/clock.ts';
import type { Log } from '../rules/log.ts';
import { CALL_MS, withDeadline } from './deadline.ts';
import { type QueueAddress, sqsQueueName } from './names.ts';
import type { Lane } from './transport.ts';

/** The URLs of the lanes' SQS queues, each queue created at its first use. */
export interface QueueUrls {
  /** Rejects with the SDK's error where SQS neither has nor makes the queue. */
  url(lane: Lane): Promise<string>;
  /** Call it with the error of a call: the URL of a queue that is gone is forgotten, the next use creates anew. */
  noteError(lane: Lane, error: unknown): void;
}

export interface QueueUrlsOptions {
  readonly prefix: string;
  readonly kind: QueueAddress['kind'];
  readonly fifo: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/** 14 days, SQS's most (SetQueueAttributes); its default of 4 loses the hints of a long backlog. */
const RETENTION_SECONDS = 1_209_600;
const VISIBILITY_SECONDS = 30;
/** A deleted name cannot be created again for 60 s (DeleteQueue); nobody needs to ask more often than this. */
const DELETED_RECENTLY_MS = 5_000;

/** One cache for one client; users of one lane share the creation that is under way. */
export function queueUrls(
  client: SQSClient,
  { prefix, kind, fifo, clock, log }: QueueUrlsOptions,
): QueueUrls {
  const urls = new Map<string, Promise<string>>();
  const nameOf = (lane: Lane) => sqsQueueName(prefix, { ...lane, kind, fifo });
  const attributes = {
    MessageRetentionPeriod: String(RETENTION_SECONDS),
    VisibilityTimeout: String(VISIBILITY_SECONDS),
    ...(fifo && { FifoQueue: 'true' }),
  };

  async function create(name: string): Promise<string> {
    try {
      const command = new CreateQueueCommand({ QueueName: name, Attributes: attributes });
      const made = await withDeadline(clock, CALL_MS, (abortSignal) => client.send(command, { abortSignal }));
      return urlIn(name, made.QueueUrl);
    } catch (error) {
      if (!(error instanceof QueueNameExists)) throw error;
      log.warn(
        { sqsQueue: name },
        'The SQS queue exists with other attributes than ours; it is used as it is.',
      );
      const command = new GetQueueUrlCommand({ QueueName: name });
      const found = await withDeadline(clock, CALL_MS, (abortSignal) =>
        client.send(command, { abortSignal }),
      );
      return urlIn(name, found.QueueUrl);
    }
  }

  function url(lane: Lane): Promise<string> {
    const name = nameOf(lane);
    const known = urls.get(name);
    if (known !== undefined) return known;
    const made = create(name);
    urls.set(name, made);
    made.catch((error: unknown) => {
      const forget = () => urls.delete(name);
      if (error instanceof QueueDeletedRecently) clock.after(DELETED_RECENTLY_MS, forget);
      else forget();
    });
    return made;
  }

  function noteError(lane: Lane, error: unknown): void {
    if (error instanceof QueueDoesNotExist) urls.delete(nameOf(lane));
  }

  return { url, noteError };
}

function urlIn(name: string, url: string | undefined): string {
  if (url === undefined) throw new Error(`SQS gave no URL for the queue '${name}'.`);
  return url;
}
