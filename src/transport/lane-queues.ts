import type { Clock } from '../rules/clock.ts';
import type { Log } from '../rules/log.ts';
import type { Hint } from './hint.ts';
import { type Lane, laneKey, type Transport } from './transport.ts';
import { warnSeldom } from './warn-seldom.ts';

/** Which lanes have a queue in SQS: not more than some of each OJS queue (DESIGN decision 14). */
export interface LaneQueues {
  /** Undefined where this server does not know yet. */
  hasQueue(lane: Lane): boolean | undefined;
  /** Finds out, and gives the lane a queue where one is left for it. Rejects where nobody can say now. */
  enter(lane: Lane): Promise<boolean>;
}

export interface LaneQueuesOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Told of each hint that goes nowhere: whoever serves its lane has to find the job in the table. */
  unhinted(lane: Lane): void;
}

/** Hints that wait to know whether their lanes have queues, as many as may wait for SQS: some 10 MB. */
const MOST_WAITING = 50_000;
const FLUSH_MS = 1_000;
/** A lane that could not be entered is tried again after this time. */
const RETRY_MS = 1_000;

/**
 * The transport, for hints of any lane: one that is new to this server is entered first, behind the answer,
 * and the hints of a lane without a queue go nowhere.
 */
export function throughLaneQueues(
  transport: Transport,
  queues: LaneQueues,
  { clock, log, unhinted }: LaneQueuesOptions,
): Transport {
  const waiting = new Map<string, { readonly hints: Hint[]; readonly entered: Promise<void> }>();
  const warn = warnSeldom(log, clock);
  const pauses = new Set<() => void>();
  let total = 0;
  let droppedCount = 0;
  let closed = false;

  function send(lane: Lane, hint: Hint): void {
    const known = queues.hasQueue(lane);
    if (known === true) transport.send(lane, hint);
    else if (known === false) unhinted(lane);
    else sendOnceKnown(lane, hint);
  }

  function sendOnceKnown(lane: Lane, hint: Hint): void {
    if (total >= MOST_WAITING) {
      droppedCount += 1;
      warn(
        { ...lane, dropped: droppedCount },
        'Too many hints wait for their lanes; the next ones are let go.',
      );
      return;
    }
    total += 1;
    const key = laneKey(lane);
    const before = waiting.get(key);
    if (before) {
      before.hints.push(hint);
      return;
    }
    const hints = [hint];
    waiting.set(key, { hints, entered: enter(lane, hints) });
  }

  /** Resolves when the hints are out of this memory. */
  async function enter(lane: Lane, hints: readonly Hint[]): Promise<void> {
    const hasQueue = await untilKnown(lane);
    waiting.delete(laneKey(lane));
    total -= hints.length;
    if (hasQueue) for (const hint of hints) transport.send(lane, hint);
    else if (hasQueue === false) unhinted(lane);
  }

  /** Undefined where nobody could say before the end. */
  async function untilKnown(lane: Lane): Promise<boolean | undefined> {
    for (;;) {
      const last = closed;
      try {
        return await queues.enter(lane);
      } catch (error) {
        warn({ err: error, ...lane }, 'A lane could not be entered into its queue; its hints wait for that.');
        if (last) return undefined;
        await pause();
      }
    }
  }

  /** Ends early when the server does. */
  function pause(): Promise<void> {
    if (closed) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        pauses.delete(end);
        resolve();
      };
      const cancel = clock.after(RETRY_MS, end);
      pauses.add(end);
    });
  }

  /** Resolves when it is known of these lanes, or after `waitMs`. */
  function entered(keys: readonly string[], waitMs: number): Promise<void> {
    const all = keys.flatMap((key) => waiting.get(key)?.entered ?? []);
    if (all.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = clock.after(waitMs, resolve);
      void Promise.all(all).then(() => {
        cancel();
        resolve();
      });
    });
  }

  return {
    ...transport,
    send,
    unsent: (lane) => transport.unsent(lane) + (waiting.get(laneKey(lane))?.hints.length ?? 0),
    dropped: () => transport.dropped() + droppedCount,
    async flush(lanes) {
      await entered(lanes.map(laneKey), FLUSH_MS);
      await transport.flush(lanes);
    },
    async close(waitMs) {
      closed = true;
      for (const end of pauses) end();
      await entered([...waiting.keys()], waitMs);
      await transport.close(waitMs);
    },
  };
}
