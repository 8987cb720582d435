import fc from 'fast-check';
import type { RetryPolicy } from '../../../src/rules/retry-policy.ts';

/** Retry policies as the rules accept them. */
export const retryPolicies: fc.Arbitrary<RetryPolicy> = fc.record({
  maxAttempts: fc.integer({ min: 0, max: 2_147_483_647 }),
  initialIntervalMs: fc.integer({ min: 1, max: 86_400_000 }),
  backoffCoefficient: fc.double({ min: 1, max: 1e300, noNaN: true }),
  maxIntervalMs: fc.integer({ min: 86_400_000, max: 3_153_600_000_000 }),
  jitter: fc.boolean(),
  nonRetryableErrors: fc.array(fc.string({ minLength: 1, maxLength: 255 }), { maxLength: 5 }),
  onExhaustion: fc.constantFrom('discard', 'dead_letter'),
  backoffStrategy: fc.constantFrom('constant', 'linear', 'exponential', 'polynomial'),
});
