import type { Hint } from './hint.ts';

/** What decides at enqueue who may get a job: one SQS queue per lane. */
export interface Lane {
  /** The OJS queue. */
  readonly queue: string;
  /** The lane in it: three digits, as `rules/lane` has them. */
  readonly lane: string;
}

/** What it takes to give a received message back, hide it or delete it. Only the server that received has it. */
export interface HintHandle {
  readonly lane: Lane;
  readonly queueUrl: string;
  readonly receipt: string;
  /** Ms since 1970 at which the receive was answered; the 12 h of visibility count from about then. */
  readonly receivedAtMs: number;
}

/** A hint as it came from SQS; it is invisible to other receives until its visibility ends. */
export interface ReceivedHint {
  readonly hint: Hint;
  readonly handle: HintHandle;
  /** SQS's approximate count of receives, this one included: 1 for a message never seen before. */
  readonly receiveCount: number;
  /** Ms since 1970, by SQS's clock. */
  readonly sentAtMs: number;
  /** Ms since 1970, by this server's clock. */
  readonly receivedAtMs: number;
}

export interface ReceiveOptions {
  /** Messages at most, 1 to 10. */
  readonly max: number;
  /** Seconds that SQS waits for a first message, 0 (short poll) to 20. */
  readonly waitSeconds: number;
  /** Seconds for which what is received stays invisible to others, 0 to 43,200. */
  readonly visibilitySeconds: number;
  /** Ends the wait. A message on its way at that moment comes back when its visibility ends. */
  readonly signal?: AbortSignal;
}

/** What the two kinds of SQS queue do differently, for the caller to decide by. */
export interface TransportCapabilities {
  /**
   * A hint with `dueMs` is held back by SQS, for at most 900 s. Where false (FIFO) it arrives at once: send it
   * when it is due.
   */
  readonly delays: boolean;
  /**
   * A hint in flight blocks all hints behind it in its lane (FIFO): call `done` as soon as its job is claimed,
   * and never `hide`.
   */
  readonly inFlightBlocks: boolean;
}

/**
 * The seam to SQS: it knows hints and lanes, nothing of the states of jobs. All but `receive` never throw: what
 * SQS refuses is tried again from bounded memory, then let go, because the table holds the truth.
 */
export interface Transport {
  readonly capabilities: TransportCapabilities;
  /** Takes the hint and returns at once; it goes out with others of its lane within about 5 ms. */
  send(lane: Lane, hint: Hint): void;
  /** Sends now what `send` took for these lanes so far; resolves once it is out, after 1 s at the latest. */
  flush(lanes: readonly Lane[]): Promise<void>;
  /** Hints that `send` took and SQS has not: waiting, on the way or to be tried again. */
  unsent(lane: Lane): number;
  /** About how many hints this server sent undelayed in the last 2 s and has not received itself. */
  outstanding(lane: Lane): number;
  /** When the newest hint of the lane was sent, in ms since 1970; 0 where none is outstanding. */
  newestOutstanding(lane: Lane): number;
  /** Hints let go since the start because too many waited for SQS, or because SQS refused them for good. */
  dropped(): number;
  /**
   * One ReceiveMessage: hints sorted by (atMs, seq). Messages that are no hints are deleted with a warning.
   * Rejects with the SDK's error, an AbortError where `signal` ended it.
   */
  receive(lane: Lane, options: ReceiveOptions): Promise<ReceivedHint[]>;
  /**
   * Keeps the message invisible for `seconds` from now, within about 50 ms. SQS allows 12 h in all from the
   * receive; the answer is the seconds granted, 0 where nothing is left and the message will come back.
   */
  hide(handle: HintHandle, seconds: number): number;
  /** Gives the message back: it can be received again at once. */
  release(handle: HintHandle): void;
  /** Deletes the message. Final: a later `hide` or `release` of it does nothing. */
  done(handle: HintHandle): void;
  /** Sends out what waits, for at most `waitMs`, and takes nothing more. */
  close(waitMs: number): Promise<void>;
}

/** A lane as a key of maps; no queue name has a slash. */
export function laneKey({ queue, lane }: Lane): string {
  return `${queue}/${lane}`;
}
