import { OjsError, unavailable } from '../rules/errors.ts';
import type { Head } from '../rules/head.ts';
import type { NewJob } from '../rules/job.ts';
import type { CallbackName, Membership } from '../rules/workflow.ts';
import { callbackFired } from '../rules/workflow-event.ts';
import { memberJobId } from '../rules/workflow-ids.ts';
import { createHead } from '../table/create-head.ts';
import { placeBody } from '../table/fit-head.ts';
import { readStoredHead } from '../table/read-head.ts';
import type { WorkflowHeader } from '../table/workflow-item.ts';
import { bodyText } from './job.ts';
import { accepted } from './new-job.ts';
import { readDefinition } from './workflow-definitions.ts';
import type { WorkflowParts } from './workflows.ts';

/** How a job of a workflow was placed. `refused`: it can never be. */
export type Placed = { readonly kind: 'there'; readonly head: Head } | { readonly kind: 'refused' };

const REFUSED: Placed = { kind: 'refused' };

/**
 * Places the job of a step or callback whose turn has come, by the way of every job. Done again it changes
 * nothing, since the job's id is that of the step.
 * @param again whether it may be there already: then that is asked first, since a refused put costs more.
 */
export async function placeMember(
  parts: WorkflowParts,
  { id: workflowId, stagedAs, kind, total }: WorkflowHeader,
  step: number | CallbackName,
  again: boolean,
): Promise<Placed> {
  const { store, clock } = parts.engine;
  const membership: Membership = { workflowId, kind, step, total };
  const stored = again ? await readStoredHead(store, memberJobId(workflowId, step)) : undefined;
  if (stored) return { kind: 'there', head: stored };
  const definition = await readDefinition(store, stagedAs, total, step);
  if (definition?.envelope === undefined) return refused(parts, membership);
  try {
    return await putMember(parts, membership, parts.jobOf(definition.envelope, clock.now()));
  } catch (error) {
    if (!(error instanceof OjsError) || error.status >= 500) throw error;
    return refused(parts, membership, error);
  }
}

/** Puts a job of a workflow, and tells of it. */
export async function putMember(
  { engine, heads }: WorkflowParts,
  membership: Membership,
  job: NewJob,
): Promise<Placed> {
  const { store, clock, knownQueues, events, limits } = engine;
  await limits.declare([job]);
  const id = memberJobId(membership.workflowId, membership.step);
  const made = heads.make({ ...job, id }, clock.now());
  const head = await placeBody(store, { ...made, workflow: membership }, bodyText(job));
  const [outcome] = await Promise.all([createHead(store, head), knownQueues.note(head.queue)]);
  if (outcome.written) {
    const current = accepted(engine, head);
    if (typeof membership.step !== 'number') events.tell(callbackFired(membership, head));
    return { kind: 'there', head: current };
  }
  if (!outcome.stored) throw unavailable(`Job ${id} is being stored by another request; try again.`);
  if (outcome.stored.workflow?.workflowId === membership.workflowId) {
    return { kind: 'there', head: outcome.stored };
  }
  return refused({ engine, heads }, membership);
}

/** The step was good when the workflow was created; one that can never be placed has failed. */
function refused(
  { engine }: Pick<WorkflowParts, 'engine' | 'heads'>,
  { workflowId, step }: Membership,
  error?: OjsError,
): Placed {
  engine.log.error(
    { err: error, workflow_id: workflowId, step },
    'A job of a workflow was refused; it counts as failed.',
  );
  return REFUSED;
}
