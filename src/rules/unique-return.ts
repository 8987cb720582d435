import type { Head } from './head.ts';
import { type UniqueLock, withReturning } from './unique-lock.ts';
import type { Asker, UniqueStep, Written } from './unique-steps.ts';

/** A job that is about to leave the dead letter. */
export interface ReturnRequest {
  readonly head: Head;
  /** Token of this operation. */
  readonly version: string;
}

/** The lock knows the job, and will as long as it lies in the dead letter or lives. */
export interface ReturnOutcome {
  readonly kind: 'known';
}

type Step = UniqueStep<true, ReturnOutcome>;

const KNOWN: ReturnOutcome = { kind: 'known' };

/**
 * A job is made known to its lock before it leaves the dead letter: that knows, of what has died, the
 * newest alone, and a job that lives must count as a duplicate (ojs-unique-jobs 6.1).
 */
export function returnAsker({ head }: ReturnRequest): Asker<true, ReturnOutcome> {
  return {
    decide: (lock) =>
      lock?.holders.some(({ nonce, returning }) => nonce === head.nonce && returning)
        ? { kind: 'done', outcome: KNOWN }
        : { kind: 'commit', choice: true },
  };
}

/** The lock that knows the job. */
export function lockToReturn(
  request: ReturnRequest,
  { lock, heads }: Extract<Step, { step: 'commit' }>,
  now: number,
): UniqueLock {
  return withReturning(lock, heads, { ...request, now });
}

export function afterReturn({ version }: ReturnRequest, outcome: Written<UniqueLock>): Step {
  const ours = outcome.written || outcome.stored?.version === version;
  return ours ? { step: 'done', outcome: KNOWN } : { step: 'read', own: false };
}
