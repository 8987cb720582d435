import { atIndex, duplicate, unavailable } from '../rules/errors.ts';
import type { Head } from '../rules/head.ts';
import type { NewJob } from '../rules/job.ts';
import { abortBatch, commitBatch, openBatch, prolongBatch } from '../table/batch-header.ts';
import { placeBody } from '../table/fit-head.ts';
import { unstage } from '../table/staged.ts';
import type { Engine } from './engine.ts';
import { bodyText, type Job, parseBody } from './job.ts';
import type { NewHeads } from './new-heads.ts';
import { accepted, store } from './new-job.ts';

/**
 * Batch PUSH (ojs-core 6.1, DESIGN decision 21): all of the jobs exist when this resolves, or none
 * does. They are staged one by one under a header, and exist from its commit on; their hints go out
 * only then, in the order of the request.
 * @throws OjsError 409 `duplicate` where an id is stored already or stands twice in the request, with
 *   the `index` of its job.
 */
export type EnqueueBatch = (jobs: readonly NewJob[]) => Promise<Job[]>;

/** Whoever meets the batch of a silent server aborts it then. */
const DEADLINE_MS = 60_000;
/** The deadline is moved on at half its time. */
const PROLONG_MS = 30_000;
/** Puts under way at once. */
const PUTS_AT_ONCE = 50;

/** @param heads makes the heads of all new jobs of this server. */
export function batchEnqueuer(engine: Engine, heads: NewHeads): EnqueueBatch {
  return async (jobs) => {
    refuseRepeatedIds(jobs);
    const batch = engine.newId();
    const now = engine.clock.now();
    const texts = jobs.map(bodyText);
    const made = jobs.map((job): Head => ({ ...heads.make(job, now), batch }));
    const staged = await stage(engine, batch, made, texts);
    await Promise.all([...new Set(staged.map(({ queue }) => queue))].map(engine.knownQueues.note));
    return staged.map((head, index) => ({
      head: accepted(engine, head),
      body: parseBody(texts[index] ?? '{}'),
      errors: [],
    }));
  };
}

/** Stores all heads and commits, or leaves nothing. */
async function stage(
  engine: Engine,
  batch: string,
  heads: readonly Head[],
  texts: readonly string[],
): Promise<Head[]> {
  const { clock } = engine;
  await openBatch(engine.store, batch, clock.now() + DEADLINE_MS);
  let prolongAt = clock.now() + PROLONG_MS;
  const staged: Head[] = [];
  try {
    await eachOf(heads, PUTS_AT_ONCE, async (head, index) => {
      if (clock.now() >= prolongAt) {
        prolongAt = clock.now() + PROLONG_MS;
        await prolongBatch(engine.store, batch, clock.now() + DEADLINE_MS);
      }
      const placed = await placeBody(engine.store, head, texts[index] ?? '{}');
      staged[index] = placed;
      await store(engine, placed).catch((error) => {
        throw atIndex(error, index);
      });
    });
    if (await commitBatch(engine.store, batch, clock.now())) return staged;
  } catch (error) {
    // The flip comes last: where it was made and its answer lost, all of the jobs are there.
    if (await undo(engine, batch, staged)) throw error;
    return staged;
  }
  await undo(engine, batch, staged);
  throw unavailable('The batch took too long to be stored and was given up; try again.');
}

/** What cannot be removed now is removed by whoever meets it. @returns false where the batch is committed. */
async function undo(engine: Engine, batch: string, staged: readonly Head[]): Promise<boolean> {
  try {
    const standing = await abortBatch(engine.store, batch);
    if (standing.kind !== 'aborted') return standing.kind !== 'committed';
    await eachOf(
      staged.filter((head) => head !== undefined),
      PUTS_AT_ONCE,
      (head) => unstage(engine.store, head),
    );
  } catch (error) {
    engine.log.warn(
      { err: error, batch },
      'A batch that failed could not be cleared away; what is left of it is removed later.',
    );
  }
  return true;
}

/** Runs `task` on each, at most `atOnce` at a time, in their order; ends at the first failure. */
async function eachOf<T>(
  list: readonly T[],
  atOnce: number,
  task: (each: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < list.length && !failed) {
      const index = next;
      next += 1;
      try {
        await task(list[index] as T, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(atOnce, list.length) }, worker));
  const failure = workers.find((each) => each.status === 'rejected');
  if (failure) throw failure.reason;
}

function refuseRepeatedIds(jobs: readonly NewJob[]): void {
  const seen = new Map<string, number>();
  for (const [index, { id }] of jobs.entries()) {
    if (id === undefined) continue;
    const first = seen.get(id);
    if (first !== undefined) {
      throw duplicate(`jobs[${index}] has the id of jobs[${first}]; every job needs one of its own.`, {
        index,
        existing_job_id: id,
      });
    }
    seen.set(id, index);
  }
}
