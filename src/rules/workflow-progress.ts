import { type Head, hasEnded } from './head.ts';
import { CALLBACK_NAMES, type CallbackName } from './workflow.ts';

/**
 * How a workflow goes on when its jobs end (ojs-workflows 4.3, 5.3, 6.4, 9; DESIGN decision 22). What
 * has ended is kept in sets, which repeats do not change; so every server comes to the same decision.
 */

/** How a job of a workflow ended: completed, or not (discarded, expired, cancelled). */
export type MemberOutcome = 'ok' | 'bad';

/** What a set of jobs has come to. */
export interface Tally {
  readonly ok: number;
  readonly bad: number;
}

/** A workflow with nothing left to do. */
export type FinalState = 'completed' | 'failed';

/** What the end of a step, or of the last job, leads to. */
export type NextMove =
  | { readonly kind: 'wait' }
  | { readonly kind: 'step'; readonly step: number }
  | { readonly kind: 'callbacks'; readonly fired: readonly CallbackName[] }
  | { readonly kind: 'end'; readonly state: FinalState };

/** Members of one set; a set stays within one write unit. */
export const SHARD_MEMBERS = 100;

/** How the job ended; undefined while it has not. A retryable job has not (ojs-workflows 9.1). */
export function outcomeOf(head: Pick<Head, 'state'>): MemberOutcome | undefined {
  if (!hasEnded(head)) return undefined;
  return head.state === 'completed' ? 'ok' : 'bad';
}

/** After step `at` of a chain of `total` (ojs-workflows 4.3, 9.2). */
export function afterStep(at: number, total: number, outcome: MemberOutcome): NextMove {
  if (outcome === 'bad') return { kind: 'end', state: 'failed' };
  return at + 1 < total ? { kind: 'step', step: at + 1 } : { kind: 'end', state: 'completed' };
}

/**
 * What the jobs of a group or batch lead to (ojs-workflows 5.3, 6.4, 6.5).
 * @param asked the callbacks that the batch has; none for a group.
 */
export function afterMembers(total: number, { ok, bad }: Tally, asked: readonly CallbackName[]): NextMove {
  if (ok + bad < total) return { kind: 'wait' };
  const fired = CALLBACK_NAMES.filter((name) => asked.includes(name) && fires(name, bad));
  if (fired.length > 0) return { kind: 'callbacks', fired };
  // DECISIONS.md 1.6: where no callback was triggered, the jobs decide.
  return { kind: 'end', state: bad > 0 ? 'failed' : 'completed' };
}

/** What the callbacks lead to: one that failed makes the batch `failed` (ojs-workflows 6.4, 9.5). */
export function afterCallbacks(fired: number, { ok, bad }: Tally): NextMove {
  if (ok + bad < fired) return { kind: 'wait' };
  return { kind: 'end', state: bad > 0 ? 'failed' : 'completed' };
}

function fires(name: CallbackName, bad: number): boolean {
  return name === 'on_complete' || (name === 'on_failure' ? bad > 0 : bad === 0);
}

/** Where a member is counted: which shard, and its number there. */
export interface Slot {
  readonly shard: number;
  readonly member: number;
}

/** How many shards the members are spread over. */
export function shardCount(total: number): number {
  return Math.ceil(total / SHARD_MEMBERS);
}

/** Neighbours stand in different shards, since they mostly end at about the same time (DESIGN decision 16). */
export function slotOf(index: number, total: number): Slot {
  const shards = shardCount(total);
  return { shard: index % shards, member: Math.floor(index / shards) };
}

/** How many members a shard has when it is full. */
export function shardSize(shard: number, total: number): number {
  const shards = shardCount(total);
  return Math.ceil((total - shard) / shards);
}
