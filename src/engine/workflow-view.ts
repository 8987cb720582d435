import { type Head, hasEnded } from '../rules/head.ts';
import type { JobError } from '../rules/job.ts';
import type { JobState } from '../rules/job-state.ts';
import type { JsonText } from '../rules/json-text.ts';
import type { CallbackName, CallbackView, StepView, WorkflowView } from '../rules/workflow.ts';
import { memberJobId } from '../rules/workflow-ids.ts';
import type { MemberOutcome, Tally } from '../rules/workflow-progress.ts';
import type { WorkflowHeader } from '../table/workflow-item.ts';
import type { Definition } from './workflow-definitions.ts';
import type { StepPage } from './workflows.ts';

/** What is known of one job, for whoever reads its workflow. */
export interface MemberJob {
  /** As it is by now. */
  readonly head: Head;
  readonly result?: JsonText | undefined;
  readonly error?: JobError | undefined;
}

/** What a workflow is told from. */
export interface WorkflowKnown {
  readonly header: WorkflowHeader;
  /** Members of a group or batch; a chain tells by the step it is at. */
  readonly tally: Tally;
  readonly definitions: ReadonlyMap<number, Definition>;
  readonly callbacks: ReadonlyMap<CallbackName, Definition>;
  /** Those of the page, of the callbacks, and of the step that a chain is at, as far as they are there. */
  readonly jobs: ReadonlyMap<number | CallbackName, MemberJob>;
  /** How a job ended whose head may be gone. */
  readonly countedAs: (step: number | CallbackName) => MemberOutcome | undefined;
  readonly page: StepPage;
}

/** A workflow as it is told (ojs-workflows 3.3, 4.4, 8). */
export function workflowView(known: WorkflowKnown): WorkflowView {
  const { header, page, callbacks } = known;
  const last = Math.min(header.total, page.offset + page.limit);
  const steps = Array.from({ length: Math.max(0, last - page.offset) }, (_, at) =>
    stepView(known, page.offset + at),
  );
  const started = [...known.jobs.values()].map(({ head }) => head.startedAt).filter((at) => at !== undefined);
  return {
    id: header.id,
    kind: header.kind,
    name: header.name,
    state: header.state,
    createdAt: header.createdAt,
    startedAt: started.length > 0 ? Math.min(...started) : undefined,
    endedAt: header.endedAt,
    total: header.total,
    ...countsOf(known),
    steps,
    callbacks: [...callbacks].map(([callback, definition]) => callbackView(known, callback, definition)),
  };
}

/** Successes and failures (ojs-workflows 3.3, DECISIONS.md 6). */
function countsOf({ header, tally, jobs }: WorkflowKnown): { completed: number; failed: number } {
  if (header.at === undefined) return { completed: tally.ok, failed: tally.bad };
  // The job of the step it failed at may have been completed since, from the dead letter: that reopens nothing.
  if (header.state === 'failed') return { completed: header.at, failed: 1 };
  // Cancelled just when its step was completed: that counts all the same.
  const last = header.state === 'completed' || jobs.get(header.at)?.head.state === 'completed' ? 1 : 0;
  return { completed: header.at + last, failed: 0 };
}

function stepView(known: WorkflowKnown, index: number): StepView {
  const { header, definitions } = known;
  const definition = definitions.get(index) ?? { type: '' };
  const job = known.jobs.get(index);
  if (job) return { index, ...jobView(definition, job) };
  const state = absentState(known, index);
  const wasPlaced = header.at === undefined || index < header.at || state === 'discarded';
  return {
    index,
    name: definition.name,
    type: definition.type,
    state,
    ...(wasPlaced && { jobId: memberJobId(header.id, index) }),
  };
}

/** The state of a job that is not there: not yet, never, or no longer. */
function absentState({ header, countedAs }: WorkflowKnown, index: number): JobState | 'waiting' {
  if (header.at !== undefined) {
    if (index < header.at || header.state === 'completed') return 'completed';
    if (header.state === 'failed' && index === header.at) return 'discarded';
    return header.state === 'running' ? 'waiting' : 'cancelled';
  }
  const counted = countedAs(index);
  if (counted) return counted === 'ok' ? 'completed' : 'discarded';
  return header.state === 'cancelled' ? 'cancelled' : 'discarded';
}

function callbackView(
  { header, jobs, countedAs }: WorkflowKnown,
  callback: CallbackName,
  definition: Definition,
): CallbackView {
  const job = jobs.get(callback);
  if (job) return { callback, ...jobView(definition, job) };
  const { name, type } = definition;
  const counted = countedAs(callback);
  if (!counted) return { callback, name, type, state: header.state === 'running' ? 'waiting' : 'cancelled' };
  const state = counted === 'ok' ? 'completed' : 'discarded';
  return { callback, name, type, state, jobId: memberJobId(header.id, callback) };
}

function jobView({ name }: Definition, { head, result, error }: MemberJob): Omit<StepView, 'index'> {
  return {
    name,
    type: head.type,
    state: head.state,
    jobId: head.id,
    startedAt: head.startedAt,
    endedAt: hasEnded(head) ? head.endedAt : undefined,
    result,
    error: head.state === 'completed' ? undefined : error,
    expired: head.expired,
  };
}
