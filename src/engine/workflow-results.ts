import type { Head } from '../rules/head.ts';
import { JsonText, writeJson } from '../rules/json-text.ts';
import type { CallbackName, Membership } from '../rules/workflow.ts';
import { memberJobId } from '../rules/workflow-ids.ts';
import { findResult } from '../table/fit-head.ts';
import { readHeads } from '../table/read-head.ts';
import type { Store } from '../table/store.ts';
import { putBlocks, readLastEntries } from '../table/workflow-blocks.ts';
import { WORKFLOW_KEPT_MS } from '../table/workflow-items.ts';

/**
 * What jobs of a workflow hand to those after them (ojs-workflows 7). Results are copied beside the
 * workflow once, when the job that ended leads to another: a step's its own, and those of all jobs of a
 * batch before its callbacks. So each is written once, whatever follows, and a job is told what it is handed
 * by one Query; and what becomes of the earlier jobs does not matter any more.
 */

/** Of more than this, the results of the earlier jobs are null: 16 MiB. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Heads that are read together, and results in pieces under way at once. */
const HEADS_TOGETHER = 500;
const PIECES_AT_ONCE = 20;

const NULL = new JsonText('null');

/** The array that the job is handed; undefined where its workflow hands it nothing. */
export async function parentResults(
  store: Store,
  { workflowId, kind, step, total }: Membership,
): Promise<JsonText | undefined> {
  const count = typeof step === 'number' ? step : total;
  if (typeof step === 'number' && kind !== 'chain') return undefined;
  if (count === 0) return new JsonText('[]');
  const results = await readLastEntries(store, workflowId, 'R', count, MOST_BYTES);
  return new JsonText(writeJson(Array.from({ length: count }, (_, index) => results.get(index) ?? NULL)));
}

/** Keeps the result of step `step` of a chain for those after it. 1 write unit a KB compressed. */
export async function keepResult(store: Store, workflowId: string, step: number, head: Head): Promise<void> {
  const result = (await findResult(store, head)) ?? NULL.text;
  const keptUntil = store.clock.now() + WORKFLOW_KEPT_MS;
  await putBlocks(store, workflowId, 'R', step, [result], keptUntil);
}

/**
 * Keeps the results of all jobs of a batch for its callbacks: 0.5 read units a job, and 1 write unit a KB
 * compressed.
 * @param succeeded whether the job with this index did; of the others the result is null.
 */
export async function keepResults(
  store: Store,
  workflowId: string,
  total: number,
  succeeded: (index: number) => boolean,
): Promise<void> {
  /** The latest first. */
  const kept: string[] = [];
  let left = MOST_BYTES;
  for (let before = total; before > 0 && left > 0; before -= HEADS_TOGETHER) {
    const first = Math.max(0, before - HEADS_TOGETHER);
    const indices = Array.from({ length: before - first }, (_, at) => first + at);
    const results = await resultsOf(store, workflowId, indices.filter(succeeded));
    for (const index of indices.reverse()) {
      const result = results.get(index) ?? NULL.text;
      left -= Buffer.byteLength(result);
      if (left < 0) break;
      kept.push(result);
    }
  }
  const keptUntil = store.clock.now() + WORKFLOW_KEPT_MS;
  await putBlocks(store, workflowId, 'R', total - kept.length, kept.reverse(), keptUntil);
}

async function resultsOf(
  store: Store,
  workflowId: string,
  indices: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const heads = await headsOfMembers(store, workflowId, indices, (head) => head.state === 'completed');
  const results = new Map<number, string>();
  const entries = [...heads];
  for (let at = 0; at < entries.length; at += PIECES_AT_ONCE) {
    await Promise.all(
      entries.slice(at, at + PIECES_AT_ONCE).map(async ([index, head]) => {
        const result = await findResult(store, head);
        if (result !== undefined) results.set(Number(index), result);
      }),
    );
  }
  return results;
}

/**
 * Heads of jobs of a workflow. 0.5 read units each; those that are not `asExpected` are read again,
 * consistently (1 more): a copy that lags must not decide. Without it all are read so at once.
 */
export async function headsOfMembers<Step extends number | CallbackName>(
  store: Store,
  workflowId: string,
  steps: readonly Step[],
  asExpected?: (head: Head) => boolean,
): Promise<Map<Step, Head>> {
  const ids = new Map(steps.map((step) => [memberJobId(workflowId, step), step]));
  const heads = asExpected ? await readHeads(store, [...ids.keys()]) : new Map<string, Head>();
  const doubtful = [...ids.keys()].filter((id) => {
    const head = heads.get(id);
    return !head || !asExpected?.(head);
  });
  const again = doubtful.length > 0 ? await readHeads(store, doubtful, true) : new Map<string, Head>();
  const found = new Map<Step, Head>();
  for (const [id, step] of ids) {
    const head = again.get(id) ?? heads.get(id);
    if (head) found.set(step, head);
  }
  return found;
}
