import type { Head } from './head.ts';
import { judge, type UniqueLock, withNewest } from './unique-lock.ts';
import type { UniquePolicy } from './unique-policy.ts';
import { type Asker, done, settle, type UniqueStep, type Written } from './unique-steps.ts';

/** A new job before it has a head. */
export interface UniqueRequest {
  readonly id: string;
  /** Token of this operation; the head's nonce. */
  readonly nonce: string;
  readonly policy: UniquePolicy;
  /** Whether the client chose the id, so that it may be stored already. */
  readonly clientId: boolean;
}

/** The job is accepted. */
export interface EnqueueChoice {
  /** What it replaces. */
  readonly replaces: readonly Head[];
  /** The scheduled job whose time it takes over. */
  readonly schedule?: Head | undefined;
}

export type EnqueueOutcome =
  /** The job is stored. */
  | { readonly kind: 'created'; readonly head: Head }
  /** A job with this id is stored already. */
  | { readonly kind: 'id-taken'; readonly head: Head }
  /** The policy finds it the same as this job; `lock` is what was read. */
  | { readonly kind: 'duplicate'; readonly head: Head; readonly lock: UniqueLock }
  /**
   * It replaces jobs, and its id may be put by others at any moment, also without a policy: it has to be
   * theirs or ours before anything is cancelled, so the job goes the way of a batch.
   */
  | { readonly kind: 'needs-batch' };

type Step = UniqueStep<EnqueueChoice, EnqueueOutcome>;

/** The enqueue of one job (DESIGN decision 20): the lock commits it. */
export function enqueueAsker(request: UniqueRequest): Asker<EnqueueChoice, EnqueueOutcome> {
  const { id, nonce, policy, clientId } = request;
  return {
    own: {
      id,
      nonce,
      stored: (head) => ({ kind: head.nonce === nonce ? 'created' : 'id-taken', head }),
    },
    decide(lock, heads, now) {
      const verdict = judge(policy, heads, now);
      if (verdict.kind === 'accept') {
        return verdict.replaces.length > 0 && clientId
          ? { kind: 'done', outcome: { kind: 'needs-batch' } }
          : { kind: 'commit', choice: verdict };
      }
      // There is no duplicate where there is no lock.
      if (!lock) throw new Error('A duplicate without a lock.');
      return { kind: 'done', outcome: { kind: 'duplicate', head: verdict.of, lock } };
    },
  };
}

/** Where it begins. */
export function firstStep(request: UniqueRequest): Step {
  return { step: 'read', own: request.clientId };
}

/** The lock that accepts `head`, the job as it is to be placed. */
export function lockToCommit(
  { policy }: UniqueRequest,
  { lock, heads, choice }: Extract<Step, { step: 'commit' }>,
  head: Head,
  now: number,
): UniqueLock {
  return withNewest(lock, heads, { head, replaces: choice.replaces, policy, now });
}

/** `head` is the one that the new lock holds. */
export function afterCommit(
  request: UniqueRequest,
  { replaces }: EnqueueChoice,
  head: Head,
  outcome: Written<UniqueLock>,
): Step {
  const own = { end: 'place', head, replaced: replaces, own: true } as const;
  if (outcome.written) return settle(own);
  const named = outcome.stored?.holders.findIndex(({ nonce }) => nonce === request.nonce) ?? -1;
  if (named === -1) return { step: 'read', own: true };
  // The refusal of our own success. Where the lock has moved on since, others have placed our head first.
  return outcome.stored?.holders.length === named + 1 ? settle(own) : done({ kind: 'created', head });
}
