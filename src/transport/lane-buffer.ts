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
  /** Whether somebody waits for the next `add`. */
  awaited(): boolean;
  /** When the newest of the hints that SQS has shown was due, in ms since 1970; 0 before the first. */
  newestReceived(): number;
  /** What is at hand stays until `untilMs` (ms since 1970), but not longer than SQS surely keeps it hidden. */
  keep(untilMs: number): void;
  /** When a message that nobody took was last given back, in ms since 1970; 0 before the first. */
  givenBackAt(): number;
  /** Drops everything. */
  forget(): void;
  /** Gives everything to SQS. */
  clear(): void;
}

/** Hints not taken within this time go to SQS, where other servers see them (within 1.2 s, DESIGN decision 15). */
const KEPT_MS = 1_000;
/** A hint without a message stays at hand beside the one that is sent, in case SQS loses that. */
const COPY_KEPT_MS = 60_000;
/** Hints that are kept stay at most so long: their messages are hidden for 30 s, of which a claim needs ten. */
const MOST_KEPT_MS = 15_000;
/** Hints at hand in one lane; beyond that they go to SQS at once. */
const MOST = 1_000;

/** A hint at hand, and until when it stays there. */
interface Entry {
  readonly held: HeldHint;
  readonly untilMs: number;
  /** When it came. */
  readonly sinceMs: number;
}

/** @param transport takes back what nobody fetched. */
export function laneBuffer(lane: Lane, transport: Transport, clock: Clock): LaneBuffer {
  let ready: Entry[] = [];
  let newest = 0;
  let keptUntilMs = 0;
  let givenBackAt = 0;
  const jobs = new Map<string, Entry>();
  const arrivals = new Set<() => void>();

  function put(entry: Entry, whenOver: (entry: Entry) => void): void {
    const { hint } = entry.held;
    jobs.set(hint.jobId, entry);
    const after = ready.findIndex(({ held }) => byOrder(hint, held.hint) < 0);
    ready.splice(after < 0 ? ready.length : after, 0, entry);
    clock.after(entry.untilMs - clock.now(), () => {
      if (jobs.get(hint.jobId) !== entry) return;
      remove(entry);
      const untilMs = Math.min(keptUntilMs, entry.sinceMs + MOST_KEPT_MS);
      if (untilMs > clock.now()) put({ ...entry, untilMs }, whenOver);
      else whenOver(entry);
    });
  }

  function remove(entry: Entry): void {
    jobs.delete(entry.held.hint.jobId);
    ready = ready.filter((other) => other !== entry);
  }

  /** Nothing that leaves this memory untaken is lost: SQS has its message back, or gets one. */
  function handOver({ handle, hint }: HeldHint): void {
    if (handle) transport.release(handle);
    else transport.send(lane, hint);
  }

  /** A copy of what was sent is read before it is claimed: by then another server may have had the message. */
  function overdue({ held }: Entry): void {
    handOver(held);
    if (held.handle) {
      givenBackAt = clock.now();
      return;
    }
    const copy = { ...held, receiveCount: Math.max(2, held.receiveCount) };
    const now = clock.now();
    put({ held: copy, untilMs: now + COPY_KEPT_MS, sinceMs: now }, () => undefined);
  }

  function add(held: HeldHint): void {
    const known = jobs.get(held.hint.jobId);
    // SQS takes only the newest receipt of a message: with an older one it could not be given back.
    if (known && !held.handle) return;
    if (known) remove(known);
    if (ready.length >= MOST) {
      handOver(held);
      return;
    }
    // Shown by SQS a second time it stays no longer than it would have: other servers wait for it.
    const sinceMs = clock.now();
    const endMs = sinceMs + KEPT_MS;
    put({ held, untilMs: known ? Math.min(known.untilMs, endMs) : endMs, sinceMs }, overdue);
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
      const taken = ready.splice(0, max).map(({ held }) => held);
      for (const { hint } of taken) jobs.delete(hint.jobId);
      return taken;
    },
    add,
    newestReceived: () => newest,
    givenBackAt: () => givenBackAt,
    receive(hints) {
      for (const { hint } of hints) newest = Math.max(newest, hint.atMs);
      for (const { hint, handle, receiveCount } of hints) add({ lane, hint, handle, receiveCount });
    },
    onArrival(wake) {
      arrivals.add(wake);
      return () => arrivals.delete(wake);
    },
    awaited: () => arrivals.size > 0,
    keep(untilMs) {
      keptUntilMs = Math.max(keptUntilMs, untilMs);
    },
    forget,
    clear() {
      for (const { held } of ready) handOver(held);
      forget();
    },
  };
}
