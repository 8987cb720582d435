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
  /** When a fetch of this server last asked for hints of the lane, in ms since 1970; 0 before the first. */
  servedAt(lane: Lane): number;
  /** Puts a hint at hand at `atMs` (ms since 1970); one for which memory has no room goes to SQS until then. */
  readyAt(held: HeldHint, atMs: number): void;
  /**
   * Gives a message back to SQS until `seconds` from now; answers with the seconds that SQS's 12 h
   * grant, and with Infinity where there is no message.
   */
  hide(held: HeldHint, seconds: number): number;
  /** Deletes the message behind a hint. */
  done(held: HeldHint): void;
  /**
   * Hints at hand stay there for `ms` more, as far as SQS keeps them hidden, instead of going back after a
   * second; no more are received until the next `refill` or `arrival`.
   */
  keep(lane: Lane, ms: number): void;
  /** Gives all hints at hand to SQS, and receives no more until the next `refill` or `arrival`. */
  rest(lane: Lane): void;
  /** Forgets what is held without giving it back. */
  forget(): void;
  /** Ends all receives and gives everything to SQS. */
  close(): void;
}

/** Open long polls on one server. */
const OPEN_POLLS = 100;
/** A fetch that waits for a lane without one looks so often whether it may have one. */
const UNPOLLED_MS = 500;
/** Lanes remembered; their names come from fetches, so they must not fill the memory. */
const MOST_LANES = 10_000;
/** Hints that wait in memory for their moment: some 20 MB. */
const MOST_KEPT = 50_000;
/** A timer takes 24 days; what is put at hand too early is read and waits again. */
const LONGEST_WAIT_MS = 86_400_000;

/** A hint in memory that waits for its moment. */
interface Kept {
  readonly held: HeldHint;
  readonly atMs: number;
  readonly cancel: () => void;
}

interface OpenLane {
  readonly buffer: LaneBuffer;
  readonly poll: LanePoll;
  servedAt: number;
}

/** @param transport the SQS behind the lanes. */
export function openLanes(transport: Transport, clock: Clock, log: Log): Lanes {
  const open = new Map<string, OpenLane>();
  const kept = new Set<Kept>();
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
    const fresh = { buffer, poll: lanePoll(buffer, transport, clock, log, mayOpen, onClose), servedAt: 0 };
    if (open.size >= MOST_LANES) forgetIdleLane();
    open.set(key, fresh);
    return fresh;
  }

  function forgetIdleLane(): void {
    for (const [key, { buffer, poll }] of open) {
      if (buffer.size() > 0 || buffer.awaited() || poll.settlesInMs() !== undefined) continue;
      open.delete(key);
      return;
    }
  }

  /** Lets SQS wait for the moment of a hint that leaves this memory. */
  function handOver(held: HeldHint, atMs: number): void {
    const waitMs = Math.max(0, atMs - clock.now());
    if (held.handle) transport.hide(held.handle, Math.ceil(waitMs / 1000));
    else transport.send(held.lane, { ...held.hint, dueMs: atMs });
  }

  function dropKept(): void {
    for (const { cancel } of kept) cancel();
    kept.clear();
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
        stops.push(buffer.onArrival(end), polled(lane, poll, clock.now() + waitMs));
      }
    });
  }

  /**
   * A fetch waits for this lane until `untilMs`: it has a long poll, or, where this server may open no
   * more of them, a short one whenever hints of its own are out. The answer ends that.
   */
  function polled(lane: Lane, poll: LanePoll, untilMs: number): () => void {
    let cancel: () => void = () => undefined;
    const look = () => {
      poll.demand(untilMs);
      if (poll.settlesInMs() !== undefined) return;
      if (transport.outstanding(lane) > 0) void poll.shortPoll();
      cancel = clock.after(UNPOLLED_MS, look);
    };
    look();
    return () => cancel();
  }

  async function refillOne(lane: Lane, waitMs: number): Promise<void> {
    const { buffer, poll } = laneOf(lane);
    poll.demand(clock.now());
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
    servedAt: (lane) => laneOf(lane).servedAt,
    take(lane, max) {
      const state = laneOf(lane);
      state.servedAt = clock.now();
      return state.buffer.take(max);
    },
    async refill(lanes, waitMs) {
      if (lanes.length === 0) return;
      await transport.flush(lanes);
      await Promise.all(lanes.map((lane) => refillOne(lane, waitMs)));
    },
    expecting: (lane) => transport.unsent(lane) > 0 || transport.outstanding(lane) > 0,
    arrival,
    ready,
    readyAt(held, atMs) {
      if (kept.size >= MOST_KEPT) return handOver(held, atMs);
      const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(0, atMs - clock.now()));
      const entry: Kept = {
        held,
        atMs,
        cancel: clock.after(waitMs, () => {
          kept.delete(entry);
          ready(held);
        }),
      };
      kept.add(entry);
    },
    hide: ({ handle }, seconds) => (handle ? transport.hide(handle, seconds) : Number.POSITIVE_INFINITY),
    done(held) {
      if (held.handle) transport.done(held.handle);
    },
    keep(lane, ms) {
      const { buffer, poll } = laneOf(lane);
      buffer.keep(clock.now() + ms);
      poll.rest();
    },
    rest(lane) {
      const known = open.get(laneKey(lane));
      known?.poll.rest();
      known?.buffer.clear();
    },
    forget() {
      dropKept();
      // The receives go on: SQS may answer one that was broken off, and its hints would be hidden for long.
      for (const { buffer } of open.values()) buffer.forget();
    },
    close() {
      for (const { held, atMs } of kept) handOver(held, atMs);
      dropKept();
      for (const { buffer, poll } of open.values()) {
        poll.close();
        buffer.clear();
      }
    },
  };
}
