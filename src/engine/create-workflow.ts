import { duplicate, unavailable } from '../rules/errors.ts';
import type { Head } from '../rules/head.ts';
import { CALLBACK_NAMES, type NewWorkflow, type WorkflowView } from '../rules/workflow.ts';
import { workflowEvent } from '../rules/workflow-event.ts';
import { memberJobId } from '../rules/workflow-ids.ts';
import { abortBatch, openBatch } from '../table/batch-header.ts';
import { createWorkflowHeader, type WorkflowHeader } from '../table/workflow-item.ts';
import {
  removeStaged,
  WORKFLOW_KEPT_MS,
  type WorkflowIdStanding,
  workflowIdStanding,
} from '../table/workflow-items.ts';
import { bodyText } from './job.ts';
import { accepted } from './new-job.ts';
import { putMember } from './place-member.ts';
import { stageBatch } from './stage-batch.ts';
import { definitionFrom, keepDefinitions } from './workflow-definitions.ts';
import { workflowView } from './workflow-view.ts';
import type { WorkflowParts } from './workflows.ts';

/** The jobs of a group or batch are staged within this time, or the server that stages asks for more. */
const DEADLINE_MS = 60_000;

/**
 * Creates a workflow and starts it (ojs-workflows 11.1): all of it exists when this resolves, or nothing
 * does. A chain exists from its header on, and its first step follows; the jobs of a group or batch are
 * staged, and exist with it from the commit on (DESIGN decision 21). Several requests may have the same id,
 * one at a time or together: until the header is there each writes under an id of its own, so that what one
 * leaves is in no other's way.
 * @returns the workflow with all of its steps.
 * @throws OjsError 409 `duplicate` where a workflow has the id that the client has made; 503 where another
 *   request is storing one; what storing a job was refused with, with its `index`.
 */
export async function createWorkflow(parts: WorkflowParts, workflow: NewWorkflow): Promise<WorkflowView> {
  const { engine } = parts;
  const now = engine.clock.now();
  const header: WorkflowHeader = {
    id: workflow.id ?? engine.newId(),
    stagedAs: engine.newId(),
    kind: workflow.kind,
    name: workflow.name,
    total: workflow.steps.length,
    asked: CALLBACK_NAMES.filter((name) => workflow.callbacks[name]),
    state: 'running',
    at: workflow.kind === 'chain' ? 0 : undefined,
    createdAt: now,
    keptUntil: now + WORKFLOW_KEPT_MS,
    open: true,
  };
  if (workflow.id !== undefined) {
    const standing = await workflowIdStanding(engine.store, workflow.id);
    if (standing !== 'free') throw notFree(workflow.id, standing);
  }
  const heads =
    workflow.kind === 'chain'
      ? await startChain(parts, header, workflow)
      : await startTogether(parts, header, workflow);
  engine.events.tell(workflowEvent('created', header));
  return workflowView({
    header,
    tally: { ok: 0, bad: 0 },
    definitions: new Map(workflow.steps.map((step, index) => [index, definitionFrom(step)])),
    callbacks: new Map(
      CALLBACK_NAMES.flatMap((name) => {
        const callback = workflow.callbacks[name];
        return callback ? [[name, definitionFrom(callback)] as const] : [];
      }),
    ),
    jobs: new Map([...heads].map(([index, head]) => [index, { head }])),
    countedAs: () => undefined,
    page: { offset: 0, limit: header.total },
  });
}

function notFree(id: string, standing: WorkflowIdStanding) {
  if (standing !== 'taken')
    return unavailable(`Workflow ${id} is being stored by another request; try again.`);
  return duplicate(`A workflow with the id ${id} is stored already.`, {
    resource_type: 'workflow',
    resource_id: id,
  });
}

/** Of several requests with the same id one goes on. */
async function putHeader({ engine: { store } }: WorkflowParts, header: WorkflowHeader): Promise<void> {
  if (await createWorkflowHeader(store, header)) return;
  throw notFree(header.id, await workflowIdStanding(store, header.id));
}

async function startChain(
  parts: WorkflowParts,
  header: WorkflowHeader,
  workflow: NewWorkflow,
): Promise<ReadonlyMap<number, Head>> {
  const { id: workflowId, kind, total } = header;
  const [first] = workflow.steps;
  await keepDefinitions(parts.engine.store, header.stagedAs, workflow);
  await putHeader(parts, header);
  if (!first) return new Map();
  try {
    const placed = await putMember(parts, { workflowId, kind, step: 0, total }, first.job);
    return placed.kind === 'there' ? new Map([[0, placed.head]]) : new Map();
  } catch (error) {
    // The chain is accepted: whoever reviews it places the step.
    parts.engine.log.warn({ err: error, workflow_id: workflowId }, 'The first step of a chain has to wait.');
    return new Map();
  }
}

async function startTogether(
  parts: WorkflowParts,
  header: WorkflowHeader,
  workflow: NewWorkflow,
): Promise<ReadonlyMap<number, Head>> {
  const { engine, heads } = parts;
  const { store, clock, knownQueues } = engine;
  const { id: workflowId, stagedAs, kind, total } = header;
  const { steps } = workflow;
  const made = steps.map(({ job }, step): Head => {
    const head = heads.make({ ...job, id: memberJobId(workflowId, step) }, header.createdAt);
    return { ...head, batch: stagedAs, workflow: { workflowId, kind, step, total } };
  });
  await engine.limits.declare(steps.map(({ job }) => job));
  // Open before the header is there: one without a batch would exist.
  await openBatch(store, stagedAs, clock.now() + DEADLINE_MS);
  try {
    await keepDefinitions(store, stagedAs, workflow);
    await putHeader(parts, header);
    const texts = steps.map(({ job }) => bodyText(job));
    const staged = await stageBatch(engine, stagedAs, made, texts);
    await Promise.all([...new Set(staged.map(({ queue }) => queue))].map(knownQueues.note));
    return new Map(staged.map((head, index) => [index, accepted(engine, head)]));
  } catch (error) {
    await clearAway();
    throw error;
  }

  /** What cannot be removed now is removed by whoever reviews it. */
  async function clearAway(): Promise<void> {
    try {
      const { kind: standing } = await abortBatch(store, stagedAs);
      if (standing === 'aborted') await removeStaged(store, header);
    } catch (error) {
      engine.log.warn(
        { err: error, workflow_id: workflowId },
        'What is left of a workflow is removed later.',
      );
    }
  }
}
