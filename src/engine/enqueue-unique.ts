import { duplicate, unavailable } from '../rules/errors.ts';
import { fingerprint } from '../rules/fingerprint.ts';
import type { Head } from '../rules/head.ts';
import type { NewJob } from '../rules/job.ts';
import { cancelled, resolve } from '../rules/lifecycle.ts';
import { isPastRetention } from '../rules/retention.ts';
import type { Timestamp } from '../rules/timestamp.ts';
import { renewedTtl, withNewest } from '../rules/unique-lock.ts';
import type { UniquePolicy } from '../rules/unique-policy.ts';
import {
  afterCancel,
  afterCheck,
  afterCommit,
  afterHeads,
  afterPlace,
  afterRead,
  firstStep,
  PLACED_WITHIN_MS,
  type UniqueOutcome,
  type UniqueStep,
} from '../rules/unique-steps.ts';
import { createHead } from '../table/create-head.ts';
import { placeBody, placeErrors, readBody } from '../table/fit-head.ts';
import { readHead, readHeads } from '../table/read-head.ts';
import { replaceHead } from '../table/replace-head.ts';
import { commitLock, readLock, settleLock } from '../table/unique-lock.ts';
import type { Engine } from './engine.ts';
import { bodyText, type Job, loadJob, parseBody } from './job.ts';
import type { NewHeads } from './new-heads.ts';
import { accepted, alreadyStored } from './new-job.ts';

/** The new job, or, where a unique policy ignores it (ojs-unique-jobs 5.4), the stored one. */
export interface Enqueued {
  readonly created: boolean;
  readonly job: Job;
}

/** Each one more read of the lock means that another request won; so many in a row mean a fault. */
const STEPS = 2_000;

/**
 * PUSH of a job with a unique policy (ojs-unique-jobs, DESIGN decision 20): asks of the store what
 * `rules/unique-steps` says, until that says what became of the job.
 * @throws OjsError 409 `duplicate` where the id is stored, or the policy rejects; 503 where too many
 *   others were faster, or what a server left half done can be neither finished nor dropped yet.
 */
export async function enqueueUnique(
  engine: Engine,
  heads: NewHeads,
  job: NewJob,
  policy: UniquePolicy,
): Promise<Enqueued> {
  const { store, clock } = engine;
  const key = fingerprint(policy, job);
  const request = {
    id: job.id ?? engine.newId(),
    nonce: store.tokens.next(),
    policy,
    clientId: job.id !== undefined,
  };
  /** What was stored behind each head that time has changed since, for the chronicle. */
  const readAs = new Map<Head, Head>();
  let body = bodyText(job);

  const current = (stored: Head): Head => {
    const head = resolve(stored, clock.now(), store.tokens.server);
    readAs.set(head, stored);
    return head;
  };

  async function commit(step: Extract<UniqueStep, { step: 'commit' }>): Promise<UniqueStep> {
    const { lock, replaces, schedule } = step;
    await engine.limits.declare([job]);
    const timed = schedule ? { ...job, scheduledAt: await scheduleOf(engine, schedule) } : job;
    body = bodyText(timed);
    const now = clock.now();
    const made = heads.make({ ...timed, id: request.id }, now);
    const named = { ...made, nonce: request.nonce, token: request.nonce, uniqueKey: key };
    const head = await placeBody(store, named, body);
    const next = withNewest(lock, step.heads, { head, replaces, policy, now });
    const outcome = await commitLock(store, key, { ...next, head }, lock?.holders.at(-1)?.nonce);
    return afterCommit(request, replaces, head, outcome);
  }

  async function cancel({ settling, target }: Extract<UniqueStep, { step: 'cancel' }>): Promise<UniqueStep> {
    const token = store.tokens.next();
    const next = await placeErrors(store, cancelled(target, clock.now()), token);
    const outcome = await replaceHead(store, target, next, token);
    if (!outcome.written) {
      return afterCancel(settling, target, { ...outcome, stored: outcome.stored && current(outcome.stored) });
    }
    engine.chronicle({ from: readAs.get(target), head: outcome.head });
    const held = engine.leases.release(target.id);
    if (held) engine.lanes.done(held);
    return afterCancel(settling, target, outcome);
  }

  async function place({ settling }: Extract<UniqueStep, { step: 'place' }>): Promise<UniqueStep> {
    if (clock.now() - settling.head.createdAt >= PLACED_WITHIN_MS) return afterPlace(request, settling, LATE);
    // A token of this server's own: of those who place one head, one is told that he did.
    const head: Head = { ...settling.head, token: store.tokens.next() };
    const [outcome] = await Promise.all([createHead(store, head), engine.knownQueues.note(head.queue)]);
    if (outcome.written) accepted(engine, head);
    return afterPlace(request, settling, outcome);
  }

  async function follow(step: Exclude<UniqueStep, { step: 'done' }>): Promise<UniqueStep> {
    switch (step.step) {
      case 'read': {
        const { lock, own } = await readLock(store, key, step.own ? request.id : undefined);
        return afterRead(request, lock, own && current(own));
      }
      case 'heads': {
        const ids = step.lock.holders.map(({ id }) => id);
        const stored = await readHeads(store, ids, true);
        const now = new Map([...stored].map(([id, head]) => [id, current(head)]));
        const isKept = (head: Head) => !isPastRetention(store.retention, head, clock.now());
        return afterHeads(request, step.lock, now, clock.now(), isKept);
      }
      case 'commit':
        return commit(step);
      case 'check': {
        const stored = await readHead(store, step.settling.head.id);
        return afterCheck(request, step.settling, stored && current(stored));
      }
      case 'cancel':
        return cancel(step);
      case 'place':
        return place(step);
    }
  }

  async function answer(outcome: UniqueOutcome): Promise<Enqueued> {
    switch (outcome.kind) {
      case 'created':
        return { created: true, job: { head: current(outcome.head), body: parseBody(body), errors: [] } };
      case 'id-taken':
        throw alreadyStored(outcome.head);
      case 'duplicate': {
        const { head, lock } = outcome;
        const ttl = renewedTtl(lock, policy, head, clock.now());
        const newest = lock.holders.at(-1);
        if (ttl !== undefined && newest) await settleLock(store, key, newest.nonce, ttl);
        if (policy.onConflict === 'ignore') return { created: false, job: await loadJob(store, head) };
        throw sameAsStored(head, key);
      }
      case 'undecided':
        throw unavailable(`Job ${request.id} meets one that is being stored or removed; try again.`);
    }
  }

  let step = firstStep(request);
  for (let steps = 0; steps < STEPS; steps += 1) {
    if (step.step === 'done') return answer(step.outcome);
    step = await follow(step);
  }
  throw unavailable('Too many requests for the same unique job at once; try again.');
}

/** Refused for being late: nothing is written, and nothing is known of what is stored. */
const LATE = { written: false, stored: undefined } as const;

/** When a scheduled job is due, as its client wrote it. */
async function scheduleOf({ store }: Engine, head: Head): Promise<Timestamp> {
  const ms = head.dueAt ?? head.createdAt;
  const { scheduledAt } = parseBody(await readBody(store, head));
  return { ms, text: scheduledAt ? String(JSON.parse(scheduledAt.text)) : new Date(ms).toISOString() };
}

function sameAsStored(head: Head, key: string) {
  return duplicate(`The unique policy finds this job the same as job ${head.id}, which is ${head.state}.`, {
    existing_job_id: head.id,
    existing_job_state: head.state,
    unique_key: key,
  });
}
