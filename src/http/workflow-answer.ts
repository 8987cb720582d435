import type { components } from '../../generated/server-types.ts';
import { formatMs } from '../rules/timestamp.ts';
import type { CallbackView, StepView, WorkflowView } from '../rules/workflow.ts';

type Schemas = components['schemas'];
type Fields = Schemas['WorkflowFields'];

const CANCELLED = { code: 'cancelled', message: 'The job was cancelled.' };
const EXPIRED = { code: 'expired', message: 'The job expired before it had succeeded.' };

/** Which part of the steps was asked for. */
export interface Part {
  readonly limit: number;
  readonly offset: number;
}

/** A workflow as the wire has it: its fields, and the same below `workflow` (DECISIONS.md 1.6). */
export function workflowAnswer(view: WorkflowView, part: Part): Schemas['WorkflowAnswer'] {
  const fields = fieldsOf(view, part);
  return { ...fields, workflow: fields };
}

function fieldsOf(view: WorkflowView, part: Part): Fields {
  const { id, kind, name, state, total, completed, steps, callbacks, createdAt } = view;
  const list = steps.map(stepAnswer);
  return {
    id,
    type: kind,
    ...(name !== undefined && { name }),
    state,
    ...(kind === 'chain'
      ? { steps_total: total, steps_completed: completed, steps: list }
      : { jobs_total: total, jobs_completed: completed, jobs: list }),
    ...(callbacks.length > 0 && { callbacks: callbacksAnswer(callbacks) }),
    ...(list.length < total && { pagination: paginationOf(view, part) }),
    created_at: formatMs(createdAt),
    ...endOf(view),
    ...reportOf(view),
    metadata: metadataOf(view),
  };
}

function stepAnswer({ index, name, ...step }: StepView): Schemas['WorkflowStep'] {
  return { index, id: name ?? String(index), ...jobFields({ name, ...step }) };
}

function callbacksAnswer(callbacks: readonly CallbackView[]): NonNullable<Fields['callbacks']> {
  return Object.fromEntries(callbacks.map(({ callback, ...step }) => [callback, jobFields(step)]));
}

function jobFields(step: Omit<StepView, 'index'>): Schemas['WorkflowCallback'] {
  const { name, type, state, jobId, startedAt, endedAt, result, error } = step;
  return {
    ...(name !== undefined && { name }),
    type,
    state,
    job_id: jobId ?? null,
    ...(startedAt !== undefined && { started_at: formatMs(startedAt) }),
    ...(endedAt !== undefined && { completed_at: formatMs(endedAt) }),
    ...(result && { result }),
    ...(error && { error }),
  };
}

function paginationOf(
  { total, steps }: WorkflowView,
  { limit, offset }: Part,
): NonNullable<Fields['pagination']> {
  return { total, limit, offset, has_more: offset + steps.length < total && steps.length > 0 };
}

function endOf({ state, endedAt }: WorkflowView): Pick<Fields, 'completed_at' | 'cancelled_at'> {
  if (endedAt === undefined) return {};
  const ended = formatMs(endedAt);
  return { completed_at: ended, ...(state === 'cancelled' && { cancelled_at: ended }) };
}

function metadataOf(view: WorkflowView): Fields['metadata'] {
  const { createdAt, startedAt, total, completed, failed } = view;
  return {
    created_at: formatMs(createdAt),
    ...(startedAt !== undefined && { started_at: formatMs(startedAt) }),
    ...endOf(view),
    job_count: total,
    completed_count: completed,
    failed_count: failed,
  };
}

/** ojs-workflows 9.6, for the jobs that are told; a cancelled workflow has none that failed. */
function reportOf(view: WorkflowView): Partial<Fields> {
  const { kind, state, steps, callbacks, completed } = view;
  if (state === 'cancelled') return {};
  const failed = [
    ...steps.map((step) => ({ step, where: { index: step.index } })),
    ...callbacks.map((step) => ({ step, where: { callback: step.callback } })),
  ].filter(({ step }) => hasFailed(step));
  const ids = failed.flatMap(({ step: { jobId } }) => jobId ?? []);
  const errors = failed.flatMap(({ step, where }) => failureOf(step, where));
  return {
    // The steps before the one that failed have succeeded, and no other has.
    ...(kind === 'chain' && state === 'failed' && { failed_step_index: completed }),
    ...(ids.length > 0 && { failed_job_ids: ids }),
    ...(errors.length > 0 && { errors }),
  };
}

/** A job whose turn did not come did not fail. */
function hasFailed({ state, jobId }: Omit<StepView, 'index'>): boolean {
  return jobId !== undefined && (state === 'cancelled' || state === 'discarded');
}

/** What went wrong; of a job that is not there any more nobody knows. */
function failureOf(
  { state, jobId, error, expired }: Omit<StepView, 'index'>,
  where: Pick<Schemas['WorkflowFailure'], 'index' | 'callback'>,
): Schemas['WorkflowFailure'][] {
  if (jobId === undefined) return [];
  const found = state === 'cancelled' ? CANCELLED : expired ? EXPIRED : error;
  if (!found) return [];
  const { code, message } = found;
  return [{ job_id: jobId, ...where, code, message, attempt: error?.attempt ?? 0 }];
}
