import { cancelWorkflow } from '../../engine/cancel-workflow.ts';
import { createWorkflow } from '../../engine/create-workflow.ts';
import { readWorkflow } from '../../engine/read-workflow.ts';
import type { WorkflowParts } from '../../engine/workflows.ts';
import type { WorkflowView } from '../../rules/workflow.ts';
import type { AllHandlers } from '../call.ts';
import { readWorkflowRequest, type WorkflowLimits } from '../read-workflow.ts';
import { workflowAnswer } from '../workflow-answer.ts';

type WorkflowHandlers = Pick<AllHandlers, 'createWorkflow' | 'getWorkflow' | 'cancelWorkflow'>;

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

/** For those whose jobs belong together. */
export function workflowHandlers(parts: WorkflowParts, limits: WorkflowLimits): WorkflowHandlers {
  const { clock } = parts.engine;
  return {
    async createWorkflow({ body, context }) {
      const asked = readWorkflowRequest(body, context.text, clock.now(), limits);
      const view = await createWorkflow(parts, asked);
      return {
        status: 201,
        headers: { Location: `/ojs/v1/workflows/${view.id}` },
        body: firstPage(view),
      };
    },
    async getWorkflow({ params, query }) {
      const page = { limit: Math.min(query.limit ?? DEFAULT_LIMIT, MAX_LIMIT), offset: query.offset ?? 0 };
      return { status: 200, body: workflowAnswer(await readWorkflow(parts, params.id, page), page) };
    },
    async cancelWorkflow({ params }) {
      return { status: 200, body: firstPage(await cancelWorkflow(parts, params.id)) };
    },
  };
}

function firstPage(view: WorkflowView) {
  const page = { limit: DEFAULT_LIMIT, offset: 0 };
  return workflowAnswer({ ...view, steps: view.steps.slice(0, DEFAULT_LIMIT) }, page);
}
