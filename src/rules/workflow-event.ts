import type { Happening } from './event.ts';
import type { Head } from './head.ts';
import type { Membership, WorkflowKind } from './workflow.ts';
import { type FinalState, type MemberOutcome, outcomeOf } from './workflow-progress.ts';

/** Which events of a workflow are told, and what they say (ojs-workflows, appendix B). */

/** What is told of a workflow itself. */
interface Told {
  readonly id: string;
  readonly kind: WorkflowKind;
  readonly name?: string | undefined;
  readonly total: number;
}

/** A workflow has been accepted, or has come to its end. */
export function workflowEvent(what: 'created' | 'cancelled' | FinalState, workflow: Told): Happening {
  return {
    type: `workflow.${what}`,
    subject: workflow.id,
    data: { ...about(workflow), workflow_name: workflow.name, job_count: workflow.total },
  };
}

/**
 * What the latest write on a job tells of its workflow: that it has started, by the first attempt at one of
 * its first jobs, or that the job has ended.
 * @param from what was stored before.
 */
export function memberHappenings(from: Head | undefined, head: Head): Happening[] {
  const { workflow } = head;
  if (!workflow || typeof workflow.step !== 'number') return [];
  const outcome = outcomeOf(head);
  // A cancelled job is told of as such; with its workflow there may be thousands.
  if (outcome && ((from && outcomeOf(from)) || head.state === 'cancelled')) return [];
  if (outcome) return [memberEnded(workflow, head, outcome)];
  const starts = head.state === 'active' && from?.state !== 'active' && head.attempt === 1;
  return starts && (workflow.kind !== 'chain' || workflow.step === 0) ? [started(workflow)] : [];
}

/** A callback has been enqueued. */
export function callbackFired(workflow: Membership, head: Head): Happening {
  return {
    type: 'workflow.callback_fired',
    subject: workflow.workflowId,
    data: { ...aboutMember(workflow, head), callback: workflow.step },
  };
}

/** Each server may see a first job: they all give the event the moment in the workflow's id, and so one id. */
function started(workflow: Membership): Happening {
  return {
    type: 'workflow.started',
    subject: workflow.workflowId,
    data: { ...about({ ...workflow, id: workflow.workflowId }), job_count: workflow.total },
    atMs: Number.parseInt(workflow.workflowId.replace('-', '').slice(0, 12), 16),
  };
}

function memberEnded(workflow: Membership, head: Head, outcome: MemberOutcome): Happening {
  const { startedAt, endedAt } = head;
  const sort = workflow.kind === 'chain' ? 'step' : 'job';
  return {
    type: `workflow.${sort}_${outcome === 'ok' ? 'completed' : 'failed'}`,
    subject: workflow.workflowId,
    data: {
      ...aboutMember(workflow, head),
      step_index: workflow.step,
      ...(startedAt !== undefined &&
        endedAt !== undefined && { duration_ms: Math.max(0, endedAt - startedAt) }),
    },
  };
}

function aboutMember(workflow: Membership, head: Head) {
  const { id: job_id, type: job_type, queue, attempt } = head;
  return { ...about({ ...workflow, id: workflow.workflowId }), job_id, job_type, queue, attempt };
}

function about({ id, kind }: Pick<Told, 'id' | 'kind'>) {
  return { workflow_id: id, workflow_type: kind };
}
