import { describe, expect, it } from 'vitest';
import { rateLimitOf } from '../../../../src/rules/rate-limit.ts';
import { parseRateLimitPolicy } from '../../../../src/rules/rate-limit-policy.ts';

describe('DECISIONS 1.4, rate limit: max_per_second', () => {
  it.each([0.001, 0.2, 0.5, 1, 2.5, 50, 1_000_000])('%d is taken', (max_per_second) => {
    expect(parseRateLimitPolicy({ max_per_second })).toBe(max_per_second);
  });

  it.each([
    0,
    -1,
    0.0009,
    1_000_001,
    1e308,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '5',
    '',
    null,
    true,
    [5],
    { limit: 5 },
  ])('%j is refused: the message names the field and what it may be', (max_per_second) => {
    expect(() => parseRateLimitPolicy({ max_per_second })).toThrowError(
      expect.objectContaining({
        status: 422,
        code: 'validation_error',
        details: { field: 'rate_limit.max_per_second' },
        message: expect.stringMatching(
          /^rate_limit\.max_per_second: must be a number of starts a second from 0\.001 to 1000000, .*; received /,
        ),
      }),
    );
  });

  it.each([
    [{}],
    [{ key: 'api', concurrency: 3 }],
    [{ rate: { limit: 1, period: 'PT1M' }, throttle: 'x', maxPerSecond: 0 }],
  ])('%j says nothing of it', (policy) => {
    expect(parseRateLimitPolicy(policy)).toBeUndefined();
  });

  it.each([
    [50, { starts: 50, perMs: 1_000 }],
    [1, { starts: 1, perMs: 1_000 }],
    [0.5, { starts: 1, perMs: 2_000 }],
    [0.2, { starts: 1, perMs: 5_000 }],
    [2.5, { starts: 3, perMs: 1_200 }],
  ])('%d a second is kept as %j', (maxPerSecond, limit) => {
    expect(rateLimitOf(maxPerSecond)).toEqual(limit);
  });
});
