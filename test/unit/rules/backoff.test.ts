import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryDelayMs } from '../../../src/rules/backoff.ts';
import { defaultRetryPolicy, type RetryPolicy } from '../../../src/rules/retry-policy.ts';
import { retryPolicies } from './retry-policies.ts';

const jobId = '019539a4-b68c-7def-8000-1a2b3c4d5e6f';
const exact: RetryPolicy = { ...defaultRetryPolicy, jitter: false };

function delays(policy: RetryPolicy, attempts: number): number[] {
  return Array.from({ length: attempts }, (_, index) => retryDelayMs(policy, index + 1, jobId));
}

// A cap below the initial interval comes about by a partial policy over the defaults.
const policies = fc
  .tuple(retryPolicies, fc.integer({ min: 1, max: 3_153_600_000_000 }))
  .map(([policy, maxIntervalMs]) => ({ ...policy, maxIntervalMs }));
const attempts = fc.integer({ min: 1, max: 10_000 });
const ids = fc.uuid({ version: 7 });

describe('ojs-retry 3: raw delay of the failed attempt n', () => {
  it('3.1 constant: the initial interval every time', () => {
    expect(delays({ ...exact, backoffStrategy: 'constant', initialIntervalMs: 5000 }, 4)).toEqual([
      5000, 5000, 5000, 5000,
    ]);
  });

  it('3.2 linear: initial x n, whatever the coefficient', () => {
    expect(delays({ ...exact, backoffStrategy: 'linear', initialIntervalMs: 5000 }, 4)).toEqual([
      5000, 10_000, 15_000, 20_000,
    ]);
  });

  it('3.3 exponential: initial x coefficient^(n-1), capped at the longest interval', () => {
    expect(delays(exact, 11)).toEqual([
      1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000,
    ]);
  });

  it('3.4 polynomial: initial x n^coefficient', () => {
    expect(delays({ ...exact, backoffStrategy: 'polynomial', backoffCoefficient: 4 }, 5)).toEqual([
      1000, 16_000, 81_000, 256_000, 300_000,
    ]);
  });

  it('3.5 a cap below the initial interval holds from the first retry on', () => {
    expect(delays({ ...exact, maxIntervalMs: 400 }, 2)).toEqual([400, 400]);
  });
});

describe('ojs-retry 5: jitter', () => {
  it('5.1 spreads the delays of many jobs over [0.5, 1.5) of the capped delay, evenly', () => {
    const policy = { ...defaultRetryPolicy, initialIntervalMs: 10_000 };
    const seen = Array.from({ length: 4000 }, (_, index) =>
      retryDelayMs(policy, 1, `019539a4-b68c-7def-8000-${index.toString(16).padStart(12, '0')}`),
    );
    expect(Math.min(...seen)).toBeLessThan(5050);
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(5000);
    expect(Math.max(...seen)).toBeGreaterThan(14_950);
    expect(Math.max(...seen)).toBeLessThan(15_000);
    const mean = seen.reduce((sum, delay) => sum + delay, 0) / seen.length;
    expect(Math.abs(mean - 10_000)).toBeLessThan(200);
  });

  it('5.1 differs from attempt to attempt of one job', () => {
    const policy: RetryPolicy = { ...defaultRetryPolicy, backoffStrategy: 'constant', maxIntervalMs: 1e9 };
    expect(new Set(delays({ ...policy, initialIntervalMs: 1e8 }, 50)).size).toBe(50);
  });

  it('5.2, 5.3 stays within half and one and a half of the exact delay, never above the cap', () => {
    fc.assert(
      fc.property(policies, attempts, ids, (policy, attempt, id) => {
        const capped = retryDelayMs({ ...policy, jitter: false }, attempt, id);
        const delay = retryDelayMs({ ...policy, jitter: true }, attempt, id);
        expect(delay).toBeGreaterThanOrEqual(capped / 2);
        expect(delay).toBeLessThan(capped * 1.5);
        expect(delay).toBeLessThanOrEqual(policy.maxIntervalMs);
      }),
    );
  });

  it('is the same for every reader of the same job and attempt (DESIGN decision 2)', () => {
    fc.assert(
      fc.property(policies, attempts, ids, (policy, attempt, id) => {
        expect(retryDelayMs({ ...policy }, attempt, id)).toBe(retryDelayMs(policy, attempt, id));
      }),
    );
  });
});

describe('ojs-retry 3 and 5: laws of every policy', () => {
  it('gives whole milliseconds, at least 1', () => {
    fc.assert(
      fc.property(policies, attempts, ids, (policy, attempt, id) => {
        const delay = retryDelayMs(policy, attempt, id);
        expect(Number.isSafeInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('never shrinks from one attempt to the next without jitter', () => {
    fc.assert(
      fc.property(policies, attempts, ids, (policy, attempt, id) => {
        const plain = { ...policy, jitter: false };
        expect(retryDelayMs(plain, attempt + 1, id)).toBeGreaterThanOrEqual(retryDelayMs(plain, attempt, id));
      }),
    );
  });
});
