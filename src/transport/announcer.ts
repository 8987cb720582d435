import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { DEFAULT_LANE } from '../rules/lane.ts';
import type { TransportOptions } from './assemble.ts';
import { CALL_MS, withDeadline } from './deadline.ts';
import { queueUrls } from './queues.ts';
import { warnSeldom } from './warn-seldom.ts';

/** Tells outsiders of dead-lettered jobs, on one standard SQS queue for each OJS queue (`names.ts`). */
export interface Announcer {
  /** Takes the text and returns at once. What SQS does not take in two tries is let go, with a log line. */
  send(queue: string, text: string): void;
  /** Resolves when all is sent or let go, after `waitMs` at the latest. */
  close(waitMs: number): Promise<void>;
}

/** Announcements on their way at once; what comes when there are so many is let go. */
const MOST_UNSENT = 1_000;
const TRIES = 2;

/** The announcer of one server; the queue is made at its first announcement. */
export function openAnnouncer(client: SQSClient, { prefix, clock, log }: TransportOptions): Announcer {
  const urls = queueUrls(client, { prefix, kind: 'dead-letter', fifo: false, clock, log });
  const warn = warnSeldom(log, clock);
  const unsent = new Set<Promise<void>>();

  async function deliver(queue: string, text: string): Promise<void> {
    const lane = { queue, lane: DEFAULT_LANE };
    for (let tries = 1; ; tries += 1) {
      try {
        const command = new SendMessageCommand({ QueueUrl: await urls.url(lane), MessageBody: text });
        await withDeadline(clock, CALL_MS, (abortSignal) => client.send(command, { abortSignal }));
        return;
      } catch (error) {
        // A queue that was deleted is made again by the next try.
        urls.noteError(lane, error);
        if (tries < TRIES) continue;
        warn({ err: error, queue }, 'A dead-lettered job could not be announced; it is in the dead letter.');
        return;
      }
    }
  }

  return {
    send(queue, text) {
      if (unsent.size >= MOST_UNSENT) {
        warn({ queue }, 'Too many dead-lettered jobs are unannounced; this one is let go.');
        return;
      }
      const delivery = deliver(queue, text);
      unsent.add(delivery);
      void delivery.finally(() => unsent.delete(delivery));
    },
    async close(waitMs) {
      await Promise.race([Promise.all(unsent), new Promise<void>((resolve) => clock.after(waitMs, resolve))]);
    },
  };
}
