import type { Engine } from '../engine/engine.ts';
import { hintAgain } from '../engine/hint-again.ts';
import { laneOf, ownHint } from '../engine/lane.ts';
import { renew } from '../engine/renew.ts';
import { settle } from '../engine/settle.ts';
import { type Head, hasEnded, nextChange } from '../rules/head.ts';
import { resolve } from '../rules/lifecycle.ts';
import { renewalDue } from '../rules/retention.ts';
import { hasCompanions } from '../table/keep-companions.ts';
import { readHeads } from '../table/read-head.ts';
import type { OpenJobs } from './open-jobs.ts';

/** What some open jobs of a queue turned out to be. */
export interface Judged {
  /** Free to be claimed, and nobody's hint is on its way; in the order asked for. */
  readonly ready: readonly Head[];
  /** Free to be claimed since this judgement wrote that their lease was over: nobody has hinted at them. */
  readonly freed: readonly Head[];
  /** Jobs free so lately that their hint is still on its way. */
  readonly fresh: readonly Head[];
  /** Jobs that time has ended or freed, written down here. */
  readonly settled: number;
  /** Jobs that are held or wait. */
  readonly held: number;
  /** Whether each job is remembered, or has ended. */
  readonly allKnown: boolean;
}

/** What the judgement works with. */
export type JudgeParts = Pick<
  Engine,
  'store' | 'lanes' | 'queueLanes' | 'leases' | 'chronicle' | 'clock' | 'log'
>;

/** A job is left to its hint for so long after it got ready. */
const HINTED_MS = 1_000;
/** Waiting jobs whose moment is nearer than this are kept in memory until then. */
const KEPT_IN_MEMORY_MS = 60_000;
/** A lease is believed in for so long: its job may be given back, and the hint of that be lost. */
const BELIEVED_MS = 1_800_000;

/**
 * Reads the heads of the jobs that are neither known nor watched over here (0.5 read units each) and
 * says which are ready. What time has ended is written down; what waits is remembered. Pieces and locks
 * that would be deleted too early are renewed.
 *
 * @param serve whether this server's fetches want the queue: then what waits is put at hand at its moment.
 */
export async function judge(
  parts: JudgeParts,
  jobs: OpenJobs,
  jobIds: readonly string[],
  serve: boolean,
): Promise<Judged> {
  const { store, lanes, queueLanes, leases, clock } = parts;
  const server = store.tokens.server;
  const unknown = jobIds.filter((id) => !jobs.isKnown(id) && !leases.watches(id));
  const heads = await readHeads(store, unknown);
  const ready: Head[] = [];
  const freed: Head[] = [];
  const fresh: Head[] = [];
  let settled = 0;
  let held = jobIds.length - unknown.length;
  // One that has no head may be a job of a batch that is about to be committed.
  let allKnown = heads.size === unknown.length;

  function remember(head: Head, changeMs: number | undefined): void {
    const now = clock.now();
    const believedMs = Math.min(
      head.lease || changeMs === undefined ? now + BELIEVED_MS : changeMs,
      hasCompanions(head) ? renewalDue(store.retention, head) : Number.POSITIVE_INFINITY,
    );
    held += 1;
    allKnown = jobs.know(head.id, Math.min(changeMs ?? believedMs, believedMs)) && allKnown;
    if (serve && changeMs !== undefined && changeMs - now <= KEPT_IN_MEMORY_MS) {
      lanes.readyAt({ ...ownHint(head), receiveCount: 2 }, changeMs);
    }
  }

  async function judgeOne(stored: Head): Promise<void> {
    const now = clock.now();
    const left = await settle(parts, stored.id, stored);
    const changed = left !== undefined && left !== stored;
    if (changed) settled += 1;
    if (!left || hasEnded(left)) return jobs.forget(stored.id);
    const written = await renew(parts, left);
    const current = resolve(written, now, server);
    if (current.state !== 'available') {
      if (changed) hintAgain(parts, written);
      return remember(written, nextChange(current, server));
    }
    allKnown = false;
    if (changed) freed.push(written);
    else if (current.enqueuedAt > now - HINTED_MS && queueLanes.hasQueue(laneOf(current)) !== false)
      fresh.push(written);
    else ready.push(written);
  }

  // A job of a batch that is not committed yet has none either: a look meets it by its place.
  for (const id of unknown) if (!heads.has(id)) jobs.forget(id);
  const stored = unknown.flatMap((id) => heads.get(id) ?? []);
  await Promise.all(stored.map(judgeOne));
  return { ready, freed, fresh, settled, held, allKnown };
}
