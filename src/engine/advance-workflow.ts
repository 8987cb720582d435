import type { Head } from '../rules/head.ts';
import { CALLBACK_NAMES, type CallbackName, type Membership } from '../rules/workflow.ts';
import { workflowEvent } from '../rules/workflow-event.ts';
import {
  afterCallbacks,
  afterMembers,
  afterStep,
  type FinalState,
  type MemberOutcome,
  outcomeOf,
  shardCount,
  shardSize,
  slotOf,
} from '../rules/workflow-progress.ts';
import {
  changeWorkflow,
  readWorkflowHeader,
  type WorkflowHeader,
  type WorkflowPoint,
} from '../table/workflow-item.ts';
import { WORKFLOW_KEPT_MS } from '../table/workflow-items.ts';
import { addToShard, readShards, type ShardName } from '../table/workflow-shards.ts';
import { placeMember } from './place-member.ts';
import { keepResult, keepResults } from './workflow-results.ts';
import { isIn, tallyOf } from './workflow-tally.ts';
import type { WorkflowParts } from './workflows.ts';

/**
 * What follows when a job of a workflow ends (ojs-workflows 4.3, 5.3, 6.4; DESIGN decision 22). Everything
 * here may be done again, by anybody, from the beginning: ids are derived, sets take a member once, and each
 * write on the header goes on from a point that it leaves.
 *
 * Of a chain: keep the result, move on to the next step, place it. Of a group or batch: count the member in
 * its shard; a full shard among the full ones; when all are, keep the results, fire the callbacks, place
 * them; when those have ended too, end.
 */
export async function advanceWorkflow(parts: WorkflowParts, head: Head): Promise<void> {
  const { workflow } = head;
  const outcome = outcomeOf(head);
  if (!workflow || !outcome) return;
  if (typeof workflow.step !== 'number') return callbackEnded(parts, head, workflow, workflow.step, outcome);
  if (workflow.kind === 'chain') return stepEnded(parts, head, workflow, workflow.step, outcome);
  return jobEnded(parts, head, workflow, workflow.step, outcome);
}

async function stepEnded(
  parts: WorkflowParts,
  head: Head,
  { workflowId, total }: Membership,
  at: number,
  outcome: MemberOutcome,
): Promise<void> {
  const { store } = parts.engine;
  const move = afterStep(at, total, outcome);
  if (move.kind === 'end') return endWorkflow(parts, workflowId, { state: 'running', at }, move.state);
  if (move.kind !== 'step') return;
  await keepResult(store, workflowId, at, head);
  const moved = await changeWorkflow(store, workflowId, { state: 'running', at }, { at: move.step });
  const header = moved.written ? moved.header : moved.stored;
  if (header?.state === 'running' && header.at === move.step) await placeStep(parts, header, !moved.written);
}

/** Places the step whose turn it is. `again`: it may be there. */
export async function placeStep(parts: WorkflowParts, header: WorkflowHeader, again: boolean): Promise<void> {
  const { id, at: step = 0 } = header;
  const placed = await placeMember(parts, header, step, again);
  if (placed.kind === 'refused') {
    await endWorkflow(parts, id, { state: 'running', at: step }, 'failed');
  }
}

async function jobEnded(
  parts: WorkflowParts,
  { state }: Head,
  { workflowId, total }: Membership,
  index: number,
  outcome: MemberOutcome,
): Promise<void> {
  const { store } = parts.engine;
  // Cancelled with its workflow, as most are, it counts neither way.
  if (state === 'cancelled' && (await readWorkflowHeader(store, workflowId))?.state !== 'running') return;
  await countMember(parts, workflowId, total, index, outcome);
}

/** Counts a job of a group or batch as ended, and does what follows. */
export async function countMember(
  parts: WorkflowParts,
  workflowId: string,
  total: number,
  index: number,
  outcome: MemberOutcome,
): Promise<void> {
  const { shard, member } = slotOf(index, total);
  const ended = await count(parts, workflowId, shard, member, outcome);
  if (ended.ok + ended.bad >= shardSize(shard, total)) await shardFull(parts, workflowId, shard, total);
}

/** All members of a shard have ended. A single one needs no list of the full ones. */
export async function shardFull(
  parts: WorkflowParts,
  workflowId: string,
  shard: number,
  total: number,
): Promise<void> {
  if (shardCount(total) > 1) {
    const full = await count(parts, workflowId, 'full', shard, 'ok');
    if (full.ok < shardCount(total)) return;
  }
  const header = await readWorkflowHeader(parts.engine.store, workflowId);
  if (header?.state === 'running') await allEnded(parts, header);
}

/** All jobs of a group or batch have ended, as their sets say. */
export async function allEnded(parts: WorkflowParts, header: WorkflowHeader): Promise<void> {
  const { store } = parts.engine;
  const { id, total, asked } = header;
  if (header.fired) return placeCallbacks(parts, header, true);
  const from: WorkflowPoint = { state: 'running', fired: false };
  const shards = await readShards(store, id);
  const move = afterMembers(total, tallyOf(shards), asked);
  if (move.kind === 'end') return endWorkflow(parts, id, from, move.state);
  if (move.kind !== 'callbacks') return;
  await keepResults(store, id, total, (index) => isIn(shards, index, total, 'ok'));
  const fired = await changeWorkflow(store, id, from, { fired: move.fired });
  const next = fired.written ? fired.header : fired.stored;
  if (next?.state === 'running' && next.fired) await placeCallbacks(parts, next, !fired.written);
}

/** Places the callbacks that were fired. `again`: they may be there. */
export async function placeCallbacks(
  parts: WorkflowParts,
  header: WorkflowHeader,
  again: boolean,
): Promise<void> {
  for (const callback of header.fired ?? []) {
    const placed = await placeMember(parts, header, callback, again);
    if (placed.kind === 'refused') await countCallback(parts, header.id, callback, 'bad');
  }
}

async function callbackEnded(
  parts: WorkflowParts,
  { state }: Head,
  { workflowId }: Membership,
  callback: CallbackName,
  outcome: MemberOutcome,
): Promise<void> {
  if (
    state === 'cancelled' &&
    (await readWorkflowHeader(parts.engine.store, workflowId))?.state !== 'running'
  ) {
    return;
  }
  await countCallback(parts, workflowId, callback, outcome);
}

/** Counts a callback as ended, and does what follows. */
export async function countCallback(
  parts: WorkflowParts,
  workflowId: string,
  callback: CallbackName,
  outcome: MemberOutcome,
): Promise<void> {
  const { store } = parts.engine;
  const tally = await count(parts, workflowId, 'callbacks', CALLBACK_NAMES.indexOf(callback), outcome);
  const header = await readWorkflowHeader(store, workflowId);
  if (!header?.fired || header.state !== 'running') return;
  const move = afterCallbacks(header.fired.length, tally);
  if (move.kind === 'end') {
    await endWorkflow(parts, workflowId, { state: 'running', fired: true }, move.state);
  }
}

async function endWorkflow(
  { engine }: WorkflowParts,
  id: string,
  from: WorkflowPoint,
  state: FinalState,
): Promise<void> {
  const change = { state, endedAt: engine.clock.now(), through: true } as const;
  const ended = await changeWorkflow(engine.store, id, from, change);
  if (ended.written) engine.events.tell(workflowEvent(state, ended.header));
}

async function count(
  { engine: { store } }: WorkflowParts,
  workflowId: string,
  name: ShardName,
  member: number,
  outcome: MemberOutcome,
) {
  const keptUntil = store.clock.now() + WORKFLOW_KEPT_MS;
  const { ok, bad } = await addToShard(store, workflowId, name, member, outcome, keptUntil);
  return { ok: ok.size, bad: bad.size };
}
