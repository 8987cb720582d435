import type { Head } from './head.ts';
import {
  type ElementFate,
  type ElementsVerdict,
  judgeElements,
  type UniqueElement,
} from './unique-elements.ts';
import { type UniqueLock, withStaged } from './unique-lock.ts';
import type { Asker, UniqueStep, Written } from './unique-steps.ts';

/** The jobs of one batch that have one fingerprint. */
export interface StageRequest {
  readonly batch: string;
  /** Token of this operation. */
  readonly version: string;
  /** In the order of the request. */
  readonly elements: readonly UniqueElement[];
  /** This server, as the reader of leases. */
  readonly reader: string;
}

/** Those of the elements that are accepted, and what they replace. */
export type StageChoice = Extract<ElementsVerdict, { kind: 'settled' }>;

export type StageOutcome =
  /**
   * The lock names those that are accepted; `lock` is what was read, where it had not to be written. What
   * is replaced is to be cancelled after the commit.
   */
  | ({ readonly kind: 'staged'; readonly lock?: UniqueLock | undefined } & Omit<StageChoice, 'kind'>)
  /** One is rejected for the sake of this job, stored or earlier in the batch. */
  | {
      readonly kind: 'rejected';
      readonly element: UniqueElement;
      readonly of: Head;
      readonly lock: UniqueLock | undefined;
    }
  /** A job with the id of this one is stored already. */
  | { readonly kind: 'id-taken'; readonly element: UniqueElement; readonly head: Head };

type Step = UniqueStep<StageChoice, StageOutcome>;

/** The staging of a batch's jobs of one fingerprint (DESIGN decision 21): the batch's header commits them. */
export function stageAsker(request: StageRequest): Asker<StageChoice, StageOutcome> {
  const { elements, reader } = request;
  return {
    decide(lock, heads, now) {
      for (const head of heads) {
        const element = elements.find((one) => one.head.id === head.id);
        if (element) return { kind: 'done', outcome: { kind: 'id-taken', element, head } };
      }
      const verdict = judgeElements(elements, heads, now, reader);
      if (verdict.kind === 'rejected') return { kind: 'done', outcome: { ...verdict, lock } };
      return verdict.fates.some(({ kind }) => kind === 'accepted')
        ? { kind: 'commit', choice: verdict }
        : { kind: 'done', outcome: { ...verdict, kind: 'staged', lock } };
    },
  };
}

/** The lock that names what is staged: `staged` are the accepted jobs as they are to be stored. */
export function lockToStage(
  { batch, version, elements }: StageRequest,
  { lock, heads, choice }: Extract<Step, { step: 'commit' }>,
  staged: readonly Head[],
  now: number,
): UniqueLock {
  const periodMs = Math.max(0, ...elements.map(({ policy }) => policy.periodMs ?? 0));
  return withStaged(lock, heads, { batch, version, staged, replaces: choice.replaces, periodMs, now });
}

export function afterStage(
  { version }: StageRequest,
  choice: StageChoice,
  outcome: Written<UniqueLock>,
): Step {
  // Nobody goes past the lock of an open batch: where it is ours still, the refusal is of our own success.
  const ours = outcome.written || outcome.stored?.version === version;
  return ours ? { step: 'done', outcome: { ...choice, kind: 'staged' } } : { step: 'read', own: false };
}

/** Those that are stored with the batch. */
export function acceptedOf(fates: readonly ElementFate[]): Extract<ElementFate, { kind: 'accepted' }>[] {
  return fates.filter((fate) => fate.kind === 'accepted');
}

/**
 * Cancels what a committed batch replaces, for whoever meets one of its jobs before that is done. Has no
 * commit of its own.
 */
export function finishAsker(batch: string): Asker<never, { readonly kind: 'finished' }> {
  const finished = { kind: 'finished' } as const;
  return {
    // Where nothing is replaced there is nothing to do; and to read its heads would be to come here again.
    through: (lock) =>
      lock?.batch === batch && lock.holders.some(({ replaced }) => replaced) ? undefined : finished,
    decide: () => ({ kind: 'done', outcome: finished }),
  };
}
