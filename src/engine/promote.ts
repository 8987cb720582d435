import { type Head, hasEnded, LONGEST_HINT_DELAY_MS } from '../rules/head.ts';
import { promoted, resolve } from '../rules/lifecycle.ts';
import { readDue } from '../table/due-index.ts';
import { placeErrors } from '../table/fit-head.ts';
import { JOB_DUE_PARTITIONS, jobDuePartitionAt, jobIdOf, KEYS_OF_A_BATCH } from '../table/keys.ts';
import { readHeads } from '../table/read-head.ts';
import { replaceHead } from '../table/replace-head.ts';
import type { Engine } from './engine.ts';
import { hintAt, laneOf } from './lane.ts';

/** What a promotion works with. */
export type PromotionParts = Pick<Engine, 'store' | 'lanes' | 'chronicle' | 'clock'>;

/** Each refusal means that someone else moved the job on. */
const ATTEMPTS = 8;

/**
 * Promotes every job whose moment is no further away than SQS can delay a hint: it leaves the due
 * index by compare-and-set, so by one server, and its delayed hint goes out (DESIGN decisions 9, 15).
 * A hint that is lost then is replaced as any other (decision 13).
 *
 * 16 Querys of 0.5 read units or more; 0.5 read units and 2 write units a job.
 *
 * @returns how many jobs this server promoted.
 */
export async function promoteDue(parts: PromotionParts): Promise<number> {
  let count = 0;
  for (let index = 0; index < JOB_DUE_PARTITIONS; index += 1) {
    const upToMs = parts.clock.now() + LONGEST_HINT_DELAY_MS;
    let ids: string[] = [];
    for await (const { partition } of readDue(parts.store, jobDuePartitionAt(index), upToMs)) {
      ids.push(jobIdOf(partition));
      if (ids.length < KEYS_OF_A_BATCH) continue;
      count += await promoteAll(parts, ids);
      ids = [];
    }
    if (ids.length > 0) count += await promoteAll(parts, ids);
  }
  return count;
}

async function promoteAll(parts: PromotionParts, ids: readonly string[]): Promise<number> {
  const heads = await readHeads(parts.store, ids);
  const done = await Promise.all([...heads.values()].map((head) => promote(parts, head)));
  return done.filter((byUs) => byUs).length;
}

/** @returns whether this server did it. */
async function promote(parts: PromotionParts, read: Head): Promise<boolean> {
  const { store, lanes, chronicle, clock } = parts;
  let stored: Head | undefined = read;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (!stored?.awaitsPromotion) return false;
    // What time has done meanwhile is written with it: the job may have expired.
    const current = promoted(resolve(stored, clock.now(), store.tokens.server));
    const token = store.tokens.next();
    const outcome = await replaceHead(store, stored, await placeErrors(store, current, token), token);
    if (outcome.written) {
      chronicle({ from: stored, head: outcome.head });
      if (!hasEnded(outcome.head)) lanes.send(laneOf(outcome.head), hintAt(outcome.head));
      return true;
    }
    stored = outcome.stored;
  }
  return false;
}
