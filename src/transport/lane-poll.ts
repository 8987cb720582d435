import type { Clock } from '../rules/clock.ts';
import type { Log } from '../rules/log.ts';
import type { LaneBuffer } from './lane-buffer.ts';
import type { ReceivedHint, Transport } from './transport.ts';

/** The one long poll of a lane on this server, shared by all its fetches (DESIGN decision 12). */
export interface LanePoll {
  /** A fetch wants hints, and waits for them until `untilMs`: opens the poll where it is closed. */
  demand(untilMs: number): void;
  /**
   * Ms until the long poll has been waiting long enough for SQS to have shown all there was: 0 where it
   * has, undefined where no poll is open.
   */
  settlesInMs(): number | undefined;
  /** What SQS had at that moment (ms since 1970) it has shown, here or to another server; 0 before the first receive. */
  shownUpTo(): number;
  /** Whether the latest receive brought something, and none since has been told that this was all. */
  mayHaveMore(): boolean;
  /** When a receive last ended, in ms since 1970: now, while the long poll has waited long enough; 0 before the first. */
  askedAt(): number;
  /** One receive that begins after the call and does not wait; shared by all who ask before it begins. */
  shortPoll(): Promise<void>;
  /** Nobody wants hints for now: the poll ends when SQS next answers, unless a fetch comes before. */
  rest(): void;
  close(): void;
}

/** A hint received is hidden from others as long as a lease on probation lasts (decision 7). */
const HINT_VISIBILITY_SECONDS = 30;
/** AWS takes at most 20 s and 10 messages. */
const LONG_POLL_SECONDS = 20;
/**
 * Length of the first poll for fetches that do not wait; each that brings nothing doubles it. A poll
 * takes hints from other servers, so it must not go on much longer than fetches have come.
 */
const FIRST_POLL_SECONDS = 1;
const MESSAGES = 10;
/** A long poll that has waited so long has been shown all there was when it began. */
const SETTLED_AFTER_MS = 100;
/** With hints at hand, more are received only while fetches come at least this often. */
const BUSY_MS = 1_000;
/** After a receive that failed. */
const RETRY_MS = 1_000;

/** @param mayOpen whether this server may have one more open poll. */
export function lanePoll(
  buffer: LaneBuffer,
  transport: Transport,
  clock: Clock,
  log: Log,
  mayOpen: () => boolean,
  onClose: () => void,
): LanePoll {
  const { lane } = buffer;
  let lastDemand = 0;
  let waitedForUntil = 0;
  let seconds = FIRST_POLL_SECONDS;
  let lastPollMs = FIRST_POLL_SECONDS * 1_000;
  let running: AbortController | undefined;
  let waitingSince = Number.POSITIVE_INFINITY;
  let shownUpTo = 0;
  let broughtSome = false;
  let askedAt = 0;
  let short: Promise<void> = Promise.resolve();
  let nextShort: Promise<void> | undefined;
  let closed = false;

  function wanted(): boolean {
    const idleMs = clock.now() - lastDemand;
    if (closed || (idleMs >= lastPollMs && !buffer.awaited())) return false;
    return buffer.size() === 0 || (buffer.size() < MESSAGES && idleMs < BUSY_MS);
  }

  async function receive(waitSeconds: number, signal?: AbortSignal): Promise<ReceivedHint[]> {
    const begunAt = clock.now();
    let brought = 0;
    try {
      const hints = await transport.receive(lane, {
        max: MESSAGES,
        waitSeconds,
        visibilitySeconds: HINT_VISIBILITY_SECONDS,
        ...(signal && { signal }),
      });
      brought = hints.length;
      // One that brought something says nothing of what else there is.
      if (brought === 0) shownUpTo = Math.max(shownUpTo, begunAt);
      return hints;
    } finally {
      broughtSome = brought > 0;
      askedAt = clock.now();
    }
  }

  function hasSettled(): boolean {
    return running !== undefined && waitingSince + SETTLED_AFTER_MS <= clock.now();
  }

  async function poll(signal: AbortSignal): Promise<void> {
    seconds = FIRST_POLL_SECONDS;
    lastPollMs = FIRST_POLL_SECONDS * 1_000;
    while (wanted()) {
      try {
        waitingSince = clock.now();
        const waitedForMs = buffer.awaited() ? waitedForUntil - waitingSince : 0;
        const waitSeconds = Math.min(Math.max(seconds, Math.ceil(waitedForMs / 1_000)), LONG_POLL_SECONDS);
        lastPollMs = waitSeconds * 1_000;
        const hints = await receive(waitSeconds, signal);
        waitingSince = Number.POSITIVE_INFINITY;
        seconds = hints.length > 0 ? FIRST_POLL_SECONDS : Math.min(seconds * 2, LONG_POLL_SECONDS);
        buffer.receive(hints);
      } catch (error) {
        waitingSince = Number.POSITIVE_INFINITY;
        if (signal.aborted) return;
        log.warn(
          { err: error, queue: lane.queue },
          'SQS could not be received from; the table is looked at instead.',
        );
        await new Promise<void>((resolve) => clock.after(RETRY_MS, resolve));
      }
    }
  }

  function open(): void {
    if (running || closed || !wanted() || !mayOpen()) return;
    const controller = new AbortController();
    running = controller;
    void poll(controller.signal).finally(() => {
      running = undefined;
      onClose();
      // A fetch may have begun to wait while the poll was about to end.
      if (buffer.awaited()) open();
    });
  }

  return {
    demand(untilMs) {
      lastDemand = clock.now();
      waitedForUntil = Math.max(waitedForUntil, untilMs);
      open();
    },
    settlesInMs() {
      if (!running) return undefined;
      return Math.max(0, Math.min(SETTLED_AFTER_MS, waitingSince + SETTLED_AFTER_MS - clock.now()));
    },
    shownUpTo() {
      if (hasSettled()) shownUpTo = clock.now();
      return shownUpTo;
    },
    mayHaveMore: () => broughtSome && !hasSettled(),
    askedAt: () => (hasSettled() ? clock.now() : askedAt),
    shortPoll() {
      nextShort ??= short.then(() => {
        nextShort = undefined;
        short = receive(0)
          .then((hints) => buffer.receive(hints))
          .catch((error) => log.warn({ err: error, queue: lane.queue }, 'SQS could not be received from.'));
        return short;
      });
      return nextShort;
    },
    rest() {
      lastDemand = 0;
    },
    close() {
      closed = true;
      running?.abort();
    },
  };
}
