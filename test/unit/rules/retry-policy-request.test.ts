import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration } from '../../../src/rules/duration.ts';
import { OjsError } from '../../../src/rules/errors.ts';
import { defaultRetryPolicy, parseRetryPolicy } from '../../../src/rules/retry-policy.ts';
import { retryPolicies } from './retry-policies.ts';

const parse = parseRetryPolicy;

function refusal(value: unknown): OjsError {
  try {
    parse(value);
  } catch (error) {
    if (error instanceof OjsError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(value)} was accepted`);
}

describe('ojs-retry 8: defaults', () => {
  it('are 3 attempts, 1 s, doubling, 5 min at most, jitter, discard', () => {
    expect(parse({})).toEqual({
      maxAttempts: 3,
      initialIntervalMs: 1000,
      backoffCoefficient: 2,
      maxIntervalMs: 300_000,
      jitter: true,
      nonRetryableErrors: [],
      onExhaustion: 'discard',
      backoffStrategy: 'exponential',
    });
  });

  it('are the whole policy of a job that names none', () => {
    expect(parse(undefined)).toEqual(parse({}));
  });

  it('8.1 fill what a partial policy leaves out', () => {
    expect(parse({ max_attempts: 10, on_exhaustion: 'dead_letter' })).toEqual({
      ...defaultRetryPolicy,
      maxAttempts: 10,
      onExhaustion: 'dead_letter',
    });
  });
});

describe('DECISIONS 1.4: every known spelling', () => {
  it.each([
    [{ max_attempts: 7 }, { maxAttempts: 7 }],
    [{ maxAttempts: 7 }, { maxAttempts: 7 }],
    [{ max_attempts: 0 }, { maxAttempts: 0 }],
    [{ max_attempts: 2_147_483_647 }, { maxAttempts: 2_147_483_647 }],
    [{ initial_interval: 'PT2S' }, { initialIntervalMs: 2000 }],
    [{ initialInterval: 'PT2S' }, { initialIntervalMs: 2000 }],
    [{ initial_interval: 2500 }, { initialIntervalMs: 2500 }],
    [{ initialInterval: 2500 }, { initialIntervalMs: 2500 }],
    [{ initial_interval_ms: 2500 }, { initialIntervalMs: 2500 }],
    [{ initialIntervalMs: 2500 }, { initialIntervalMs: 2500 }],
    [{ base_delay_ms: 2500 }, { initialIntervalMs: 2500 }],
    [{ max_interval: 'PT1H' }, { maxIntervalMs: 3_600_000 }],
    [{ maxInterval: 'PT1H' }, { maxIntervalMs: 3_600_000 }],
    [{ max_interval: 9000 }, { maxIntervalMs: 9000 }],
    [{ max_interval_ms: 9000 }, { maxIntervalMs: 9000 }],
    [{ maxIntervalMs: 9000 }, { maxIntervalMs: 9000 }],
    [{ backoff_coefficient: 1 }, { backoffCoefficient: 1 }],
    [{ backoffCoefficient: 1.5 }, { backoffCoefficient: 1.5 }],
    [{ jitter: false }, { jitter: false }],
    [{ non_retryable_errors: ['a.*', 'B'] }, { nonRetryableErrors: ['a.*', 'B'] }],
    [{ nonRetryableErrors: ['a.*'] }, { nonRetryableErrors: ['a.*'] }],
    [{ on_exhaustion: 'dead_letter' }, { onExhaustion: 'dead_letter' }],
    [{ onExhaustion: 'dead_letter' }, { onExhaustion: 'dead_letter' }],
    [{ backoff_strategy: 'linear' }, { backoffStrategy: 'linear' }],
    [{ backoff_type: 'polynomial' }, { backoffStrategy: 'polynomial' }],
    [{ backoff: 'exponential' }, { backoffStrategy: 'exponential' }],
    [{ backoffStrategy: 'constant' }, { backoffStrategy: 'constant' }],
    [{ backoffType: 'none' }, { backoffStrategy: 'constant' }],
    [{ backoff: 'none' }, { backoffStrategy: 'constant' }],
  ])('%j', (request, expected) => {
    expect(parse(request)).toEqual({ ...defaultRetryPolicy, ...expected });
  });

  it('the standard name wins over its synonyms', () => {
    expect(parse({ maxAttempts: 9, max_attempts: 4 }).maxAttempts).toBe(4);
    expect(parse({ initial_interval_ms: 9, initial_interval: 'PT4S' }).initialIntervalMs).toBe(4000);
  });

  it('ignores what it does not know, odd names included', () => {
    const request: unknown = JSON.parse(
      '{"retries":-1,"__proto__":{"max_attempts":-1},"constructor":{"jitter":0}}',
    );
    expect(parse(request)).toEqual(defaultRetryPolicy);
  });

  it('reads back any policy in either spelling', () => {
    fc.assert(
      fc.property(retryPolicies, (policy) => {
        const snake = {
          max_attempts: policy.maxAttempts,
          initial_interval: formatDuration(policy.initialIntervalMs),
          backoff_coefficient: policy.backoffCoefficient,
          max_interval: formatDuration(policy.maxIntervalMs),
          jitter: policy.jitter,
          non_retryable_errors: policy.nonRetryableErrors,
          on_exhaustion: policy.onExhaustion,
          backoff_strategy: policy.backoffStrategy,
        };
        expect(parse(snake)).toEqual(policy);
        expect(parse(policy)).toEqual(policy);
      }),
    );
  });
});

describe('ojs-retry 11.1: what is refused with 422, the field named', () => {
  it.each([
    ['max_attempts', -1],
    ['max_attempts', 1.5],
    ['max_attempts', 2_147_483_648],
    ['max_attempts', 1e300],
    ['max_attempts', Number.NaN],
    ['max_attempts', '3'],
    ['max_attempts', null],
    ['max_attempts', true],
    ['maxAttempts', -1],
    ['initial_interval', 'PT0S'],
    ['initial_interval', 0],
    ['initial_interval', -1],
    ['initial_interval', 0.5],
    ['initial_interval', Number.POSITIVE_INFINITY],
    ['initial_interval', 3_153_600_000_001],
    ['initial_interval', '1s'],
    ['initial_interval', 'PT'],
    ['initial_interval', 'P1M'],
    ['initial_interval', '-PT1S'],
    ['initial_interval', null],
    ['initial_interval_ms', 'PT1S'],
    ['initial_interval_ms', 0],
    ['base_delay_ms', -5],
    ['initialInterval', 'soon'],
    ['backoff_coefficient', 0.5],
    ['backoff_coefficient', 0.999999],
    ['backoff_coefficient', -2],
    ['backoff_coefficient', Number.NaN],
    ['backoff_coefficient', Number.POSITIVE_INFINITY],
    ['backoff_coefficient', '2'],
    ['backoffCoefficient', 0],
    ['max_interval', 'PT0S'],
    ['max_interval', 'P36501D'],
    ['max_interval', []],
    ['max_interval_ms', '5'],
    ['jitter', 'true'],
    ['jitter', 1],
    ['jitter', null],
    ['non_retryable_errors', 'a'],
    ['non_retryable_errors', { 0: 'a' }],
    ['non_retryable_errors', [1]],
    ['non_retryable_errors', ['']],
    ['non_retryable_errors', ['x'.repeat(256)]],
    ['non_retryable_errors', Array.from({ length: 101 }, () => 'x')],
    ['on_exhaustion', 'retry'],
    ['on_exhaustion', 'Discard'],
    ['on_exhaustion', null],
    ['backoff_strategy', 'fibonacci'],
    ['backoff_strategy', 'toString'],
    ['backoff_type', ''],
    ['backoff', { type: 'linear' }],
  ])('%s: %j', (field, value) => {
    const error = refusal({ [field]: value });
    expect(error).toMatchObject({
      status: 422,
      code: 'validation_error',
      details: { field: `retry.${field}` },
    });
    expect(error.message).toContain(field);
    expect(error.message.length).toBeLessThan(400);
  });

  it('a given max_interval below a given initial_interval', () => {
    const error = refusal({ initial_interval: 'PT10S', max_interval: 9999 });
    expect(error).toMatchObject({ status: 422, details: { field: 'retry.max_interval' } });
    expect(error.message).toContain('initial_interval');
    expect(parse({ initial_interval: 'PT10S', max_interval: 10_000 })).toMatchObject({
      maxIntervalMs: 10_000,
    });
  });

  it('but not one that only a default contradicts', () => {
    expect(parse({ initial_interval: 'PT10M' })).toMatchObject({
      initialIntervalMs: 600_000,
      maxIntervalMs: 300_000,
    });
    expect(parse({ max_interval: 'PT0.5S' })).toMatchObject({ initialIntervalMs: 1000, maxIntervalMs: 500 });
  });

  it.each([null, true, 5, 'exponential', []])('a policy that is no object: %j', (value) => {
    expect(refusal(value)).toMatchObject({ status: 422, details: { field: 'retry' } });
  });
});
