import type { NewJob } from '../rules/job.ts';
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
