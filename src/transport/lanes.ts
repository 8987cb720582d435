import type { Clock } from '../rules/clock.ts';
import type { Log } from '../rules/log.ts';
import type { Hint } from './hint.ts';
import { type HeldHint, type LaneBuffer, laneBuffer } from './lane-buffer.ts';
import { type LanePoll, lanePoll } from './lane-poll.ts';
import { type Lane, laneKey, type Transport } from './transport.ts';

/** The hints that this server holds, lane by lane, and the receives that bring them. */
export interface Lanes {
  /** Sends a hint to SQS, behind the answer. */
  send(lane: Lane, hint: Hint): void;
  /** The oldest hints at hand, at most `max`. */
  take(lane: Lane, max: number): HeldHint[];
  /**
   * Brings hints for lanes that have none: sends out this server's own first, then waits for one
   * receive: up to `waitMs` where hints of ours are out, else until the open long poll has been shown
   * what there is, so that a thousand workers at an empty queue cost what one does. Where this server
   * may not open one more long poll, a short one.
   */
  refill(lanes: readonly Lane[], waitMs: number): Promise<void>;
  /** Whether hints that this server sent are still on their way. */
  expecting(lane: Lane): boolean;
  /** Resolves when one of the lanes has got a hint, after `waitMs`, or when `signal` ends it. */
  arrival(lanes: readonly Lane[], waitMs: number, signal: AbortSignal): Promise<void>;
  /** Hints at hand. */
  size(lane: Lane): number;
  /** When the newest of the hints that SQS has shown here was due, in ms since 1970; 0 before the first. */
  newestReceived(lane: Lane): number;
  /** Puts a hint at hand. */
  ready(held: HeldHint): void;
  /** Puts a hint at hand at `atMs` (ms since 1970). */
  readyAt(held: HeldHint, atMs: number): void;
  /** Gives a message back to SQS until `seconds` from now. */
  hide(held: HeldHint, seconds: number): void;
  /** Deletes the message behind a hint. */
  done(held: HeldHint): void;
  /** Gives all hints at hand to SQS, and receives no more until the next `refill` or `arrival`. */
  rest(lane: Lane): void;
  /** Forgets what is held without giving it back. */
  forget(): void;
  /** Ends all receives and gives everything to SQS. */
  close(): void;
}

/** Open long polls on one server. */
const OPEN_POLLS = 100;

interface OpenLane {
  readonly buffer: LaneBuffer;
  readonly poll: LanePoll;
}

/** @param transport the SQS behind the lanes. */
export function openLanes(transport: Transport, clock: Clock, log: Log): Lanes {
  const open = new Map<string, OpenLane>();
  const timers = new Set<() => void>();
  let polls = 0;

  function laneOf(lane: Lane): OpenLane {
    const key = laneKey(lane);
    const known = open.get(key);
    if (known) return known;
    const buffer = laneBuffer(lane, transport, clock);
    const mayOpen = () => {
      if (polls >= OPEN_POLLS) return false;
      polls += 1;
      return true;
    };
    const onClose = () => {
      polls -= 1;
    };
    const fresh = { buffer, poll: lanePoll(buffer, transport, clock, log, mayOpen, onClose) };
    open.set(key, fresh);
    return fresh;
  }

  function after(delayMs: number, task: () => void): () => void {
    const cancel = clock.after(delayMs, () => {
      timers.delete(cancel);
      task();
    });
    timers.add(cancel);
    return () => {
      timers.delete(cancel);
      cancel();
    };
  }

  function arrival(lanes: readonly Lane[], waitMs: number, signal?: AbortSignal): Promise<void> {
    if (waitMs <= 0 || signal?.aborted || lanes.some((lane) => laneOf(lane).buffer.size() > 0)) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const stops: (() => void)[] = [];
      const end = () => {
        for (const stop of stops) stop();
        resolve();
      };
      stops.push(clock.after(waitMs, end));
      signal?.addEventListener('abort', end);
      stops.push(() => signal?.removeEventListener('abort', end));
      for (const lane of lanes) {
        const { buffer, poll } = laneOf(lane);
        stops.push(buffer.onArrival(end));
        poll.demand();
      }
    });
  }

  async function refillOne(lane: Lane, waitMs: number): Promise<void> {
    const { buffer, poll } = laneOf(lane);
    poll.demand();
    if (buffer.size() > 0) return;
    if (transport.outstanding(lane) > 0) await arrival([lane], waitMs);
    else await receiveOnce(lane);
  }

  /** A short poll beside the long one would race it: the hint goes to one and the fetch asks the other. */
  async function receiveOnce(lane: Lane): Promise<void> {
    const { poll } = laneOf(lane);
    const settlesInMs = poll.settlesInMs();
    if (settlesInMs === undefined) await poll.shortPoll();
    else await arrival([lane], settlesInMs);
  }

  function ready(held: HeldHint): void {
    laneOf(held.lane).buffer.add(held);
  }

  return {
    send: (lane, hint) => transport.send(lane, hint),
    size: (lane) => laneOf(lane).buffer.size(),
    newestReceived: (lane) => laneOf(lane).buffer.newestReceived(),
    take: (lane, max) => laneOf(lane).buffer.take(max),
    async refill(lanes, waitMs) {
      if (lanes.length === 0) return;
      await transport.flush(lanes);
      await Promise.all(lanes.map((lane) => refillOne(lane, waitMs)));
    },
    expecting: (lane) => transport.unsent(lane) > 0 || transport.outstanding(lane) > 0,
    arrival,
    ready,
    readyAt(held, atMs) {
      after(Math.max(0, atMs - clock.now()), () => ready(held));
    },
    hide(held, seconds) {
      if (held.handle) transport.hide(held.handle, seconds);
    },
    done(held) {
      if (held.handle) transport.done(held.handle);
    },
    rest(lane) {
      const known = open.get(laneKey(lane));
      known?.poll.rest();
      known?.buffer.clear();
    },
    forget() {
      for (const cancel of timers) cancel();
      timers.clear();
      // The receives go on: SQS may answer one that was broken off, and its hints would be hidden for long.
      for (const { buffer } of open.values()) buffer.forget();
    },
    close() {
      for (const cancel of timers) cancel();
      for (const { buffer, poll } of open.values()) {
        poll.close();
        buffer.clear();
      }
    },
  };
}
