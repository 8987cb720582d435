import type { Failure, Judgement } from '../running/exchange.ts';

/** Collects the checks of one answer. */
export interface Tally {
  /** Notes one check that could fail; `got` is undefined where it holds. */
  check(assertion: string, expected: string, got: string | undefined): void;
  /** Notes a failure of something that is no assertion of the case. */
  fail(assertion: string, expected: string, got: string): void;
  judgement(): Judgement;
}

/** A fresh tally for the step of that name. */
export function tally(step: string): Tally {
  let checks = 0;
  const failures: Failure[] = [];
  return {
    check(assertion, expected, got) {
      checks += 1;
      if (got !== undefined) failures.push({ step, assertion, expected, got });
    },
    fail(assertion, expected, got) {
      failures.push({ step, assertion, expected, got });
    },
    judgement: () => ({ checks, failures }),
  };
}
