import type { BatchState } from './batch-state.ts';
import { type Head, hasEnded } from './head.ts';
import { type Holder, type UniqueLock, withoutBatch, withoutStaged } from './unique-lock.ts';

/**
 * How the lock of a fingerprint is changed, step by step (DESIGN decisions 20 and 21). A step says what
 * to ask of the store; the function after it says what follows from the answer:
 *
 *     read ─► standing ─► heads ─► commit ─► check ─► cancel ─► place ─► done
 *      ▲ ▲       │          │        │         ▲        │         │
 *      │ │      wait        │        │         └────────┘ while something is left to be replaced
 *      │ └───────┘          ├── half done: check … place what another began, then read again
 *      │                    └── a committed batch: confirm, cancel … clear, then read again
 *      └───────────────────────── the compare-and-set was lost
 *
 * Between any two steps anything may happen, also that this server ends: whoever reads the lock next
 * goes on where it stood. Every head is as it is at the moment of the answer (`resolve`). Who asks
 * (`Asker`) decides what to do with a lock of which nothing is half done any more: `unique-enqueue`,
 * `unique-batch`, `unique-return`.
 */

/** Whoever has something to do with a lock. */
export interface Asker<Choice, Outcome> {
  /** The job that is to be placed, where it is one that the lock itself commits. */
  readonly own?: {
    readonly id: string;
    readonly nonce: string;
    /** `head` is stored under its id. */
    readonly stored: (head: Head) => Outcome;
  };
  /** There is nothing to be done any more where the lock is like this. */
  readonly through?: (lock: UniqueLock | undefined) => Outcome | undefined;
  /** `heads` are the valid ones of the lock's holders at `now`, oldest first. */
  readonly decide: (
    lock: UniqueLock | undefined,
    heads: readonly Head[],
    now: number,
  ) =>
    | { readonly kind: 'commit'; readonly choice: Choice }
    | { readonly kind: 'done'; readonly outcome: Outcome };
}

/** Something half done: what is to be cancelled, and what comes then. */
export type Settling = {
  /** As read; cancelled on condition that they still are. */
  readonly replaced: readonly Head[];
} & (
  | {
      /** The lock names this head, which is to be placed. */
      readonly end: 'place';
      readonly head: Head;
      /** Whether it is the head of this request, and not what another began. */
      readonly own: boolean;
    }
  /** The batch of this lock is committed. */
  | { readonly end: 'clear'; readonly lock: BatchLock }
);
type Placing = Extract<Settling, { end: 'place' }>;
type Clearing = Extract<Settling, { end: 'clear' }>;

/** A lock that names a batch. */
export type BatchLock = UniqueLock & { readonly batch: string };

/** What to do next. */
export type UniqueStep<Choice, Outcome> =
  /** Read the lock, and the own head with it where `own`: `afterRead`. */
  | { readonly step: 'read'; readonly own: boolean }
  /** Ask how the lock's batch stands; one that is past its deadline is aborted: `afterStanding`. */
  | { readonly step: 'standing'; readonly lock: BatchLock }
  /** Give the batch a little time: `afterWait`. */
  | { readonly step: 'wait' }
  /** Read these heads, consistently: `afterHeads`. Those `ofBatch` are what a committed one replaces. */
  | {
      readonly step: 'heads';
      readonly lock: UniqueLock;
      readonly ids: readonly string[];
      readonly ofBatch?: BatchLock;
    }
  /** Compare-and-set the lock that was read; `heads` are its valid holders'. */
  | {
      readonly step: 'commit';
      readonly lock: UniqueLock | undefined;
      readonly heads: readonly Head[];
      readonly choice: Choice;
    }
  /** Read the head to be placed: `afterCheck`. */
  | { readonly step: 'check'; readonly settling: Placing }
  /** Read the lock and how its batch stands once more: `afterConfirm`. */
  | { readonly step: 'confirm'; readonly settling: Clearing }
  /** Cancel `target` on condition that nobody wrote it since: `afterCancel`. */
  | { readonly step: 'cancel'; readonly settling: Settling; readonly target: Head }
  /** Put the head where none is stored: `afterPlace`. */
  | { readonly step: 'place'; readonly settling: Placing }
  /** Take the batch out of the lock, if it still is the one that was read; then read again. */
  | { readonly step: 'clear'; readonly settling: Clearing }
  /**
   * Take this head out of the lock, if that is still of its version: its id is another job's, so its sender
   * is refused, and nobody is to place it once that job is gone. Then `done`.
   */
  | { readonly step: 'forget'; readonly head: Head; readonly outcome: Outcome | Undecided }
  | { readonly step: 'done'; readonly outcome: Outcome | Undecided };

/** What was begun can neither be finished nor be taken for deleted yet, or a batch stays open. */
export interface Undecided {
  readonly kind: 'undecided';
}

/** How a write on a condition went; refused: with what is stored. */
export type Written<T> =
  | { readonly written: true }
  | { readonly written: false; readonly stored: T | undefined };

/** A head that the lock names is placed within this time of its commit, or by nobody. */
export const PLACED_WITHIN_MS = 3_600_000;
/**
 * After this time a missing head was deleted. Between the two lies more than a request can be under way:
 * AWS refuses one that was signed 15 minutes ago.
 */
const GONE_AFTER_MS = PLACED_WITHIN_MS + 1_200_000;
/** How long a request waits for a batch that is being staged, in ms. */
export const BATCH_PATIENCE_MS = 2_000;

const READ_AGAIN = { step: 'read', own: true } as const;

export function afterRead<C, O>(
  asker: Asker<C, O>,
  lock: UniqueLock | undefined,
  own: Head | undefined,
  now: number,
): UniqueStep<C, O> {
  if (own && asker.own) return storedFor(asker.own, own, lock?.head);
  const through = asker.through?.(lock);
  if (through) return done(through);
  if (!lock) return decide(asker, lock, [], now);
  return namesBatch(lock) ? { step: 'standing', lock } : headsOf(lock);
}

export function afterStanding<C, O>(lock: BatchLock, state: BatchState): UniqueStep<C, O> {
  const replaced = lock.holders.filter((holder) => holder.replaced);
  switch (state) {
    case 'open':
      return { step: 'wait' };
    case 'aborted':
      return headsOf(withoutStaged(lock));
    case 'committed':
      return headsOf(withoutBatch(lock));
    case 'replacing':
      return replaced.length === 0
        ? headsOf(withoutBatch(lock))
        : { step: 'heads', lock, ids: replaced.map(({ id }) => id), ofBatch: lock };
  }
}

/** @param waitedMs how long in all. */
export function afterWait<C, O>(waitedMs: number): UniqueStep<C, O> {
  return waitedMs < BATCH_PATIENCE_MS ? READ_AGAIN : done({ kind: 'undecided' });
}

/**
 * `heads` by id; those that are not stored are missing. `isKept` says of one that has ended whether it is
 * still kept: past its retention it makes nothing a duplicate, though its id stays taken while it is stored.
 */
export function afterHeads<C, O>(
  asker: Asker<C, O>,
  { lock, ofBatch }: { lock: UniqueLock; ofBatch?: BatchLock },
  heads: ReadonlyMap<string, Head>,
  now: number,
  isKept: (head: Head) => boolean = () => true,
): UniqueStep<C, O> {
  if (ofBatch) return settle({ end: 'clear', lock: ofBatch, replaced: toCancel(lock, heads) });
  const newest = lock.holders.at(-1);
  if (lock.head && newest && !heads.has(newest.id)) {
    const ageMs = now - lock.head.createdAt;
    const own = lock.head.nonce === asker.own?.nonce;
    if (ageMs < PLACED_WITHIN_MS) {
      return settle({ end: 'place', head: lock.head, replaced: toCancel(lock, heads), own });
    }
    if (ageMs < GONE_AFTER_MS) return done({ kind: 'undecided' });
  }
  const valid = lock.holders.map((holder) => validHead(holder, heads)).filter((head) => head !== undefined);
  const stored = valid.find(({ id }) => id === asker.own?.id);
  if (stored && asker.own) return done(asker.own.stored(stored));
  return decide(asker, lock, valid.filter(isKept), now);
}

/** `stored` is what is stored under the id of the head to be placed. */
export function afterCheck<C, O>(
  asker: Asker<C, O>,
  settling: Placing,
  stored: Head | undefined,
): UniqueStep<C, O> {
  return stored ? placed(asker, settling, stored) : cancelNext(settling);
}

/** `lock` is what is stored now, and `state` how the batch stands that was to be dealt with. */
export function afterConfirm<C, O>(
  settling: Clearing,
  lock: UniqueLock | undefined,
  state: BatchState,
): UniqueStep<C, O> {
  const { version, batch } = settling.lock;
  const asItWas = lock?.version === version && lock.batch === batch && state === 'replacing';
  return asItWas ? cancelNext(settling) : READ_AGAIN;
}

export function afterCancel<C, O>(
  settling: Settling,
  target: Head,
  outcome: Written<Head>,
): UniqueStep<C, O> {
  const rest = settling.replaced.filter(({ id }) => id !== target.id);
  const stored = outcome.written ? undefined : outcome.stored;
  return settle({ ...settling, replaced: stored && standsStill(target, stored) ? [stored, ...rest] : rest });
}

/** Refused: `stored` is the head that stands there; none where that is of a batch not committed yet. */
export function afterPlace<C, O>(
  asker: Asker<C, O>,
  settling: Placing,
  outcome: Written<Head>,
): UniqueStep<C, O> {
  const stored = outcome.written ? settling.head : outcome.stored;
  return stored ? placed(asker, settling, stored) : done({ kind: 'undecided' });
}

export function afterClear<C, O>(): UniqueStep<C, O> {
  return READ_AGAIN;
}

/**
 * Before each cancellation it is asked whether the new job can be seen already: then what it replaced
 * was dealt with, and a job that has been taken out of the dead letter since is not to be cancelled
 * again. What is cancelled has been read before that.
 */
export function settle<C, O>(settling: Settling): UniqueStep<C, O> {
  if (settling.end === 'place') return { step: settling.replaced.length > 0 ? 'check' : 'place', settling };
  return { step: settling.replaced.length > 0 ? 'confirm' : 'clear', settling };
}

/** Whether a refused cancellation is to be tried again: `stored` is the same job, and has not ended. */
export function standsStill(target: Head, stored: Head): boolean {
  return stored.nonce === target.nonce && !hasEnded(stored);
}

export function done<C, O>(outcome: O | Undecided): UniqueStep<C, O> {
  return { step: 'done', outcome };
}

function decide<C, O>(
  asker: Asker<C, O>,
  lock: UniqueLock | undefined,
  heads: readonly Head[],
  now: number,
): UniqueStep<C, O> {
  const decision = asker.decide(lock, heads, now);
  return decision.kind === 'done'
    ? done(decision.outcome)
    : { step: 'commit', lock, heads, choice: decision.choice };
}

function headsOf<C, O>(lock: UniqueLock): UniqueStep<C, O> {
  return { step: 'heads', lock, ids: lock.holders.map(({ id }) => id) };
}

/** What the newest replace and nobody has ended yet. */
function toCancel(lock: UniqueLock, heads: ReadonlyMap<string, Head>): Head[] {
  return lock.holders
    .filter((holder) => holder.replaced)
    .map((holder) => validHead(holder, heads))
    .filter((one) => one !== undefined)
    .filter((one) => !hasEnded(one));
}

function cancelNext<C, O>(settling: Settling): UniqueStep<C, O> {
  const [target] = settling.replaced;
  return target ? { step: 'cancel', settling, target } : settle(settling);
}

function placed<C, O>(asker: Asker<C, O>, settling: Placing, stored: Head): UniqueStep<C, O> {
  return settling.own && asker.own ? storedFor(asker.own, stored, settling.head) : READ_AGAIN;
}

/** `stored` has the own id; `inLock` is the head that the lock holds. */
function storedFor<C, O>(
  own: NonNullable<Asker<C, O>['own']>,
  stored: Head,
  inLock: Head | undefined,
): UniqueStep<C, O> {
  const outcome = own.stored(stored);
  const isTaken = inLock?.id === stored.id && inLock.nonce !== stored.nonce;
  return isTaken ? { step: 'forget', head: inLock, outcome } : done(outcome);
}

function validHead({ id, nonce }: Holder, heads: ReadonlyMap<string, Head>): Head | undefined {
  const head = heads.get(id);
  return head?.nonce === nonce ? head : undefined;
}

function namesBatch(lock: UniqueLock): lock is BatchLock {
  return lock.batch !== undefined;
}
