import { conflict, notFound, OjsError } from '../rules/errors.ts';
import { type Head, hasEnded } from '../rules/head.ts';
import { isUuidV7 } from '../rules/job-id.ts';
import { cancelled } from '../rules/lifecycle.ts';
import type { WorkflowView } from '../rules/workflow.ts';
import { workflowEvent } from '../rules/workflow-event.ts';
import { changeWorkflow, type WorkflowHeader } from '../table/workflow-item.ts';
import { existingWorkflow } from '../table/workflow-items.ts';
import { readShards } from '../table/workflow-shards.ts';
import { placeCallbacks, placeStep } from './advance-workflow.ts';
import { readWorkflow } from './read-workflow.ts';
import { rewrite, wrongState } from './rewrite.ts';
import { headsOfMembers } from './workflow-results.ts';
import { countedAs } from './workflow-tally.ts';
import type { WorkflowParts } from './workflows.ts';

/** Steps in the answer to a cancel. */
const FIRST_PAGE = { limit: 100, offset: 0 };
/** Jobs that are read, and then cancelled, together. */
const READ_TOGETHER = 500;
const CANCELLED_TOGETHER = 50;

/**
 * Cancels a workflow and every job of it that has not ended (ojs-workflows 11.3; DECISIONS.md 1.6): no next
 * step, no callbacks. It is cancelled from the first write on; where the rest fails, whoever reviews the
 * workflow goes on. The answer has the first 100 steps.
 * @throws OjsError 404 where there is none of this id; 409 `conflict` where it has ended.
 */
export async function cancelWorkflow(parts: WorkflowParts, id: string): Promise<WorkflowView> {
  const { store, clock, events, log } = parts.engine;
  const found = isUuidV7(id) ? await existingWorkflow(store, id) : undefined;
  if (!found) throw notFound('workflow', id);
  const change = { state: 'cancelled', endedAt: clock.now() } as const;
  const outcome = await changeWorkflow(store, id, { state: 'running' }, change);
  if (!outcome.written) {
    const state = outcome.stored?.state ?? found.state;
    throw conflict(`Workflow ${id} is ${state}; only one that is running can be cancelled.`, {
      workflow_id: id,
      current_state: state,
      expected_state: 'running',
    });
  }
  events.tell(workflowEvent('cancelled', outcome.header));
  try {
    await cancelMembers(parts, outcome.header);
  } catch (error) {
    log.warn(
      { err: error, workflow_id: id },
      'Jobs of a cancelled workflow are left; they are cancelled later.',
    );
  }
  return readWorkflow(parts, id, FIRST_PAGE);
}

/**
 * Cancels what is left of the jobs of a cancelled workflow. A step or callback that was decided before is
 * placed first: afterwards nobody can place it any more.
 */
export async function cancelMembers(parts: WorkflowParts, header: WorkflowHeader): Promise<void> {
  const { store } = parts.engine;
  const { id, total, at, fired = [] } = header;
  if (at !== undefined) await placeStep(parts, header, true);
  await placeCallbacks(parts, header, true);
  const shards = at === undefined ? await readShards(store, id) : new Map();
  const members = at === undefined ? Array.from({ length: total }, (_, index) => index) : [at];
  const left = [...fired, ...members.filter((index) => !countedAs(shards, index, total))];
  for (let from = 0; from < left.length; from += READ_TOGETHER) {
    const heads = await headsOfMembers(store, id, left.slice(from, from + READ_TOGETHER), hasEnded);
    const open = [...heads.values()].filter((head) => !hasEnded(head));
    for (let first = 0; first < open.length; first += CANCELLED_TOGETHER) {
      const together = open.slice(first, first + CANCELLED_TOGETHER);
      await Promise.all(together.map((head) => cancelMember(parts.engine, head)));
    }
  }
  await changeWorkflow(store, id, { state: 'cancelled' }, { through: true });
}

/** Cancels a job unless it has ended meanwhile. */
async function cancelMember(engine: WorkflowParts['engine'], stored: Head): Promise<void> {
  try {
    await rewrite(
      engine,
      stored.id,
      (current) => {
        if (hasEnded(current)) throw wrongState(current, 'cancel', ['available', 'active']);
        return cancelled(current, engine.clock.now());
      },
      stored,
    );
  } catch (error) {
    if (!(error instanceof OjsError) || error.status >= 500) throw error;
  }
  const held = engine.leases.release(stored.id);
  if (held) engine.lanes.done(held);
}
