import { CALLBACK_NAMES, type CallbackName } from '../rules/workflow.ts';
import { type MemberOutcome, slotOf, type Tally } from '../rules/workflow-progress.ts';
import type { Shard } from '../table/workflow-shards.ts';

/** The sets of a workflow's members, by their number. */
export type Shards = ReadonlyMap<number, Shard>;

/** How this callback ended, as far as the set of them says. */
export function callbackCountedAs({ ok, bad }: Shard, callback: CallbackName): MemberOutcome | undefined {
  const member = CALLBACK_NAMES.indexOf(callback);
  if (ok.has(member)) return 'ok';
  return bad.has(member) ? 'bad' : undefined;
}

/** How many of the members have ended, and how. */
export function tallyOf(shards: Shards): Tally {
  let [ok, bad] = [0, 0];
  for (const shard of shards.values()) {
    ok += shard.ok.size;
    bad += shard.bad.size;
  }
  return { ok, bad };
}

/** Whether the member with this index is counted as `outcome`. */
export function isIn(shards: Shards, index: number, total: number, outcome: MemberOutcome): boolean {
  const { shard, member } = slotOf(index, total);
  return shards.get(shard)?.[outcome].has(member) ?? false;
}

/** How the member with this index ended, as far as it is counted. */
export function countedAs(shards: Shards, index: number, total: number): MemberOutcome | undefined {
  if (isIn(shards, index, total, 'ok')) return 'ok';
  return isIn(shards, index, total, 'bad') ? 'bad' : undefined;
}
