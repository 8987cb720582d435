import { unavailable } from '../rules/errors.ts';
import type { Head } from '../rules/head.ts';
import { cancelled, resolve } from '../rules/lifecycle.ts';
import { isPastRetention } from '../rules/retention.ts';
import type { UniqueLock } from '../rules/unique-lock.ts';
import {
  type Asker,
  afterCancel,
  afterCheck,
  afterClear,
  afterConfirm,
  afterHeads,
  afterPlace,
  afterRead,
  afterStanding,
  afterWait,
  done,
  PLACED_WITHIN_MS,
  type Settling,
  type UniqueStep,
  type Written,
} from '../rules/unique-steps.ts';
import { createHead } from '../table/create-head.ts';
import { placeErrors } from '../table/fit-head.ts';
import { readHead, readHeads } from '../table/read-head.ts';
import type { WriteOutcome } from '../table/refusal.ts';
import { replaceHead } from '../table/replace-head.ts';
import { judgedStandings } from '../table/staged.ts';
import { clearLock, readLock, settleLock } from '../table/unique-lock.ts';
import type { Engine } from './engine.ts';
import { accepted } from './new-job.ts';

/** Somebody on the way to a lock. */
export interface Walk<Choice, Outcome> {
  /** The fingerprint. */
  readonly key: string;
  readonly asker: Asker<Choice, Outcome>;
  readonly first: UniqueStep<Choice, Outcome>;
  /** Makes the lock that the choice asks for, and compares and sets it. */
  readonly commit: (step: CommitStep<Choice, Outcome>) => Promise<UniqueStep<Choice, Outcome>>;
  /** The lock, where it was read for many at once a moment ago. */
  readonly lockAtHand?: { readonly lock: UniqueLock | undefined } | undefined;
  /** Whether it waits for a batch that is being staged; else it ends with `LockBusy`. */
  readonly waits?: boolean;
  /** Learns what was stored behind each head that time has changed since, which the chronicle asks for. */
  readonly readAs?: Map<Head, Head>;
}

export type CommitStep<Choice, Outcome> = Extract<UniqueStep<Choice, Outcome>, { step: 'commit' }>;

/** A batch that is being staged has the lock, and this walk does not wait. */
export class LockBusy extends Error {
  override readonly name = 'LockBusy';
}

/** Each one more read of the lock means that another request won; so many in a row mean a fault. */
const STEPS = 2_000;
/** Between two looks at a batch that is being staged: at first, and at most. */
const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 320;

/**
 * Asks of the store what `rules/unique-steps` says, until that says what came of it.
 * @throws OjsError 503 where too many others were faster, a batch stays open, or what a server left half
 *   done can be neither finished nor dropped yet.
 */
export async function walkToLock<Choice, Outcome extends object>(
  engine: Engine,
  walk: Walk<Choice, Outcome>,
): Promise<Outcome> {
  const { store, clock } = engine;
  const { key, asker } = walk;
  const { readAs = new Map<Head, Head>() } = walk;
  let waitedMs = 0;
  let atHand = walk.lockAtHand;

  const current = (stored: Head): Head => {
    const head = resolve(stored, clock.now(), store.tokens.server);
    readAs.set(head, stored);
    return head;
  };

  async function place(settling: Settling & { end: 'place' }): Promise<Written<Head>> {
    if (clock.now() - settling.head.createdAt >= PLACED_WITHIN_MS) return LATE;
    // A token of this server's own: of those who place one head, one is told that he did.
    const head: Head = { ...settling.head, token: store.tokens.next() };
    const [outcome] = await Promise.all([createHead(store, head), engine.knownQueues.note(head.queue)]);
    if (outcome.written) accepted(engine, head);
    return outcome;
  }

  async function wait(): Promise<void> {
    if (walk.waits === false) throw new LockBusy('The lock belongs to a batch that is being staged.');
    const ms = Math.min(LONGEST_WAIT_MS, Math.max(FIRST_WAIT_MS, waitedMs));
    waitedMs += ms;
    await new Promise<void>((resolve) => clock.after(ms, resolve));
  }

  async function follow(
    step: Exclude<UniqueStep<Choice, Outcome>, { step: 'done' }>,
  ): Promise<UniqueStep<Choice, Outcome>> {
    switch (step.step) {
      case 'read': {
        const ownId = step.own ? asker.own?.id : undefined;
        const { lock, own } = atHand ? { ...atHand, own: undefined } : await readLock(store, key, ownId);
        atHand = undefined;
        return afterRead(asker, lock, own && current(own), clock.now());
      }
      case 'standing':
        return afterStanding(step.lock, await standingOf(engine, step.lock.batch));
      case 'wait':
        await wait();
        return afterWait(waitedMs);
      case 'heads': {
        const stored = await readHeads(store, step.ids, true);
        const now = new Map([...stored].map(([id, head]) => [id, current(head)]));
        const isKept = (head: Head) => !isPastRetention(store.retention, head, clock.now());
        return afterHeads(asker, step, now, clock.now(), isKept);
      }
      case 'commit':
        return walk.commit(step);
      case 'check': {
        const stored = await readHead(store, step.settling.head.id);
        return afterCheck(asker, step.settling, stored && current(stored));
      }
      case 'confirm': {
        const { lock } = step.settling;
        const [now, state] = await Promise.all([readLock(store, key), standingOf(engine, lock.batch)]);
        return afterConfirm(step.settling, now.lock, state);
      }
      case 'cancel': {
        const { settling, target } = step;
        const outcome = await cancelReplaced(engine, target, readAs.get(target) ?? target);
        return outcome.written
          ? afterCancel(settling, target, outcome)
          : afterCancel(settling, target, { ...outcome, stored: outcome.stored && current(outcome.stored) });
      }
      case 'place':
        return afterPlace(asker, step.settling, await place(step.settling));
      case 'clear':
        await clearLock(store, key, step.settling.lock);
        return afterClear();
      case 'forget':
        await settleLock(store, key, step.head.nonce);
        return done(step.outcome);
    }
  }

  let step = walk.first;
  for (let steps = 0; steps < STEPS; steps += 1) {
    if (step.step !== 'done') step = await follow(step);
    else if (isUndecided(step.outcome)) {
      throw unavailable('The job meets one that is being stored or removed by another request; try again.');
    } else return step.outcome;
  }
  throw unavailable('Too many requests for the same unique job at once; try again.');
}

/** Refused for being late: nothing is written, and nothing is known of what is stored. */
const LATE = { written: false, stored: undefined } as const;

/** Cancels `target` as read; `stored` is what was read behind it. Its worker learns it from its heartbeat or ack. */
export async function cancelReplaced(engine: Engine, target: Head, stored: Head): Promise<WriteOutcome> {
  const { store, clock } = engine;
  const token = store.tokens.next();
  const next = await placeErrors(store, cancelled(target, clock.now()), token);
  const outcome = await replaceHead(store, target, next, token);
  if (!outcome.written) return outcome;
  engine.chronicle({ from: stored, head: outcome.head });
  const held = engine.leases.release(target.id);
  if (held) engine.lanes.done(held);
  return outcome;
}

async function standingOf({ store }: Engine, batch: string) {
  return (await judgedStandings(store, [batch])).get(batch) ?? 'committed';
}

function isUndecided(outcome: object): outcome is { readonly kind: 'undecided' } {
  return 'kind' in outcome && outcome.kind === 'undecided';
}
