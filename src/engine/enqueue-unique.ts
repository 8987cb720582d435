import { duplicate } from '../rules/errors.ts';
import { fingerprint } from '../rules/fingerprint.ts';
import type { Head } from '../rules/head.ts';
import type { NewJob } from '../rules/job.ts';
import { resolve } from '../rules/lifecycle.ts';
import type { Timestamp } from '../rules/timestamp.ts';
import {
  afterCommit,
  type EnqueueChoice,
  type EnqueueOutcome,
  enqueueAsker,
  firstStep,
  lockToCommit,
} from '../rules/unique-enqueue.ts';
import { renewedTtl, type UniqueLock } from '../rules/unique-lock.ts';
import type { UniquePolicy } from '../rules/unique-policy.ts';
import { placeBody, readBody } from '../table/fit-head.ts';
import { commitLock, settleLock } from '../table/unique-lock.ts';
import type { Engine } from './engine.ts';
import { bodyText, type Job, loadJob, parseBody } from './job.ts';
import type { NewHeads } from './new-heads.ts';
import { alreadyStored } from './new-job.ts';
import { type CommitStep, walkToLock } from './unique-walk.ts';

/** The new job, or, where a unique policy ignores it (ojs-unique-jobs 5.4), the stored one. */
export interface Enqueued {
  readonly created: boolean;
  readonly job: Job;
}

/**
 * PUSH of a job with a unique policy (ojs-unique-jobs, DESIGN decision 20).
 * @returns undefined where it has to be stored by way of a batch; nothing is written then.
 * @throws OjsError 409 `duplicate` where the id is stored, or the policy rejects; 503 where too many
 *   others were faster, a batch with the same unique job stays open, or what a server left half done can
 *   be neither finished nor dropped yet.
 */
export async function enqueueUnique(
  engine: Engine,
  heads: NewHeads,
  job: NewJob,
  policy: UniquePolicy,
): Promise<Enqueued | undefined> {
  const { store, clock } = engine;
  const key = fingerprint(policy, job);
  const request = {
    id: job.id ?? engine.newId(),
    nonce: store.tokens.next(),
    policy,
    clientId: job.id !== undefined,
  };
  let body = bodyText(job);

  async function commit(step: CommitStep<EnqueueChoice, EnqueueOutcome>) {
    const { schedule } = step.choice;
    await engine.limits.declare([job]);
    const timed = schedule ? { ...job, scheduledAt: await scheduleOf(engine, schedule) } : job;
    body = bodyText(timed);
    const now = clock.now();
    const made = heads.make({ ...timed, id: request.id }, now);
    const named = { ...made, nonce: request.nonce, token: request.nonce, uniqueKey: key };
    const head = await placeBody(store, named, body);
    const next = lockToCommit(request, step, head, now);
    return afterCommit(request, step.choice, head, await commitLock(store, key, next, step.lock?.version));
  }

  const asker = enqueueAsker(request);
  const outcome = await walkToLock(engine, { key, asker, first: firstStep(request), commit });
  switch (outcome.kind) {
    case 'created': {
      const head = resolve(outcome.head, clock.now(), store.tokens.server);
      return { created: true, job: { head, body: parseBody(body), errors: [] } };
    }
    case 'id-taken':
      throw alreadyStored(outcome.head);
    case 'duplicate': {
      const { head, lock } = outcome;
      await renewLock(engine, key, lock, policy, head);
      if (policy.onConflict === 'ignore') return { created: false, job: await loadJob(store, head) };
      throw sameAsStored(head, key);
    }
    case 'needs-batch':
      return undefined;
  }
}

/** Keeps a lock that is still asked for; it is written for that once in 30 days at most. */
export async function renewLock(
  { store, clock }: Engine,
  key: string,
  lock: UniqueLock,
  policy: UniquePolicy,
  head: Head,
): Promise<void> {
  const ttl = renewedTtl(lock, policy, head, clock.now());
  if (ttl !== undefined) await settleLock(store, key, lock.version, ttl);
}

/** When a scheduled job is due, as its client wrote it. */
export async function scheduleOf({ store }: Engine, head: Head): Promise<Timestamp> {
  const ms = head.dueAt ?? head.createdAt;
  const { scheduledAt } = parseBody(await readBody(store, head));
  return { ms, text: scheduledAt ? String(JSON.parse(scheduledAt.text)) : new Date(ms).toISOString() };
}

/** 409 for a job that a unique policy rejects. */
export function sameAsStored(head: Head, key: string) {
  return duplicate(`The unique policy finds this job the same as job ${head.id}, which is ${head.state}.`, {
    existing_job_id: head.id,
    existing_job_state: head.state,
    unique_key: key,
  });
}
