import { type Head, hasEnded } from './head.ts';
import { type Holder, judge, type UniqueLock } from './unique-lock.ts';
import type { UniquePolicy } from './unique-policy.ts';

/**
 * The enqueue of a unique job, step by step (DESIGN decision 20). A step says what to ask of the store;
 * the function after it says what follows from the answer:
 *
 *     read ─► heads ─► commit ─► check ─► cancel ─► place ─► done
 *      ▲        │         │        ▲        │         │
 *      │        │         │        └────────┘ while something is left to be replaced
 *      │        └── half done: check … place what another began, then read again
 *      └────────────── the compare-and-set was lost
 *
 * Between any two steps anything may happen, also that this server ends: whoever reads the lock next
 * goes on where it stood. Every head is as it is at the moment of the answer (`resolve`).
 */

/** A new job before it has a head. */
export interface UniqueRequest {
  readonly id: string;
  /** Token of this operation; the head's nonce. */
  readonly nonce: string;
  readonly policy: UniquePolicy;
  /** Whether the client chose the id, so that it may be stored already. */
  readonly clientId: boolean;
}

/** A head that the lock names and that is to be placed, and what is to be cancelled before. */
interface Settling {
  readonly head: Head;
  /** As read; cancelled on condition that they still are. */
  readonly replaced: readonly Head[];
  /** Whether it is the head of this request, and not what another began. */
  readonly own: boolean;
}

/** What to do next. */
export type UniqueStep =
  /** Read the lock, and the own head with it where `own`: `afterRead`. */
  | { readonly step: 'read'; readonly own: boolean }
  /** Read the heads of all holders, consistently: `afterHeads`. */
  | { readonly step: 'heads'; readonly lock: UniqueLock }
  /** Make the head and compare-and-set the lock that was read; `heads` are its valid holders': `afterCommit`. */
  | {
      readonly step: 'commit';
      readonly lock: UniqueLock | undefined;
      readonly heads: readonly Head[];
      readonly replaces: readonly Head[];
      readonly schedule?: Head | undefined;
    }
  /** Read the head to be placed: `afterCheck`. */
  | { readonly step: 'check'; readonly settling: Settling }
  /** Cancel `target` on condition that nobody wrote it since: `afterCancel`. */
  | { readonly step: 'cancel'; readonly settling: Settling; readonly target: Head }
  /** Put the head where none is stored: `afterPlace`. */
  | { readonly step: 'place'; readonly settling: Settling }
  | { readonly step: 'done'; readonly outcome: UniqueOutcome };

export type UniqueOutcome =
  /** The job is stored. */
  | { readonly kind: 'created'; readonly head: Head }
  /** A job with this id is stored already. */
  | { readonly kind: 'id-taken'; readonly head: Head }
  /** The policy finds it the same as this job; `lock` is what was read. */
  | { readonly kind: 'duplicate'; readonly head: Head; readonly lock: UniqueLock }
  /** What was begun can neither be finished nor be taken for deleted yet. */
  | { readonly kind: 'undecided' };

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

/** Where an enqueue begins. */
export function firstStep(request: UniqueRequest): UniqueStep {
  return { step: 'read', own: request.clientId };
}

export function afterRead(
  request: UniqueRequest,
  lock: UniqueLock | undefined,
  own: Head | undefined,
): UniqueStep {
  if (own) return done(ownOutcome(request, own));
  return lock ? { step: 'heads', lock } : { step: 'commit', lock, heads: [], replaces: [] };
}

/**
 * `heads` by id; those that are not stored are missing. `isKept` says of one that has ended whether it is
 * still kept: past its retention it makes nothing a duplicate, though its id stays taken while it is stored.
 */
export function afterHeads(
  request: UniqueRequest,
  lock: UniqueLock,
  heads: ReadonlyMap<string, Head>,
  now: number,
  isKept: (head: Head) => boolean = () => true,
): UniqueStep {
  const newest = lock.holders.at(-1);
  if (lock.head && newest && !heads.has(newest.id)) {
    const ageMs = now - lock.head.createdAt;
    if (ageMs < PLACED_WITHIN_MS) return finish(request, lock, lock.head, heads);
    if (ageMs < GONE_AFTER_MS) return done({ kind: 'undecided' });
  }
  const valid = lock.holders.map((holder) => validHead(holder, heads)).filter((head) => head !== undefined);
  const own = valid.find(({ id }) => id === request.id);
  if (own) return done(ownOutcome(request, own));
  const kept = valid.filter(isKept);
  const verdict = judge(request.policy, kept, now);
  if (verdict.kind === 'duplicate') return done({ kind: 'duplicate', head: verdict.of, lock });
  return { step: 'commit', lock, heads: kept, replaces: verdict.replaces, schedule: verdict.schedule };
}

/** `head` is the one that the new lock holds. */
export function afterCommit(
  request: UniqueRequest,
  replaces: readonly Head[],
  head: Head,
  outcome: Written<UniqueLock>,
): UniqueStep {
  if (outcome.written) return settle({ head, replaced: replaces, own: true });
  const named = outcome.stored?.holders.findIndex(({ nonce }) => nonce === request.nonce) ?? -1;
  if (named === -1) return { step: 'read', own: true };
  // The refusal of our own success. Where the lock has moved on since, others have placed our head first.
  return outcome.stored?.holders.length === named + 1
    ? settle({ head, replaced: replaces, own: true })
    : done({ kind: 'created', head });
}

/** `stored` is what is stored under the id of the head to be placed. */
export function afterCheck(request: UniqueRequest, settling: Settling, stored: Head | undefined): UniqueStep {
  if (stored) return settled(request, settling, stored);
  const [target] = settling.replaced;
  return target ? { step: 'cancel', settling, target } : { step: 'place', settling };
}

export function afterCancel(settling: Settling, target: Head, outcome: Written<Head>): UniqueStep {
  const rest = settling.replaced.filter(({ id }) => id !== target.id);
  const stored = outcome.written ? undefined : outcome.stored;
  const stillThere = stored && stored.nonce === target.nonce && !hasEnded(stored);
  return settle({ ...settling, replaced: stillThere ? [stored, ...rest] : rest });
}

/** Refused: `stored` is the head that stands there; none where that is of a batch not committed yet. */
export function afterPlace(request: UniqueRequest, settling: Settling, outcome: Written<Head>): UniqueStep {
  const stored = outcome.written ? settling.head : outcome.stored;
  return stored ? settled(request, settling, stored) : done({ kind: 'undecided' });
}

/** Finishes what stands half done in the lock, in the order in which it was begun. */
function finish(
  request: UniqueRequest,
  lock: UniqueLock,
  head: Head,
  heads: ReadonlyMap<string, Head>,
): UniqueStep {
  const replaced = lock.holders
    .filter((holder) => holder.replaced)
    .map((holder) => validHead(holder, heads))
    .filter((one) => one !== undefined)
    .filter((one) => !hasEnded(one));
  return settle({ head, replaced, own: head.nonce === request.nonce });
}

/**
 * Before each cancellation the own head is looked for: once it is placed, what it replaced was dealt
 * with, and a job that has been taken out of the dead letter since is not to be cancelled again.
 */
function settle(settling: Settling): UniqueStep {
  return settling.replaced.length > 0 ? { step: 'check', settling } : { step: 'place', settling };
}

function settled(request: UniqueRequest, settling: Settling, stored: Head): UniqueStep {
  return settling.own ? done(ownOutcome(request, stored)) : { step: 'read', own: true };
}

function ownOutcome(request: UniqueRequest, head: Head): UniqueOutcome {
  return { kind: head.nonce === request.nonce ? 'created' : 'id-taken', head };
}

function validHead({ id, nonce }: Holder, heads: ReadonlyMap<string, Head>): Head | undefined {
  const head = heads.get(id);
  return head?.nonce === nonce ? head : undefined;
}

function done(outcome: UniqueOutcome): UniqueStep {
  return { step: 'done', outcome };
}
