import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../rules/clock.ts';
import type { Log } from '../rules/log.ts';
import { outstandingHints } from './outstanding.ts';
import { queueUrls } from './queues.ts';
import { hintReceiver } from './receiver.ts';
import { hintSender, type SenderOptions } from './sender.ts';
import type { Transport, TransportCapabilities } from './transport.ts';
import { visibilityChanges } from './visibility.ts';
import { warnSeldom } from './warn-seldom.ts';

/** What both kinds of transport are built from; the client stays the caller's to destroy. */
export interface TransportOptions {
  /** `SQS_QUEUE_PREFIX`, as `QUEUE_PREFIX` wants it. */
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** What makes a kind of transport: the rest is the same for both. */
export interface TransportKind extends Pick<SenderOptions, 'callsAtOnce' | 'entryAttributes'> {
  readonly fifo: boolean;
  readonly capabilities: TransportCapabilities;
}

/** Wires sender, receiver and visibility over one cache of queue URLs. */
export function assembleTransport(
  client: SQSClient,
  options: TransportOptions,
  kind: TransportKind,
): Transport {
  const { prefix, clock, log } = options;
  const warn = warnSeldom(log, clock);
  const urls = queueUrls(client, { prefix, kind: 'main', fifo: kind.fifo, clock, log });
  const outstanding = outstandingHints(clock);
  const { callsAtOnce, entryAttributes } = kind;
  const sender = hintSender(client, { clock, urls, outstanding, warn, callsAtOnce, entryAttributes });
  const visibility = visibilityChanges(client, { clock, warn });
  const receive = hintReceiver(client, { clock, urls, outstanding, warn, remove: visibility.done });
  return {
    capabilities: kind.capabilities,
    send: sender.send,
    flush: sender.flush,
    unsent: sender.unsent,
    dropped: sender.dropped,
    outstanding: outstanding.count,
    newestOutstanding: outstanding.newest,
    receive,
    hide: visibility.hide,
    release: visibility.release,
    done: visibility.done,
    async close(waitMs) {
      await Promise.all([sender.close(waitMs), visibility.close(waitMs)]);
    },
  };
}
