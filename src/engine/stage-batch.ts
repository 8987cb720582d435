import { atIndex, unavailable } from '../rules/errors.ts';
import type { Head } from '../rules/head.ts';
import { abortBatch, commitBatch, letGoOfAborted, openBatch, prolongBatch } from '../table/batch-header.ts';
import { placeBody } from '../table/fit-head.ts';
import { unstage } from '../table/staged.ts';
import type { Engine } from './engine.ts';
import { store } from './new-job.ts';

/** A job that is stored with a batch. */
export interface StagedJob {
  /** Names the batch. */
  readonly head: Head;
  /** Its body. */
  readonly text: string;
  /** Its place in the request, for what it is refused with. */
  readonly index: number;
}

/** What a batch consists of, known once the locks of its unique jobs are. */
export interface Staging {
  readonly jobs: readonly StagedJob[];
  /** Whether the batch replaces jobs, which are to be cancelled after the commit (`finishBatch`). */
  readonly replacing: boolean;
}

/** How a batch is staged. */
export interface StagingTerms {
  /** How long a silent server keeps others from the ids and unique jobs of the batch, in ms; else 60 s. */
  readonly deadlineMs?: number | undefined;
  /** Nothing but its jobs names the batch: where they are removed, its header goes, too. */
  readonly onlyJobs?: boolean;
}

/** Whoever meets the batch of a silent server aborts it then; at half its time it is moved on. */
const DEADLINE_MS = 60_000;
/** Puts under way at once. */
const PUTS_AT_ONCE = 50;

/**
 * Stores all heads and commits them at once, or leaves nothing (DESIGN decision 21).
 * @param batch an id that nobody else has; the heads name it, and a workflow may. @param texts their bodies.
 * @returns the heads as stored.
 * @throws OjsError what storing one of them was refused with, with its `index`; 503 where it took too long.
 */
export async function stageBatch(
  engine: Engine,
  batch: string,
  heads: readonly Head[],
  texts: readonly string[],
): Promise<Head[]> {
  const jobs = heads.map((head, index) => ({ head, index, text: texts[index] ?? '{}' }));
  return stageWith(engine, batch, () => Promise.resolve({ jobs, replacing: false }));
}

/**
 * The same where it is found out under the open header what there is to be stored.
 * @param prepare calls `prolong` between its steps. What it throws is thrown, and the batch aborted.
 */
export async function stageWith(
  engine: Engine,
  batch: string,
  prepare: (prolong: () => Promise<void>) => Promise<Staging>,
  { deadlineMs = DEADLINE_MS, onlyJobs = false }: StagingTerms = {},
): Promise<Head[]> {
  const { clock } = engine;
  await openBatch(engine.store, batch, clock.now() + deadlineMs);
  let prolongAt = clock.now() + deadlineMs / 2;
  const prolong = async () => {
    if (clock.now() < prolongAt) return;
    prolongAt = clock.now() + deadlineMs / 2;
    await prolongBatch(engine.store, batch, clock.now() + deadlineMs);
  };
  const staged: Head[] = [];
  try {
    const { jobs, replacing } = await prepare(prolong);
    await eachOf(jobs, PUTS_AT_ONCE, async ({ head, text, index }, at) => {
      await prolong();
      const placed = await placeBody(engine.store, head, text);
      staged[at] = placed;
      await store(engine, placed).catch((error) => {
        throw atIndex(error, index);
      });
    });
    if (await commitBatch(engine.store, batch, clock.now(), replacing)) return staged;
  } catch (error) {
    // The flip comes last: where it was made and its answer lost, all of the jobs are there.
    if (await undo(engine, batch, staged, onlyJobs)) throw error;
    return staged;
  }
  await undo(engine, batch, staged, onlyJobs);
  throw unavailable('The batch took too long to be stored and was given up; try again.');
}

/** What cannot be removed now is removed by whoever meets it. @returns false where the batch is committed. */
async function undo(
  engine: Engine,
  batch: string,
  staged: readonly Head[],
  onlyJobs: boolean,
): Promise<boolean> {
  try {
    const { kind } = await abortBatch(engine.store, batch);
    if (kind !== 'aborted') return false;
    await eachOf(
      staged.filter((head) => head !== undefined),
      PUTS_AT_ONCE,
      (head) => unstage(engine.store, head),
    );
    if (onlyJobs) await letGoOfAborted(engine.store, batch, engine.clock.now());
  } catch (error) {
    engine.log.warn(
      { err: error, batch },
      'A batch that failed could not be cleared away; what is left of it is removed later.',
    );
  }
  return true;
}

/**
 * Runs `task` on each, at most `atOnce` at a time, in their order; after a failure no more are begun.
 * @throws what the first of those that failed, in that order, failed with.
 */
export async function eachOf<T>(
  list: readonly T[],
  atOnce: number,
  task: (each: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const failed: { readonly index: number; readonly error: unknown }[] = [];
  const worker = async () => {
    while (next < list.length && failed.length === 0) {
      const index = next;
      next += 1;
      try {
        await task(list[index] as T, index);
      } catch (error) {
        // All before it are done or under way, and are waited for.
        failed.push({ index, error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, list.length) }, worker));
  const [first] = failed.sort((a, b) => a.index - b.index);
  if (first) throw first.error;
}
