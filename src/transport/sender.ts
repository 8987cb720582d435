import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SendMessageBatchResult,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Clock } from '../rules/clock.ts';
import { CALL_MS, withDeadline } from './deadline.ts';
import { type Hint, hintBody } from './hint.ts';
import type { Outstanding } from './outstanding.ts';
import type { QueueUrls } from './queues.ts';
import { type Lane, laneKey } from './transport.ts';
import type { WarnSeldom } from './warn-seldom.ts';

/** The part of the transport that sends; each function is described at `Transport`. */
export interface Sender {
  send(lane: Lane, hint: Hint): void;
  flush(lanes: readonly Lane[]): Promise<void>;
  unsent(lane: Lane): number;
  dropped(): number;
  close(waitMs: number): Promise<void>;
}

/** What a standard and a FIFO queue want said of a message beside its body. */
export type EntryAttributes = Pick<
  SendMessageBatchRequestEntry,
  'DelaySeconds' | 'MessageGroupId' | 'MessageDeduplicationId'
>;

export interface SenderOptions {
  readonly clock: Clock;
  readonly urls: QueueUrls;
  readonly outstanding: Outstanding;
  readonly warn: WarnSeldom;
  /** SendMessageBatch calls at once per lane. */
  readonly callsAtOnce: number;
  /** `number` is the hint's own in this process, the same when it is tried again. */
  entryAttributes(hint: Hint, number: number, nowMs: number): EntryAttributes;
}

/** SendMessageBatch takes 10 messages and 1 MiB in all; ten hints are some 2 KB. */
const BATCH = 10;
const GATHER_MS = 5;
const FLUSH_MS = 1_000;
/** Hints kept while SQS takes none: some 10 MB. */
const MAX_UNSENT = 50_000;
const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 5_000;

interface Unsent {
  readonly hint: Hint;
  sending: boolean;
}

interface Waiter {
  readonly below: number;
  readonly out: () => void;
}

interface LaneState {
  readonly lane: Lane;
  /** By number, so the first key is the oldest hint that is not out. */
  readonly unsent: Map<number, Unsent>;
  /** Told when no number below theirs is left. */
  readonly waiters: Set<Waiter>;
  calls: number;
  /** How many of `unsent` are in a call. */
  sending: number;
  failuresInRow: number;
  cancelTimer: (() => void) | undefined;
}

/** A batcher with one list per lane: nothing waits for SQS, and nothing grows without bound while it is away. */
export function hintSender(client: SQSClient, options: SenderOptions): Sender {
  const { clock, urls, outstanding, warn } = options;
  const lanes = new Map<string, LaneState>();
  let nextNumber = 0;
  let total = 0;
  let droppedCount = 0;
  let closed = false;
  let ended = false;

  function send(lane: Lane, hint: Hint): void {
    if (closed) return;
    const key = laneKey(lane);
    const state = lanes.get(key) ?? newLane(lane);
    lanes.set(key, state);
    state.unsent.set(nextNumber, { hint, sending: false });
    nextNumber += 1;
    total += 1;
    if (total > MAX_UNSENT) dropOldest(state);
    if (waiting(state) >= BATCH && state.failuresInRow === 0) pump(state);
    else schedule(state, GATHER_MS);
  }

  function dropOldest(state: LaneState): void {
    for (const [number, { sending }] of state.unsent) {
      if (sending) continue;
      drop(state, number);
      warn(
        { queue: state.lane.queue, dropped: droppedCount },
        'Too many hints wait for SQS; the oldest are let go.',
      );
      return;
    }
  }

  function drop(state: LaneState, number: number): void {
    settle(state, number);
    droppedCount += 1;
  }

  function settle(state: LaneState, number: number): void {
    if (state.unsent.delete(number)) total -= 1;
  }

  function schedule(state: LaneState, delayMs: number): void {
    state.cancelTimer ??= clock.after(delayMs, () => pump(state));
  }

  function pump(state: LaneState): void {
    if (ended) return;
    state.cancelTimer?.();
    state.cancelTimer = undefined;
    // While SQS fails, one call at a time finds out whether it is back.
    const callsAtOnce = state.failuresInRow === 0 ? options.callsAtOnce : 1;
    while (state.calls < callsAtOnce && waiting(state) > 0) void post(state);
    afterChange(state);
  }

  async function post(state: LaneState): Promise<void> {
    const batch: [number, Unsent][] = [];
    for (const [number, unsent] of state.unsent) {
      if (unsent.sending) continue;
      unsent.sending = true;
      batch.push([number, unsent]);
      if (batch.length === BATCH) break;
    }
    state.calls += 1;
    state.sending += batch.length;
    const failed = await call(state, batch);
    state.calls -= 1;
    state.sending -= batch.length;
    state.failuresInRow = failed ? state.failuresInRow + 1 : 0;
    // Hints that came during the call still have their few ms to gather in.
    const gathering = state.cancelTimer !== undefined && waiting(state) < BATCH;
    if (state.failuresInRow > 0 || gathering) afterChange(state);
    else pump(state);
  }

  /** True where a hint of the batch has to be tried again. */
  async function call(state: LaneState, batch: readonly [number, Unsent][]): Promise<boolean> {
    const nowMs = clock.now();
    const entries = batch.map(([number, { hint }], index) => ({
      Id: String(index),
      MessageBody: hintBody(hint),
      ...options.entryAttributes(hint, number, nowMs),
    }));
    // Counted before the call, as a receive that is open may bring a hint before the call ends.
    for (const [index, [, { hint }]] of batch.entries()) {
      if (!entries[index]?.DelaySeconds) outstanding.sent(state.lane, hint.jobId);
    }
    let result: SendMessageBatchResult;
    try {
      const QueueUrl = await urls.url(state.lane);
      const command = new SendMessageBatchCommand({ QueueUrl, Entries: entries });
      result = await withDeadline(clock, CALL_MS, (abortSignal) => client.send(command, { abortSignal }));
    } catch (error) {
      urls.noteError(state.lane, error);
      warn({ queue: state.lane.queue, err: error }, 'SQS took no hints; they will be tried again.');
      for (const [, unsent] of batch) tryAgain(state, unsent);
      return true;
    }
    return sortOut(state, batch, result);
  }

  function sortOut(
    state: LaneState,
    batch: readonly [number, Unsent][],
    result: SendMessageBatchResult,
  ): boolean {
    const failures = new Map(result.Failed?.map((failure) => [failure.Id, failure]));
    let again = false;
    for (const [index, [number, unsent]] of batch.entries()) {
      const failure = failures.get(String(index));
      if (failure === undefined) {
        settle(state, number);
        continue;
      }
      warn({ queue: state.lane.queue, code: failure.Code, reason: failure.Message }, 'SQS refused a hint.');
      tryAgain(state, unsent);
      // What SQS calls our fault would be refused for ever; the sweeper hints again.
      if (failure.SenderFault) drop(state, number);
      else again = true;
    }
    return again;
  }

  function tryAgain(state: LaneState, unsent: Unsent): void {
    unsent.sending = false;
    outstanding.seen(state.lane, unsent.hint.jobId);
  }

  function afterChange(state: LaneState): void {
    const [oldest = Number.POSITIVE_INFINITY] = state.unsent.keys();
    for (const waiter of state.waiters) {
      if (oldest < waiter.below) continue;
      state.waiters.delete(waiter);
      waiter.out();
    }
    if (state.unsent.size === 0 && state.calls === 0) lanes.delete(laneKey(state.lane));
    else if (state.failuresInRow > 0 && state.calls === 0) schedule(state, backoffMs(state.failuresInRow));
  }

  /** Resolves when what the lanes hold now is out, or after `waitMs`. */
  function drain(states: readonly LaneState[], waitMs: number): Promise<void> {
    if (states.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      let left = states.length;
      const waiter: Waiter = {
        below: nextNumber,
        out() {
          left -= 1;
          if (left > 0) return;
          cancel();
          resolve();
        },
      };
      const cancel = clock.after(waitMs, () => {
        for (const state of states) state.waiters.delete(waiter);
        resolve();
      });
      for (const state of states) {
        state.waiters.add(waiter);
        if (state.failuresInRow === 0) pump(state);
      }
    });
  }

  return {
    send,
    flush: (wanted) =>
      drain(
        wanted.flatMap((lane) => lanes.get(laneKey(lane)) ?? []),
        FLUSH_MS,
      ),
    unsent: (lane) => lanes.get(laneKey(lane))?.unsent.size ?? 0,
    dropped: () => droppedCount,
    async close(waitMs) {
      closed = true;
      await drain([...lanes.values()], waitMs);
      ended = true;
      for (const state of lanes.values()) state.cancelTimer?.();
    },
  };
}

function newLane(lane: Lane): LaneState {
  return {
    lane,
    unsent: new Map(),
    waiters: new Set(),
    calls: 0,
    sending: 0,
    failuresInRow: 0,
    cancelTimer: undefined,
  };
}

function waiting(state: LaneState): number {
  return state.unsent.size - state.sending;
}

function backoffMs(failuresInRow: number): number {
  return Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failuresInRow - 1));
}
