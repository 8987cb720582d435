import type { Call, Handlers, OperationId } from '../../generated/operations.ts';

/** What a handler knows of its request beside what the spec describes. */
export interface CallContext {
  /** The body as it arrived, valid JSON; empty where there is none. */
  readonly text: string;
  /** Aborted when the client hangs up, or the server begins to drain. */
  readonly signal: AbortSignal;
  /** `undo` is called where the answer could not be delivered, as far as the server can know. */
  onUndelivered(undo: () => void): void;
}

/** One request, validated by the spec. */
export type CallOf<Op extends OperationId> = Call<Op, CallContext>;

/** Every operation of the spec: one that has no handler does not compile. */
export type AllHandlers = Handlers<CallContext>;
