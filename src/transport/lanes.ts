import type { Clock } from '../rules/clock.ts';
import type { Log } from '../rules/log.ts';
import type { Hint } from './hint.ts';
import { type HeldHint, type LaneBuffer, laneBuffer } from './lane-buffer.ts';
import { type LanePoll, lanePoll } from './lane-poll.ts';
import type { LaneQueues } from './lane-queues.ts';
import { type Lane, laneKey, type Transport } from './transport.ts';

/** The hints that this server holds, lane by lane, and the receives that bring them. */
export interface Lanes {
  /** Sends a hint to SQS, behind the answer. */
  send(lane: Lane, hint: Hint): void;
  /** The oldest hints at hand, at most `max`. */
  take(lane: Lane, max: number): HeldHint[];
  /**
   * Brings hints for lanes that have none: sends out this server's own first, then waits up to `waitMs` for
   * one receive of each: for those of which hints of ours are out until a first hint of any lane is at
   * hand; for others until the open long poll has been shown what there is, so that a thousand workers at
   * an empty queue cost what one does. Where this server may not open one more long poll, a short one.
   */
  refill(lanes: readonly Lane[], waitMs: number): Promise<void>;
  /** Whether hints that this server sent are still on their way. */
  expecting(lane: Lane): boolean;
  /**
   * Whether a hint may come any moment: this server has sent or given one back, or the latest receive brought
   * some, and SQS has not been asked long enough since; or it has not been asked for two seconds.
   */
  coming(lane: Lane): boolean;
  /** Lanes of which nothing is at hand while a fetch takes from later ones: SQS is asked about them, and nobody waits. */
  ask(lanes: readonly Lane[]): void;
  /**
   * Resolves when one of the lanes has got a hint, after `waitMs`, or when `signal` ends it. The long
   * polls go on until `pollUntil` (ms since 1970), when the caller will wait again until then.
   */
  arrival(lanes: readonly Lane[], waitMs: number, signal: AbortSignal, pollUntil: number): Promise<void>;
  /** Whether somebody waits for hints of the lane. */
  awaited(lane: Lane): boolean;
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
/** A hint is shown so soon after it was sent or given back, to whoever asks. */
const SHOWN_WITHIN_MS = 250;
/** After this SQS may have hints of a lane of which this server knows nothing. */
const UNASKED_MS = 2_000;
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
  askedAt: number;
}

/**
 * @param transport the SQS behind the lanes.
 * @param queues which lanes it has queues for: the others have what is put at hand, and are not received from.
 */
export function openLanes(transport: Transport, queues: LaneQueues, clock: Clock, log: Log): Lanes {
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
    const poll = lanePoll(buffer, transport, clock, log, mayOpen, onClose);
    const fresh: OpenLane = { buffer, poll, servedAt: 0, askedAt: 0 };
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

  function arrival(
    lanes: readonly Lane[],
    waitMs: number,
    signal?: AbortSignal,
    pollUntil = clock.now() + waitMs,
  ): Promise<void> {
    if (waitMs <= 0 || signal?.aborted || lanes.some((lane) => size(lane) > 0)) return Promise.resolve();
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
        if (queues.hasQueue(lane)) stops.push(polled(lane, poll, pollUntil));
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

  async function refill(wanted: readonly Lane[], waitMs: number): Promise<void> {
    await transport.flush(wanted);
    const lanes = wanted.filter((lane) => queues.hasQueue(lane));
    for (const lane of lanes) laneOf(lane).poll.demand(clock.now());
    const empty = lanes.filter((lane) => size(lane) === 0);
    const own = empty.filter((lane) => transport.outstanding(lane) > 0);
    await Promise.all([
      own.length > 0 ? arrival(lanes, waitMs) : undefined,
      ...empty.filter((lane) => !own.includes(lane)).map((lane) => receiveOnce(lane, waitMs)),
    ]);
  }

  /** The poll of a lane that fetches pass over goes on; where it may not, they ask now and then. */
  function ask(lane: Lane): void {
    const state = laneOf(lane);
    state.poll.demand(clock.now());
    if (state.poll.settlesInMs() !== undefined || clock.now() - state.askedAt < UNPOLLED_MS) return;
    state.askedAt = clock.now();
    void state.poll.shortPoll();
  }

  /** Hints that went to another server are not waited for, though they count as outstanding for a while. */
  function coming(lane: Lane): boolean {
    if (transport.unsent(lane) > 0) return true;
    if (!queues.hasQueue(lane)) return false;
    const { buffer, poll } = laneOf(lane);
    if (poll.mayHaveMore() || poll.askedAt() + UNASKED_MS < clock.now()) return true;
    const sentAt = transport.outstanding(lane) > 0 ? transport.newestOutstanding(lane) : 0;
    const at = Math.max(sentAt, buffer.givenBackAt());
    return at > 0 && at + SHOWN_WITHIN_MS > poll.shownUpTo();
  }

  function size(lane: Lane): number {
    return open.get(laneKey(lane))?.buffer.size() ?? 0;
  }

  /**
   * A short poll beside the long one would race it: the hint goes to one and the fetch asks the other. What was
   * given back the long one is shown a moment later.
   */
  async function receiveOnce(lane: Lane, waitMs: number): Promise<void> {
    const { buffer, poll } = laneOf(lane);
    const settlesInMs = poll.settlesInMs();
    if (settlesInMs === undefined) return poll.shortPoll();
    const returnsInMs = buffer.givenBackAt() + SHOWN_WITHIN_MS - clock.now();
    await arrival([lane], Math.min(waitMs, Math.max(settlesInMs, returnsInMs)));
  }

  function ready(held: HeldHint): void {
    const { lane } = held;
    laneOf(lane).buffer.add(held);
    if (queues.hasQueue(lane) !== undefined) return;
    queues
      .enter(lane)
      .catch((error) => log.warn({ err: error, ...lane }, 'A lane could not be entered into its queue.'));
  }

  return {
    send: (lane, hint) => transport.send(lane, hint),
    size,
    newestReceived: (lane) => open.get(laneKey(lane))?.buffer.newestReceived() ?? 0,
    servedAt: (lane) => open.get(laneKey(lane))?.servedAt ?? 0,
    awaited: (lane) => open.get(laneKey(lane))?.buffer.awaited() ?? false,
    take(lane, max) {
      const state = laneOf(lane);
      state.servedAt = clock.now();
      return state.buffer.take(max);
    },
    refill,
    expecting: (lane) => transport.unsent(lane) > 0 || transport.outstanding(lane) > 0,
    coming,
    ask(lanes) {
      for (const lane of lanes) if (queues.hasQueue(lane)) ask(lane);
    },
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
