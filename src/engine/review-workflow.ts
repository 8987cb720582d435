import { type Head, hasEnded } from '../rules/head.ts';
import { resolve } from '../rules/lifecycle.ts';
import type { CallbackName } from '../rules/workflow.ts';
import { memberJobId } from '../rules/workflow-ids.ts';
import { shardSize } from '../rules/workflow-progress.ts';
import { keepHeads } from '../table/keep-heads.ts';
import { changeWorkflow, type WorkflowHeader } from '../table/workflow-item.ts';
import { existingWorkflow, keepWorkflowItems, WORKFLOW_KEPT_MS } from '../table/workflow-items.ts';
import { readShard, readShards } from '../table/workflow-shards.ts';
import {
  advanceWorkflow,
  allEnded,
  countCallback,
  countMember,
  placeCallbacks,
  placeStep,
  shardFull,
} from './advance-workflow.ts';
import { cancelMembers } from './cancel-workflow.ts';
import { settle } from './settle.ts';
import { headsOfMembers } from './workflow-results.ts';
import { callbackCountedAs, countedAs } from './workflow-tally.ts';
import type { WorkflowParts } from './workflows.ts';

const DAY_MS = 86_400_000;
/** Heads that are read together. */
const READ_TOGETHER = 500;
/** Ended jobs that are followed up together. */
const ADVANCED_TOGETHER = 20;
/** Sets and blocks that are kept no longer than this are kept anew. */
const KEPT_ANEW_MS = 30 * DAY_MS;
/** How often the ended jobs of a batch are looked at, and which of them are kept longer. */
const RESULTS_KEPT_EVERY_MS = DAY_MS;
const RESULTS_KEPT_BEFORE_MS = 3 * DAY_MS;

/**
 * Looks at a workflow that is not through, and does what a server that ended has left undone (DESIGN
 * decision 22): places what was decided, follows up jobs that have ended, goes on cancelling. 2 read units
 * for a chain; 0.5 for each job of a group or batch that is not counted.
 * @returns whether there was anything to do.
 */
export async function reviewWorkflow(parts: WorkflowParts, id: string): Promise<boolean> {
  const { store, clock } = parts.engine;
  const header = await existingWorkflow(store, id);
  if (!header?.open) return false;
  if (header.state === 'cancelled') {
    await cancelMembers(parts, header);
    return true;
  }
  const now = clock.now();
  if (header.keptUntil - now < KEPT_ANEW_MS) {
    const keptUntil = now + WORKFLOW_KEPT_MS;
    await keepWorkflowItems(store, header, keptUntil);
    await changeWorkflow(store, id, { state: 'running' }, { keptUntil });
  }
  if (header.at !== undefined) return reviewStep(parts, header, header.at);
  return header.fired ? reviewCallbacks(parts, header, header.fired) : reviewMembers(parts, header);
}

async function reviewStep(parts: WorkflowParts, header: WorkflowHeader, at: number): Promise<boolean> {
  const head = (await headsOfMembers(parts.engine.store, header.id, [at], hasEnded)).get(at);
  if (!head) {
    await placeStep(parts, header, false);
    return true;
  }
  return followUp(parts, head);
}

async function reviewCallbacks(
  parts: WorkflowParts,
  header: WorkflowHeader,
  fired: readonly CallbackName[],
): Promise<boolean> {
  const { store } = parts.engine;
  const ended = await readShard(store, header.id, 'callbacks');
  const outcomeOf = (name: CallbackName) => callbackCountedAs(ended, name);
  const uncounted = fired.filter((name) => !outcomeOf(name));
  const [first] = fired;
  if (uncounted.length === 0 && first) {
    // All have ended; only that the batch has is not written.
    await countCallback(parts, header.id, first, outcomeOf(first) ?? 'bad');
    return true;
  }
  const heads = await headsOfMembers(store, header.id, uncounted, hasEnded);
  const unplaced = heads.size < uncounted.length;
  if (unplaced) await placeCallbacks(parts, header, true);
  const done = await Promise.all([...heads.values()].map((head) => followUp(parts, head)));
  return unplaced || done.includes(true);
}

async function reviewMembers(parts: WorkflowParts, header: WorkflowHeader): Promise<boolean> {
  const { store } = parts.engine;
  const { id, total } = header;
  const shards = await readShards(store, id);
  const indices = Array.from({ length: total }, (_, index) => index);
  await keepResultsOf(
    parts,
    header,
    indices.filter((index) => countedAs(shards, index, total) === 'ok'),
  );
  const uncounted = indices.filter((index) => !countedAs(shards, index, total));
  if (uncounted.length === 0) {
    await allEnded(parts, header);
    return true;
  }
  let found = false;
  for (let from = 0; from < uncounted.length; from += READ_TOGETHER) {
    const page = uncounted.slice(from, from + READ_TOGETHER);
    found = (await reviewUncounted(parts, header, page)) || found;
  }
  // A server may have ended between the member that filled its shard, and the shard among the full ones.
  const { ok: listed } = await readShard(store, id, 'full');
  for (const [shard, { ok, bad }] of shards) {
    if (listed.has(shard) || ok.size + bad.size < shardSize(shard, total)) continue;
    await shardFull(parts, id, shard, total);
    found = true;
  }
  return found;
}

/** The callbacks of a batch are handed the results of its first jobs, however late its last one ends. */
async function keepResultsOf(
  { engine: { store, clock } }: WorkflowParts,
  { id, asked, createdAt, resultsKeptAt = createdAt }: WorkflowHeader,
  succeeded: readonly number[],
): Promise<void> {
  const now = clock.now();
  if (asked.length === 0 || now - resultsKeptAt < RESULTS_KEPT_EVERY_MS) return;
  const ids = succeeded.map((index) => memberJobId(id, index));
  await keepHeads(store, ids, now + RESULTS_KEPT_BEFORE_MS, now + WORKFLOW_KEPT_MS);
  await changeWorkflow(store, id, { state: 'running' }, { resultsKeptAt: now });
}

async function reviewUncounted(
  parts: WorkflowParts,
  { id, total }: WorkflowHeader,
  indices: readonly number[],
): Promise<boolean> {
  const heads = await headsOfMembers(parts.engine.store, id, indices, () => true);
  let found = false;
  for (let first = 0; first < indices.length; first += ADVANCED_TOGETHER) {
    const done = await Promise.all(
      indices.slice(first, first + ADVANCED_TOGETHER).map(async (index) => {
        const head = heads.get(index);
        if (head) return followUp(parts, head);
        // Its job existed with the workflow: it was deleted, so it had ended, and not completed.
        await countMember(parts, id, total, index, 'bad');
        return true;
      }),
    );
    found ||= done.includes(true);
  }
  return found;
}

/** A job that has ended, also by time alone, has its end written and followed up. */
async function followUp(parts: WorkflowParts, head: Head): Promise<boolean> {
  const { engine } = parts;
  if (hasEnded(head)) {
    await advanceWorkflow(parts, head);
    return true;
  }
  const { store, clock } = engine;
  if (!hasEnded(resolve(head, clock.now(), store.tokens.server))) return false;
  const settled = await settle(engine, head.id, head);
  if (!settled) return false;
  await engine.workflows.advanced(settled);
  return true;
}
