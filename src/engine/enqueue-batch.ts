import { atIndex, duplicate, OjsError } from '../rules/errors.ts';
import type { Head } from '../rules/head.ts';
import type { NewJob } from '../rules/job.ts';
import { resolve } from '../rules/lifecycle.ts';
import { readHeads } from '../table/read-head.ts';
import type { Engine } from './engine.ts';
import { cancelAllReplaced } from './finish-replacing.ts';
import { bodyText, type Job, loadJob, parseBody } from './job.ts';
import type { NewHeads } from './new-heads.ts';
import { accepted, alreadyStored } from './new-job.ts';
import { type StagedJob, stageWith } from './stage-batch.ts';
import {
  type AcceptedJob,
  type BatchJob,
  type Refused,
  type StagedUnique,
  stageUnique,
} from './stage-unique.ts';
import { LockBusy } from './unique-walk.ts';

/**
 * Batch PUSH (ojs-core 6.1, DESIGN decision 21): all of the jobs exist when this resolves, or none
 * does. They are staged one by one under a header, and exist from its commit on; what unique ones
 * replace is cancelled then, and only after that their hints go out, in the order of the request.
 *
 * The jobs of the answer stand in the order of the request. For one that its unique policy ignores it
 * is the stored job, or the earlier one of the batch; one that a later one of the batch replaces is
 * stored as cancelled, as if they had been sent one after the other.
 *
 * @throws OjsError 409 `duplicate` where an id is stored already or stands twice in the request, or a
 *   unique policy rejects, with the `index` of the first such job; 503 where another batch with the same
 *   unique job is being stored.
 */
export type EnqueueBatch = (jobs: readonly NewJob[]) => Promise<Job[]>;

/**
 * @param heads makes the heads of all new jobs of this server. @param deadlineMs after which others give
 *   the batch of a silent server up; 60 s where absent.
 */
export function batchEnqueuer(engine: Engine, heads: NewHeads, deadlineMs?: number): EnqueueBatch {
  return async (jobs) => {
    refuseRepeatedIds(jobs);
    const taken = await storedId(engine, jobs, ({ unique }) => unique !== undefined);
    try {
      if (taken && !jobs.slice(0, taken.index).some(({ unique }) => unique)) throw taken.error;
      return await together(jobs, false, taken).catch((error) => {
        if (!(error instanceof LockBusy)) throw error;
        return together(jobs, true, taken);
      });
    } catch (error) {
      const index = error instanceof OjsError ? error.index : undefined;
      throw index ? await firstRefused(engine, jobs, { index, error }) : error;
    }
  };

  /** @param inOrder whether it has met another batch with one of its unique jobs. @param taken is refused. */
  async function together(jobs: readonly NewJob[], inOrder: boolean, taken?: Refused): Promise<Job[]> {
    const batch = engine.newId();
    const now = engine.clock.now();
    const asked = jobs.map(
      (job, index): BatchJob => ({ index, job, head: { ...heads.make(job, now), batch } }),
    );
    let unique: StagedUnique = { accepted: [], ignored: new Map(), replacing: [] };
    let staging: StagedJob[] = [];
    const prepare = async (prolong: () => Promise<void>) => {
      unique = await stageUnique(engine, heads, batch, asked, inOrder, prolong, taken);
      const stored = [...asked.filter(({ job }) => !job.unique), ...unique.accepted].sort(
        (a, b) => a.index - b.index,
      );
      // What a unique policy refuses or ignores sets no limit.
      await engine.limits.declare(stored.map(({ job }) => job));
      staging = stored.map(({ head, job, index }) => ({ head, index, text: bodyText(job) }));
      return { jobs: staging, replacing: unique.replacing.length > 0 };
    };
    const staged = await stageWith(engine, batch, prepare, { deadlineMs, onlyJobs: true });
    const left = await cancelAllReplaced(engine, batch, unique.replacing);
    await Promise.all([...new Set(staged.map(({ queue }) => queue))].map(engine.knownQueues.note));
    const uniqueOf = new Map(unique.accepted.map((one) => [one.index, one]));
    const answers = new Map(
      staged.map((head, at): [number, Job] => {
        const { index = at, text = '{}' } = staging[at] ?? {};
        return [
          index,
          { head: told(engine, head, uniqueOf.get(index), left), body: parseBody(text), errors: [] },
        ];
      }),
    );
    return Promise.all(
      asked.map(async ({ index }) => answers.get(index) ?? ignoredFor(engine, unique, answers, index)),
    );
  }
}

/** Tells of a job that exists now. The head as it is by now. */
function told(engine: Engine, head: Head, unique: AcceptedJob | undefined, left: ReadonlySet<string>): Head {
  if (unique?.alive) {
    engine.chronicle({ head: unique.alive });
    engine.chronicle({ from: unique.alive, head });
    return head;
  }
  if (!unique || !left.has(unique.key)) return accepted(engine, head);
  // A hint says that the job can be seen. Without one a look finds it, and does first what is left to be done.
  engine.chronicle({ head });
  return resolve(head, engine.clock.now(), engine.store.tokens.server);
}

/** The job that stands in the answer for one that is ignored. */
async function ignoredFor(
  engine: Engine,
  { accepted: stored, ignored }: StagedUnique,
  answers: ReadonlyMap<number, Job>,
  index: number,
): Promise<Job> {
  const of = ignored.get(index);
  if (!of) throw new Error(`Nothing is known of jobs[${index}].`);
  const earlier = stored.find(({ head }) => head.nonce === of.nonce);
  return (earlier && answers.get(earlier.index)) ?? loadJob(engine.store, of);
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

/**
 * What the batch fails with: the id of a plain job is asked for at its put only, and it may stand before the
 * one that is refused. Where that cannot be found out, this one is refused all the same.
 */
async function firstRefused(engine: Engine, jobs: readonly NewJob[], refused: Refused): Promise<unknown> {
  const earlier = await storedId(engine, jobs.slice(0, refused.index), () => true).catch(() => undefined);
  return (earlier ?? refused).error;
}

/**
 * The first of the jobs asked for whose id is stored: that is refused before its policy is asked
 * (DECISIONS.md 6), as for a single job. 1 read unit an id.
 */
async function storedId(
  engine: Engine,
  jobs: readonly NewJob[],
  isAsked: (job: NewJob) => boolean,
): Promise<Refused | undefined> {
  const ids = jobs.flatMap((job) => (job.id !== undefined && isAsked(job) ? [job.id] : []));
  if (ids.length === 0) return undefined;
  const stored = await readHeads(engine.store, ids, true);
  for (const [index, { id }] of jobs.entries()) {
    const head = id === undefined ? undefined : stored.get(id);
    if (!head) continue;
    const current = resolve(head, engine.clock.now(), engine.store.tokens.server);
    return { index, error: atIndex(alreadyStored(current), index) };
  }
  return undefined;
}
