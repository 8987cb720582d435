import { type PolicyField, policyObject, readField } from './policy-fields.ts';

/** One start in 1,000 s, and more than any queue of this server can start. */
const LEAST_PER_SECOND = 0.001;
const MOST_PER_SECOND = 1_000_000;

const maxPerSecond: PolicyField<number> = {
  names: ['max_per_second'],
  expected: `a number of starts a second from ${LEAST_PER_SECOND} to ${MOST_PER_SECOND}, such as 50, or 0.5 for one start in two seconds`,
  accept: (value) =>
    typeof value === 'number' && value >= LEAST_PER_SECOND && value <= MOST_PER_SECOND ? value : undefined,
};

/**
 * What the rate limit of a request asks for its queue, in starts a second; undefined where it says
 * nothing of `max_per_second` (DECISIONS.md 1.4: other shapes are accepted and ignored). Throws
 * `invalidPolicy` (422) naming the field.
 */
export function parseRateLimitPolicy(value: unknown): number | undefined {
  return readField(policyObject(value, 'rate_limit'), 'rate_limit', maxPerSecond);
}
