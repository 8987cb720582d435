import type { JobError, NewJob } from './job.ts';
import type { JobState } from './job-state.ts';
import type { JsonText } from './json-text.ts';

/** A workflow (ojs-workflows 3 to 8, DECISIONS.md 1.6): what is asked for, and what is told of it. */

export type WorkflowKind = 'chain' | 'group' | 'batch';

export type WorkflowState = 'running' | 'completed' | 'failed' | 'cancelled';

/** The callbacks of a batch, in the order in which they are placed. */
export const CALLBACK_NAMES = ['on_complete', 'on_success', 'on_failure'] as const;

export type CallbackName = (typeof CALLBACK_NAMES)[number];

/** One job of a workflow as asked for. */
export interface StepRequest {
  readonly name?: string | undefined;
  /** An enqueue request as JSON text, the workflow's own options merged in: a later step is read from it when it is due. */
  readonly envelope: string;
  /** What `envelope` asks for at the moment of the request. */
  readonly job: NewJob;
}

/** A workflow that has been checked and is not stored yet. */
export interface NewWorkflow {
  /** The client's own UUIDv7, where it sent one. */
  readonly id?: string | undefined;
  readonly kind: WorkflowKind;
  readonly name?: string | undefined;
  /** Steps of a chain, jobs of a group or batch; at least one. */
  readonly steps: readonly StepRequest[];
  /** Of a batch, at least one; of others none. */
  readonly callbacks: Readonly<Partial<Record<CallbackName, StepRequest>>>;
}

/** A job of a workflow: its index, or which callback it is. */
export interface Membership {
  readonly workflowId: string;
  readonly kind: WorkflowKind;
  readonly step: number | CallbackName;
  /** How many steps or jobs the workflow has; callbacks do not count. */
  readonly total: number;
}

/** A workflow as it is told; times in ms since 1970. */
export interface WorkflowView {
  readonly id: string;
  readonly kind: WorkflowKind;
  readonly name?: string | undefined;
  readonly state: WorkflowState;
  readonly createdAt: number;
  /** When the first of its jobs was fetched, as far as the page of steps that was read tells. */
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly total: number;
  /** Jobs that succeeded; callbacks do not count. */
  readonly completed: number;
  /** Jobs that were discarded, expired or cancelled; callbacks do not count. */
  readonly failed: number;
  /** The page of steps that was asked for, by index. */
  readonly steps: readonly StepView[];
  /** Those of a batch that were asked for, in the order of `CALLBACK_NAMES`. */
  readonly callbacks: readonly CallbackView[];
}

/** A job of a workflow as it is told. */
export interface StepView {
  readonly index: number;
  readonly name?: string | undefined;
  readonly type: string;
  /** `waiting`: its turn has not come. Absent jobs of a workflow that has ended are `cancelled`. */
  readonly state: JobState | 'waiting';
  readonly jobId?: string | undefined;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly result?: JsonText | undefined;
  readonly error?: JobError | undefined;
  /** It ended because its time was over. */
  readonly expired?: boolean | undefined;
}

/** A callback of a batch as it is told. */
export interface CallbackView extends Omit<StepView, 'index'> {
  readonly callback: CallbackName;
}
