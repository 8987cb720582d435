import { atIndex, duplicate, OjsError } from '../rules/errors.ts';
import { fingerprint } from '../rules/fingerprint.ts';
import type { Head } from '../rules/head.ts';
import type { NewJob } from '../rules/job.ts';
import { cancelled } from '../rules/lifecycle.ts';
import {
  acceptedOf,
  afterStage,
  lockToStage,
  type StageChoice,
  type StageOutcome,
  stageAsker,
} from '../rules/unique-batch.ts';
import type { UniqueElement } from '../rules/unique-elements.ts';
import type { UniqueLock } from '../rules/unique-lock.ts';
import { commitLock, readLocks } from '../table/unique-lock.ts';
import type { Engine } from './engine.ts';
import { renewLock, sameAsStored, scheduleOf } from './enqueue-unique.ts';
import type { NewHeads } from './new-heads.ts';
import { alreadyStored } from './new-job.ts';
import { eachOf } from './stage-batch.ts';
import { type CommitStep, LockBusy, walkToLock } from './unique-walk.ts';

/** A job of a batch before it is known what becomes of it. */
export interface BatchJob {
  readonly index: number;
  readonly job: NewJob;
  /** As it is stored if no policy says otherwise; names the batch. */
  readonly head: Head;
}

/** A unique job of a batch that is stored with it. */
export interface AcceptedJob extends BatchJob {
  readonly key: string;
  /** As it was accepted, where a later job of the batch replaces it: then `head` is cancelled. */
  readonly alive?: Head | undefined;
}

/** What a batch replaces of one fingerprint. */
export interface Replacing {
  readonly key: string;
  readonly targets: readonly { readonly read: Head; readonly stored: Head }[];
}

/** What becomes of the unique jobs of a batch. */
export interface StagedUnique {
  readonly accepted: readonly AcceptedJob[];
  /** For the index of each that is ignored: the stored job, or the accepted one with its nonce. */
  readonly ignored: ReadonlyMap<number, Head>;
  readonly replacing: readonly Replacing[];
}

/** A job of the batch that is refused; of several the first in the request counts. */
export interface Refused {
  readonly index: number;
  readonly error: unknown;
}

interface UniqueGroup {
  readonly key: string;
  readonly jobs: ReadonlyMap<number, BatchJob>;
  readonly elements: readonly UniqueElement[];
}

/** Locks read at once. */
const LOCKS_OF_A_READ = 100;
/** Locks that are set at once where no other batch is in the way. */
const LOCKS_AT_ONCE = 50;

/**
 * Enters the unique jobs of an open batch into their locks (DESIGN decision 21). What the locks name does
 * not count before the batch is committed.
 *
 * @param inOrder one lock after the other, in the order of the hashes, waiting for other batches: so of
 *   those that meet one always gets on. Else many at once, waiting for nobody.
 * @param prolong keeps the batch open.
 * @param known is refused already; then it is only found out whether one before it is, too.
 * @throws LockBusy where another batch has one of the locks, and it is not `inOrder`.
 * @throws OjsError 409 `duplicate` with the `index` of the first job that its policy rejects or whose id is
 *   stored; 503 where another batch with one of these jobs stays open.
 */
export async function stageUnique(
  engine: Engine,
  heads: NewHeads,
  batch: string,
  jobs: readonly BatchJob[],
  inOrder: boolean,
  prolong: () => Promise<void>,
  known?: Refused,
): Promise<StagedUnique> {
  const groups = groupsOf(jobs);
  const staged: StagedUnique[] = [];
  let refused = known;
  for (let from = 0; from < groups.length; from += LOCKS_OF_A_READ) {
    const some = groups.slice(from, from + LOCKS_OF_A_READ).filter((group) => startsBefore(group, refused));
    const locks = await readLocks(
      engine.store,
      some.map(({ key }) => key),
    );
    await eachOf(some, inOrder ? 1 : LOCKS_AT_ONCE, async (group, at) => {
      if (!startsBefore(group, refused)) return;
      await prolong();
      const asked = elementsBefore(group, refused);
      const lock = locks.get(group.key);
      try {
        const waits = inOrder && !refused;
        staged[from + at] = await stageGroup(engine, heads, batch, asked, lock, waits, () => !!refused);
      } catch (error) {
        // A batch that fails waits for nobody.
        if (refused && error instanceof LockBusy) return;
        const index = error instanceof OjsError ? error.index : undefined;
        if (index === undefined) throw error;
        if (!refused || index < refused.index) refused = { index, error };
      }
    });
  }
  if (refused) throw refused.error;
  return {
    accepted: staged.flatMap(({ accepted }) => accepted),
    ignored: new Map(staged.flatMap(({ ignored }) => [...ignored])),
    replacing: staged.flatMap(({ replacing }) => replacing),
  };
}

/** Whether the group has a job before the one that is refused: only such a one can be the first. */
function startsBefore({ elements: [first] }: UniqueGroup, refused: Refused | undefined): boolean {
  return refused === undefined || (first !== undefined && first.index < refused.index);
}

function elementsBefore(group: UniqueGroup, refused: Refused | undefined): UniqueGroup {
  if (!refused) return group;
  return { ...group, elements: group.elements.filter(({ index }) => index < refused.index) };
}

function newGroup(): { jobs: Map<number, BatchJob>; elements: UniqueElement[] } {
  return { jobs: new Map(), elements: [] };
}

function groupsOf(jobs: readonly BatchJob[]): UniqueGroup[] {
  const groups = new Map<string, ReturnType<typeof newGroup>>();
  for (const each of jobs) {
    const { job, index } = each;
    if (!job.unique) continue;
    const key = fingerprint(job.unique, job);
    const group = groups.get(key) ?? newGroup();
    groups.set(key, group);
    group.jobs.set(index, each);
    group.elements.push({ index, policy: job.unique, head: { ...each.head, uniqueKey: key } });
  }
  return Array.from(groups, ([key, group]) => ({ key, ...group })).sort((a, b) => (a.key < b.key ? -1 : 1));
}

async function stageGroup(
  engine: Engine,
  heads: NewHeads,
  batch: string,
  group: UniqueGroup,
  lock: UniqueLock | undefined,
  waits: boolean,
  isRefused: () => boolean,
): Promise<StagedUnique> {
  const { store, clock } = engine;
  const { key, elements } = group;
  const { tokens } = store;
  const request = { batch, version: tokens.next(), elements, reader: tokens.server };
  const readAs = new Map<Head, Head>();
  /** What each choice makes; the one whose lock won counts. */
  const made = new Map<StageChoice['fates'], AcceptedJob[]>();
  const outcome = await walkToLock(engine, {
    key,
    asker: stageAsker(request),
    first: { step: 'read', own: false },
    lockAtHand: { lock },
    waits,
    readAs,
    async commit(step: CommitStep<StageChoice, StageOutcome>) {
      // The batch fails; all that is still asked is which job it fails for.
      if (isRefused()) return { step: 'done', outcome: { ...step.choice, kind: 'staged' } };
      const now = clock.now();
      const accepted = await acceptedJobs(engine, heads, group, step.choice, now);
      made.set(step.choice.fates, accepted);
      const staged = accepted.map(({ head }) => head);
      const next = lockToStage(request, step, staged, now);
      return afterStage(request, step.choice, await commitLock(store, key, next, step.lock?.version));
    },
  });
  switch (outcome.kind) {
    case 'id-taken':
      throw atIndex(alreadyStored(outcome.head), outcome.element.index);
    case 'rejected': {
      const { element, of, lock: read } = outcome;
      const other = elements.find(({ head }) => head.nonce === of.nonce);
      if (!other && read) await renewLock(engine, key, read, element.policy, of);
      throw atIndex(other ? sameAsEarlier(other.index, key) : sameAsStored(of, key), element.index);
    }
    case 'staged': {
      const ignored = new Map<number, Head>();
      for (const fate of outcome.fates) {
        if (fate.kind !== 'ignored') continue;
        const { element, of } = fate;
        ignored.set(element.index, of);
        if (outcome.lock) await renewLock(engine, key, outcome.lock, element.policy, of);
      }
      const targets = outcome.replaces.map((read) => ({ read, stored: readAs.get(read) ?? read }));
      const accepted = made.get(outcome.fates) ?? [];
      return { accepted, ignored, replacing: targets.length > 0 ? [{ key, targets }] : [] };
    }
  }
}

/** The accepted ones as they are to be stored, in the order of the request. */
async function acceptedJobs(
  engine: Engine,
  heads: NewHeads,
  { key, jobs }: UniqueGroup,
  { fates }: StageChoice,
  now: number,
): Promise<AcceptedJob[]> {
  const accepted: AcceptedJob[] = [];
  for (const { element, head: decided, schedule } of acceptedOf(fates)) {
    const { index, head } = element;
    const asked = jobs.get(index)?.job;
    if (!asked) throw new Error('A fate without a job.');
    let job = asked;
    let alive = head;
    if (schedule) {
      const earlier = accepted.find((one) => one.head.nonce === schedule.nonce)?.job.scheduledAt;
      job = { ...asked, scheduledAt: earlier ?? (await scheduleOf(engine, schedule)) };
      const { nonce, token, batch, uniqueKey } = head;
      alive = { ...heads.make({ ...job, id: head.id }, now), nonce, token, batch, uniqueKey };
    }
    const isReplaced = decided.state === 'cancelled';
    accepted.push({
      index,
      job,
      key,
      head: isReplaced ? cancelled(alive, now) : alive,
      ...(isReplaced && { alive }),
    });
  }
  return accepted;
}

/** 409 for a job of a batch that its policy rejects for the sake of an earlier one. Nothing of it is stored. */
function sameAsEarlier(index: number, key: string): OjsError {
  return duplicate(`The unique policy finds this job the same as jobs[${index}].`, { unique_key: key });
}
