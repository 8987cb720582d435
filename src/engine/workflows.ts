import type { NewJob } from '../rules/job.ts';
import type { NewWorkflow, WorkflowView } from '../rules/workflow.ts';
import type { Engine } from './engine.ts';
import type { NewHeads } from './new-heads.ts';

/** What workflows take beside the engine. */
export interface WorkflowParts {
  readonly engine: Engine;
  /** Makes the heads of all new jobs of this server. */
  readonly heads: NewHeads;
  /** The job that the envelope of a step asks for; `now` (ms since 1970) is for times relative to it. */
  readonly jobOf: (envelope: string, now: number) => NewJob;
}

/** Which steps of a workflow are told, by index. */
export interface StepPage {
  readonly limit: number;
  readonly offset: number;
}

/** `create-workflow.ts`: all of it exists when this resolves, or nothing does. Its answer has every step. */
export type CreateWorkflow = (parts: WorkflowParts, workflow: NewWorkflow) => Promise<WorkflowView>;

/** `read-workflow.ts`. @throws OjsError 404 where there is none of this id. */
export type ReadWorkflow = (parts: WorkflowParts, id: string, page: StepPage) => Promise<WorkflowView>;

/** `cancel-workflow.ts`; the answer has the first 100 steps. @throws OjsError 404; 409 `conflict` where it has ended. */
export type CancelWorkflow = (parts: WorkflowParts, id: string) => Promise<WorkflowView>;
