import type { Clock } from '../rules/clock.ts';
import { byOrder, type Hint } from './hint.ts';
import type { HintHandle, Lane, ReceivedHint, Transport } from './transport.ts';

/** A hint in this server's memory, free to be claimed by the next fetch of its lane. */
export interface HeldHint {
  readonly lane: Lane;
  readonly hint: Hint;
  /** Present where a message of SQS stands behind it. */
  readonly handle?: HintHandle | undefined;
  /** How often SQS has shown it; 0 for what this server knows by itself. */
  readonly receiveCount: number;
}

/** The hints of one lane that this server holds. */
export interface LaneBuffer {
  readonly lane: Lane;
  /** Hints that can be taken now. */
  size(): number;
  /** The oldest hints, at most `max`, no longer in the buffer. */
  take(max: number): HeldHint[];
  /** Adds a hint that can be taken at once. Of two for the same job the one SQS has shown last counts. */
  add(held: HeldHint): void;
  /** Adds what came from SQS. */
  receive(hints: readonly ReceivedHint[]): void;
  /** Calls `wake` once, at the next `add`; the answer takes it back. */
  onArrival(wake: () => void): () => void;
  /** When the newest of the hints that SQS has shown was due, in ms since 1970; 0 before the first. */
  newestReceived(): number;
  /** Drops everything. */
  forget(): void;
  /** Gives everything to SQS. */
  clear(): void;
}

/** Hints not taken within this time go to SQS, where other servers see them. */
const KEPT_MS = 1_500;

/** @param transport takes back what nobody fetched. */
export function laneBuffer(lane: Lane, transport: Transport, clock: Clock): LaneBuffer {
  let ready: HeldHint[] = [];
  let newest = 0;
  const jobs = new Map<string, HeldHint>();
  const arrivals = new Set<() => void>();

  function remove(held: HeldHint): void {
    jobs.delete(held.hint.jobId);
    ready = ready.filter((other) => other !== held);
  }

  /** Nothing that leaves this memory untaken is lost: SQS has its message back, or gets one. */
  function handOver({ handle, hint }: HeldHint): void {
    if (handle) transport.release(handle);
    else transport.send(lane, hint);
  }

  function add(held: HeldHint): void {
    const known = jobs.get(held.hint.jobId);
    // SQS takes only the newest receipt of a message: with an older one it could not be given back.
    if (known && !held.handle) return;
    if (known) remove(known);
    jobs.set(held.hint.jobId, held);
    const after = ready.findIndex((other) => byOrder(held.hint, other.hint) < 0);
    ready.splice(after < 0 ? ready.length : after, 0, held);
    clock.after(KEPT_MS, () => {
      if (!ready.includes(held)) return;
      remove(held);
      handOver(held);
    });
    for (const wake of arrivals) wake();
    arrivals.clear();
  }

  function forget(): void {
    ready = [];
    jobs.clear();
  }

  return {
    lane,
    size: () => ready.length,
    take(max) {
      const taken = ready.splice(0, max);
      for (const { hint } of taken) jobs.delete(hint.jobId);
      return taken;
    },
    add,
    newestReceived: () => newest,
    receive(hints) {
      for (const { hint } of hints) newest = Math.max(newest, hint.atMs);
      for (const { hint, handle, receiveCount } of hints) add({ lane, hint, handle, receiveCount });
    },
    onArrival(wake) {
      arrivals.add(wake);
      return () => arrivals.delete(wake);
    },
    forget,
    clear() {
      for (const held of ready) handOver(held);
      forget();
    },
  };
}
