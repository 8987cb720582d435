import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultRetryPolicy,
  type RetryPolicy,
  retryPolicyFromStored,
  retryPolicyToStored,
} from '../../../src/rules/retry-policy.ts';
import { retryPolicies } from './retry-policies.ts';

describe('DESIGN decision 4: the policy in the head', () => {
  it('takes no room where all is default', () => {
    expect(retryPolicyToStored(defaultRetryPolicy)).toBeUndefined();
    expect(retryPolicyFromStored(undefined)).toEqual(defaultRetryPolicy);
  });

  it('comes back whole, whichever fields differ from the defaults', () => {
    const partial = fc
      .tuple(retryPolicies, fc.subarray(Object.keys(defaultRetryPolicy)))
      .map(([policy, chosen]): RetryPolicy => {
        const changed = Object.entries(policy).filter(([field]) => chosen.includes(field));
        return { ...defaultRetryPolicy, ...Object.fromEntries(changed) };
      });
    fc.assert(
      fc.property(partial, (policy) => {
        expect(retryPolicyFromStored(retryPolicyToStored(policy))).toEqual(policy);
      }),
    );
  });

  it('stays under 160 bytes with every field set and no list', () => {
    const text = retryPolicyToStored({
      maxAttempts: 2_147_483_647,
      initialIntervalMs: 3_153_599_999_999,
      backoffCoefficient: 1.2345678901234567,
      maxIntervalMs: 3_153_600_000_000,
      jitter: false,
      nonRetryableErrors: [],
      onExhaustion: 'dead_letter',
      backoffStrategy: 'polynomial',
    });
    expect(text?.length).toBeLessThan(160);
  });
});
