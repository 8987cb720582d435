import type { Clock } from '../rules/clock.ts';
import type { Log } from '../rules/log.ts';
import type { Hint } from './hint.ts';
import { type Lane, laneKey, type Transport } from './transport.ts';

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

/** Hints of one lane that wait to know whether it has a queue. */
const MOST_WAITING = 1_000;
const FLUSH_MS = 1_000;

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

  function send(lane: Lane, hint: Hint): void {
    const known = queues.hasQueue(lane);
    if (known === true) transport.send(lane, hint);
    else if (known === false) unhinted(lane);
    else sendOnceKnown(lane, hint);
  }

  function sendOnceKnown(lane: Lane, hint: Hint): void {
    const key = laneKey(lane);
    const before = waiting.get(key);
    if (before) {
      if (before.hints.length < MOST_WAITING) before.hints.push(hint);
      return;
    }
    const hints = [hint];
    waiting.set(key, { hints, entered: enter(lane, hints) });
  }

  async function enter(lane: Lane, hints: readonly Hint[]): Promise<void> {
    try {
      const hasQueue = await queues.enter(lane);
      if (hasQueue) for (const hint of hints) transport.send(lane, hint);
      else unhinted(lane);
    } catch (error) {
      log.warn(
        { err: error, ...lane },
        'A lane could not be entered into its queue; its jobs are found by looks at the table.',
      );
    } finally {
      waiting.delete(laneKey(lane));
    }
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
    async flush(lanes) {
      await entered(lanes.map(laneKey), FLUSH_MS);
      await transport.flush(lanes);
    },
    async close(waitMs) {
      await entered([...waiting.keys()], waitMs);
      await transport.close(waitMs);
    },
  };
}
