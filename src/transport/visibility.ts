import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  QueueDoesNotExist,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Clock } from '../rules/clock.ts';
import { CALL_MS, withDeadline } from './deadline.ts';
import type { HintHandle } from './transport.ts';
import type { WarnSeldom } from './warn-seldom.ts';

/** The part of the transport that settles received messages; each function is described at `Transport`. */
export interface Visibility {
  hide(handle: HintHandle, seconds: number): number;
  release(handle: HintHandle): void;
  done(handle: HintHandle): void;
  close(waitMs: number): Promise<void>;
}

export interface VisibilityOptions {
  readonly clock: Clock;
  readonly warn: WarnSeldom;
}

/** SQS, ChangeMessageVisibility: 12 h in all from the receive; a minute is left for clocks and slow calls. */
const MAX_INVISIBLE_MS = 43_200_000 - 60_000;
const BATCH = 10;
const BATCHES_AT_ONCE = 10;
const GATHER_MS = 50;
/** After this many calls a change is let go: the message comes back by itself when its visibility ends. */
const MAX_TRIES = 5;
const FIRST_BACKOFF_MS = 200;
const MAX_BACKOFF_MS = 5_000;
/** Changes kept per queue while SQS takes none. */
const MAX_PENDING = 20_000;

interface Change {
  readonly receipt: string;
  /** Ms since 1970 until which the message is to be invisible; undefined: delete it. */
  readonly hiddenUntilMs: number | undefined;
  tries: number;
}

interface QueueState {
  readonly queueUrl: string;
  /** By receipt: the last word on a message counts. */
  readonly changes: Map<string, Change>;
  /** One round at a time, so that no call overtakes an older one for the same message. */
  busy: boolean;
  failuresInRow: number;
  cancelTimer: (() => void) | undefined;
}

type Call = (queueUrl: string, batch: readonly Change[]) => Promise<BatchResultErrorEntry[] | undefined>;

/** Batches deletions and changes of visibility per queue. A receipt that has expired is nothing to repair. */
export function visibilityChanges(client: SQSClient, { clock, warn }: VisibilityOptions): Visibility {
  const queues = new Map<string, QueueState>();
  let tellEmpty: (() => void) | undefined;
  let closed = false;
  let ended = false;

  function put(handle: HintHandle, hiddenUntilMs: number | undefined): void {
    if (closed) return;
    const { queueUrl, receipt } = handle;
    const state = queues.get(queueUrl) ?? newQueue(queueUrl);
    queues.set(queueUrl, state);
    const before = state.changes.get(receipt);
    if (before !== undefined && before.hiddenUntilMs === undefined) return;
    if (before === undefined && state.changes.size >= MAX_PENDING) return;
    state.changes.set(receipt, { receipt, hiddenUntilMs, tries: 0 });
    schedule(state);
  }

  function schedule(state: QueueState): void {
    if (ended) return;
    const delayMs = state.failuresInRow === 0 ? GATHER_MS : backoffMs(state.failuresInRow);
    state.cancelTimer ??= clock.after(delayMs, () => void round(state));
  }

  async function round(state: QueueState): Promise<void> {
    state.cancelTimer?.();
    state.cancelTimer = undefined;
    if (state.busy) return;
    state.busy = true;
    const changes = [...state.changes.values()].slice(0, BATCH * BATCHES_AT_ONCE);
    for (const change of changes) state.changes.delete(change.receipt);
    const deletes = changes.filter(({ hiddenUntilMs }) => hiddenUntilMs === undefined);
    const hides = changes.filter(({ hiddenUntilMs }) => hiddenUntilMs !== undefined);
    const failed = await Promise.all([
      ...inBatches(deletes).map((batch) => call(state, batch, deleteBatch)),
      ...inBatches(hides).map((batch) => call(state, batch, hideBatch)),
    ]);
    state.busy = false;
    state.failuresInRow = failed.includes(true) ? state.failuresInRow + 1 : 0;
    if (state.changes.size > 0) {
      if (state.failuresInRow === 0 && state.changes.size >= BATCH) void round(state);
      else schedule(state);
      return;
    }
    queues.delete(state.queueUrl);
    if (queues.size === 0) tellEmpty?.();
  }

  /** True where a change has to be tried again. */
  async function call(state: QueueState, batch: readonly Change[], send: Call): Promise<boolean> {
    try {
      const failures = (await send(state.queueUrl, batch)) ?? [];
      // Our fault, says SQS: an expired receipt or a message that is gone. Both are as good as done.
      const again = failures.filter(({ SenderFault }) => !SenderFault);
      const first = again[0];
      if (first === undefined) return false;
      warn(
        { sqsQueue: state.queueUrl, code: first.Code, reason: first.Message },
        'SQS refused to settle a message.',
      );
      for (const { Id } of again) tryAgain(state, batch[Number(Id)]);
      return true;
    } catch (error) {
      // The queue is gone, and its messages with it.
      if (error instanceof QueueDoesNotExist) return false;
      warn({ sqsQueue: state.queueUrl, err: error }, 'SQS settles no messages; it will be tried again.');
      for (const change of batch) tryAgain(state, change);
      return true;
    }
  }

  function tryAgain(state: QueueState, change: Change | undefined): void {
    if (change === undefined) return;
    change.tries += 1;
    // A newer word counts, unless the old one was to delete.
    const outdated = change.hiddenUntilMs !== undefined && state.changes.has(change.receipt);
    if (change.tries < MAX_TRIES && !outdated) state.changes.set(change.receipt, change);
  }

  const deleteBatch: Call = async (QueueUrl, batch) => {
    const Entries = batch.map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }));
    const command = new DeleteMessageBatchCommand({ QueueUrl, Entries });
    return (await withDeadline(clock, CALL_MS, (abortSignal) => client.send(command, { abortSignal })))
      .Failed;
  };

  const hideBatch: Call = async (QueueUrl, batch) => {
    const nowMs = clock.now();
    const Entries = batch.map(({ receipt, hiddenUntilMs = 0 }, index) => ({
      Id: String(index),
      ReceiptHandle: receipt,
      VisibilityTimeout: Math.max(0, Math.ceil((hiddenUntilMs - nowMs) / 1_000)),
    }));
    const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries });
    return (await withDeadline(clock, CALL_MS, (abortSignal) => client.send(command, { abortSignal })))
      .Failed;
  };

  /** Sends what waits; resolves when nothing does, or after `waitMs`. */
  function settled(waitMs: number): Promise<void> {
    if (queues.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = clock.after(waitMs, resolve);
      tellEmpty = () => {
        cancel();
        resolve();
      };
      for (const state of queues.values()) void round(state);
    });
  }

  return {
    hide(handle, seconds) {
      const nowMs = clock.now();
      const untilMs = Math.min(nowMs + seconds * 1_000, handle.receivedAtMs + MAX_INVISIBLE_MS);
      const granted = Math.floor((untilMs - nowMs) / 1_000);
      if (granted <= 0) return 0;
      put(handle, untilMs);
      return granted;
    },
    release: (handle) => put(handle, 0),
    done: (handle) => put(handle, undefined),
    async close(waitMs) {
      closed = true;
      await settled(waitMs);
      ended = true;
      for (const state of queues.values()) state.cancelTimer?.();
    },
  };
}

function newQueue(queueUrl: string): QueueState {
  return { queueUrl, changes: new Map(), busy: false, failuresInRow: 0, cancelTimer: undefined };
}

function inBatches(changes: readonly Change[]): Change[][] {
  const batches: Change[][] = [];
  for (let from = 0; from < changes.length; from += BATCH) batches.push(changes.slice(from, from + BATCH));
  return batches;
}

function backoffMs(failuresInRow: number): number {
  return Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failuresInRow - 1));
}
