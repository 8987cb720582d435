import { notFound } from '../rules/errors.ts';
import type { Head } from '../rules/head.ts';
import { type Holder, holds } from '../rules/holder.ts';
import { isUuidV7 } from '../rules/job-id.ts';
import { resolve } from '../rules/lifecycle.ts';
import { type Progress, progressOf, reported } from '../rules/progress.ts';
import { isPastRetention } from '../rules/retention.ts';
import { putProgress, readProgress } from '../table/progress.ts';
import type { Engine } from './engine.ts';
import { extendLease } from './extend-lease.ts';

/** A job with how far it has come. */
export interface JobProgress {
  readonly head: Head;
  /** Absent where the present attempt has reported nothing. */
  readonly progress?: Progress | undefined;
}

/** Each refusal means that another report has got further meanwhile. */
const ATTEMPTS = 4;

/**
 * How far a job has come (ojs-progress 7.1).
 * @throws OjsError 404 for an unknown id.
 */
export async function getProgress(engine: Engine, id: string): Promise<JobProgress> {
  const { current, progress } = await read(engine, id);
  return { head: current, progress: progressOf(current, progress) };
}

/**
 * A worker says how far it has come; that is a heartbeat for the job, too (ojs-progress 6). A job
 * that is not active, or held by another than the one that is named, is left as it is, and so is one
 * that has got further already: a report is never refused for coming late.
 * @throws OjsError 404 for an unknown id.
 */
export async function reportProgress(
  engine: Engine,
  id: string,
  report: Omit<Progress, 'updatedAt'>,
  holder: Holder,
): Promise<JobProgress> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { stored, current, progress } = await read(engine, id);
    if (current.state !== 'active' || !holds(current, holder)) {
      return { head: current, progress: progressOf(current, progress) };
    }
    const next = reported(current, progress, report, engine.clock.now());
    if (next && !(await putProgress(engine.store, id, next))) continue;
    const extended = await extendLease(engine, stored, holder);
    return { head: extended ?? current, progress: next ?? progressOf(current, progress) };
  }
  return getProgress(engine, id);
}

async function read({ store, clock }: Engine, id: string) {
  const { head: stored, progress } = isUuidV7(id) ? await readProgress(store, id) : {};
  if (!stored) throw notFound('job', id);
  const current = resolve(stored, clock.now(), store.tokens.server);
  if (isPastRetention(store.retention, current, clock.now())) throw notFound('job', id);
  return { stored, current, progress };
}
