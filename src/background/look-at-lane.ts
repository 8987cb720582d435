import type { Head } from '../rules/head.ts';
import { dueMsOf, laneIn } from '../table/keys.ts';
import { type OpenCursor, type OpenEntry, readOpenPage } from '../table/open-index.ts';
import type { Lane } from '../transport/transport.ts';
import { type JudgeParts, judge } from './judge.ts';
import type { OpenJobs } from './open-jobs.ts';

/** How far a look at one lane has come. */
export interface LaneLook {
  /** Whether anything was ready, or may be when its hint is lost. */
  readonly found: boolean;
  /** Whether the lane was read to its end. */
  readonly toTheEnd: boolean;
}

/** Puts of other servers may show in the index so much later than their place says. */
const LATE_PUT_MS = 120_000;

/**
 * Reads a lane's open jobs from its frontier on, oldest first, `limit` of them at a time, and hands over
 * what is ready until `serve` answers that it wants no more.
 */
export async function lookAtLane(
  parts: JudgeParts,
  jobs: OpenJobs,
  lane: Lane,
  limit: number,
  serve: (ready: readonly Head[]) => Promise<boolean>,
): Promise<LaneLook> {
  const { store, clock } = parts;
  const from = jobs.frontier(lane.lane);
  let found = false;
  let unbroken = true;
  let after: OpenCursor | undefined;
  do {
    const page = await readOpenPage(store, lane.queue, lane.lane, clock.now(), limit, from, after);
    const ids = page.entries.map(({ jobId }) => jobId);
    const { ready, freed, fresh, allKnown } = await judge(parts, jobs, ids, true);
    found ||= ready.length + freed.length + fresh.length > 0;
    unbroken &&= allKnown;
    if (unbroken) advance(jobs, page.entries, clock.now());
    after = page.next;
    if (!(await serve([...ready, ...freed]))) return { found, toTheEnd: false };
  } while (after);
  return { found, toTheEnd: true };
}

/**
 * These are all known, and so is what stands before them in their lanes.
 *
 * @param but a lane of which that cannot be said.
 */
export function advance(jobs: OpenJobs, entries: readonly OpenEntry[], now: number, but?: string): void {
  for (const { order } of entries)
    if (dueMsOf(order) < now - LATE_PUT_MS && laneIn(order) !== but) jobs.advance(order);
}
