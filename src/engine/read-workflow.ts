import { notFound } from '../rules/errors.ts';
import type { Head } from '../rules/head.ts';
import { isUuidV7 } from '../rules/job-id.ts';
import { JsonText } from '../rules/json-text.ts';
import { resolve } from '../rules/lifecycle.ts';
import type { CallbackName, WorkflowView } from '../rules/workflow.ts';
import { findResult, readErrors } from '../table/fit-head.ts';
import type { WorkflowHeader } from '../table/workflow-item.ts';
import { existingWorkflow } from '../table/workflow-items.ts';
import { readShard, readShards, type Shard } from '../table/workflow-shards.ts';
import { entryOf, readDefinitions } from './workflow-definitions.ts';
import { headsOfMembers } from './workflow-results.ts';
import { callbackCountedAs, countedAs, tallyOf } from './workflow-tally.ts';
import { type MemberJob, workflowView } from './workflow-view.ts';
import type { StepPage, WorkflowParts } from './workflows.ts';

/** A page ends early where its results come to 8 MiB: the answer has them twice. */
const MOST_RESULT_BYTES = 8 * 1024 * 1024;
const NONE_ENDED: Shard = { ok: new Set(), bad: new Set() };
/** Jobs whose results and errors are read together. */
const TOGETHER = 20;

/**
 * A workflow with a page of its steps and all of its callbacks (ojs-workflows 11.2). 1 to 3 read units, 1
 * for each job of the page, 1 a 4 KB of definitions, and 13 for the counts of 10,000 jobs.
 * @returns fewer steps than the page has where their results are large.
 * @throws OjsError 404 where there is none of this id.
 */
export async function readWorkflow(
  { engine }: Pick<WorkflowParts, 'engine'>,
  id: string,
  page: StepPage,
): Promise<WorkflowView> {
  const { store } = engine;
  const header = isUuidV7(id) ? await existingWorkflow(store, id) : undefined;
  if (!header) throw notFound('workflow', id);
  const { stagedAs, total, asked } = header;
  const last = Math.min(total, page.offset + page.limit);
  const [shards, ended, definitions, callbacks, { jobs, end }] = await Promise.all([
    header.kind === 'chain' ? new Map() : readShards(store, id),
    header.fired ? readShard(store, id, 'callbacks') : NONE_ENDED,
    page.offset < last ? readDefinitions(store, stagedAs, page.offset, last) : new Map(),
    asked.length > 0 ? readDefinitions(store, stagedAs, total, total + 3) : new Map(),
    jobsOf(engine, header, page.offset, last),
  ]);
  return workflowView({
    header,
    tally: tallyOf(shards),
    definitions,
    callbacks: new Map(asked.map((name) => [name, callbacks.get(entryOf(total, name)) ?? { type: '' }])),
    jobs,
    countedAs: (step) =>
      typeof step === 'number' ? countedAs(shards, step, total) : callbackCountedAs(ended, step),
    page: { offset: page.offset, limit: end - page.offset },
  });
}

/** The jobs of the steps from `from` up to `before`, and what else the view is told from; `end`: of the page. */
async function jobsOf(
  { store, clock }: WorkflowParts['engine'],
  header: WorkflowHeader,
  from: number,
  before: number,
): Promise<{ jobs: Map<number | CallbackName, MemberJob>; end: number }> {
  const placed = header.at === undefined ? header.total : header.at + 1;
  const steps: (number | CallbackName)[] = [...(header.fired ?? [])];
  for (let index = from; index < Math.min(before, placed); index += 1) steps.push(index);
  if (header.at !== undefined && !steps.includes(header.at)) steps.push(header.at);
  // What was acknowledged a moment ago is to be seen.
  const heads = await headsOfMembers(store, header.id, steps);
  const entries = [...heads].map(
    ([step, head]) => [step, resolve(head, clock.now(), store.tokens.server)] as const,
  );
  const jobs = new Map<number | CallbackName, MemberJob>(entries.map(([step, head]) => [step, { head }]));
  // Callbacks come first, and are told on every page.
  const told = entries.filter(([step]) => typeof step !== 'number' || (step >= from && step < before));
  let left = MOST_RESULT_BYTES;
  for (let at = 0; at < told.length; at += TOGETHER) {
    if (left <= 0) return { jobs, end: Number(told[at]?.[0]) };
    const together = await Promise.all(
      told
        .slice(at, at + TOGETHER)
        .map(async ([step, head]) => ({ step, job: await withOutcome(store, head) })),
    );
    for (const { step, job } of together) {
      jobs.set(step, job);
      left -= Buffer.byteLength(job.result?.text ?? '');
    }
  }
  return { jobs, end: before };
}

async function withOutcome(store: WorkflowParts['engine']['store'], head: Head): Promise<MemberJob> {
  const [result, errors] = await Promise.all([findResult(store, head), readErrors(store, head)]);
  return { head, error: errors.at(-1), ...(result !== undefined && { result: new JsonText(result) }) };
}
