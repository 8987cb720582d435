import { describe, expect, it } from 'vitest';
import { retryDelayMs } from '../../../src/rules/backoff.ts';
import { decideFailure, type FailureReport, jobErrorOf, matchesEntry } from '../../../src/rules/failure.ts';
import { JsonText } from '../../../src/rules/json-text.ts';
import { defaultRetryPolicy, type RetryPolicy } from '../../../src/rules/retry-policy.ts';

const jobId = '019539a4-b68c-7def-8000-1a2b3c4d5e6f';
const plain: FailureReport = { code: 'handler_error', message: 'connection reset' };

function verdict(policy: Partial<RetryPolicy>, attempt: number, report: Partial<FailureReport> = {}) {
  return decideFailure({ ...defaultRetryPolicy, ...policy }, attempt, { ...plain, ...report }, jobId);
}

function withClass(errorClass: string): Partial<FailureReport> {
  return { details: new JsonText(`{ "error_class" : ${JSON.stringify(errorClass)} }`) };
}

describe('ojs-retry 2.2: attempts and exhaustion', () => {
  it('retries after the delay of the attempt that failed while attempts are left', () => {
    expect(verdict({}, 2)).toEqual({ kind: 'retry', delayMs: retryDelayMs(defaultRetryPolicy, 2, jobId) });
  });

  it('takes max_attempts for an exact upper bound', () => {
    expect(verdict({ maxAttempts: 5 }, 4).kind).toBe('retry');
    expect(verdict({ maxAttempts: 5 }, 5)).toEqual({ kind: 'discard' });
    expect(verdict({ maxAttempts: 5 }, 6)).toEqual({ kind: 'discard' });
  });

  it('max_attempts 0 and 1: the first failure is final', () => {
    expect(verdict({ maxAttempts: 0 }, 1)).toEqual({ kind: 'discard' });
    expect(verdict({ maxAttempts: 1 }, 1)).toEqual({ kind: 'discard' });
  });

  it('on_exhaustion dead_letter sends the spent job to the dead letters', () => {
    expect(verdict({ maxAttempts: 1, onExhaustion: 'dead_letter' }, 1)).toEqual({ kind: 'dead_letter' });
  });
});

describe('DECISIONS 1.4: retryable false is final', () => {
  it('discards at once whatever attempts remain', () => {
    expect(verdict({ maxAttempts: 25 }, 1, { retryable: false })).toEqual({ kind: 'discard' });
  });

  it('still lets on_exhaustion decide about the dead letters', () => {
    expect(verdict({ onExhaustion: 'dead_letter' }, 1, { retryable: false })).toEqual({
      kind: 'dead_letter',
    });
  });

  it('retryable true does not outlive the attempts', () => {
    expect(verdict({ maxAttempts: 1 }, 1, { retryable: true })).toEqual({ kind: 'discard' });
  });
});

describe('ojs-retry 6.2: matching of non_retryable_errors', () => {
  it.each([
    ['validation.payload_invalid', 'validation.payload_invalid', true],
    ['validation.payload_invalid', 'validation.schema_error', false],
    ['auth.*', 'auth.token_expired', true],
    ['auth.*', 'auth.token.expired', true],
    ['auth.*', 'auth', false],
    ['auth.*', 'authx.token', false],
    ['auth.*', 'external.auth.failure', false],
    ['auth*', 'auth.failure', false],
    ['Auth.*', 'auth.failure', false],
    ['auth.*', 'auth.', true],
    ['a.c', 'abc', false],
  ])('%s against %s: %s', (entry, name, matches) => {
    expect(matchesEntry(entry, name)).toBe(matches);
  });

  it('compares with the type, the error class in the details and the code', () => {
    const policy = { nonRetryableErrors: ['Fatal'], maxAttempts: 9 };
    expect(verdict(policy, 1, { type: 'Fatal' })).toEqual({ kind: 'discard' });
    expect(verdict(policy, 1, withClass('Fatal'))).toEqual({ kind: 'discard' });
    expect(verdict(policy, 1, { code: 'Fatal' })).toEqual({ kind: 'discard' });
    expect(verdict(policy, 1, { type: 'Other', ...withClass('Other') }).kind).toBe('retry');
    expect(verdict(policy, 1, { message: 'Fatal' }).kind).toBe('retry');
  });

  it('6.3 on_exhaustion decides about the dead letters', () => {
    const policy = { nonRetryableErrors: ['auth.*'], onExhaustion: 'dead_letter' } as const;
    expect(verdict(policy, 1, { type: 'auth.forbidden' })).toEqual({ kind: 'dead_letter' });
  });
});

describe('ojs-retry 7.2: directive codes', () => {
  it.each(['DISCARD', 'FAIL'])('%s discards without the dead letters', (code) => {
    expect(verdict({ onExhaustion: 'dead_letter' }, 1, { code })).toEqual({ kind: 'discard' });
  });

  it('DEAD_LETTER goes to the dead letters whatever on_exhaustion says', () => {
    expect(verdict({ onExhaustion: 'discard' }, 1, { code: 'DEAD_LETTER', retryable: true })).toEqual({
      kind: 'dead_letter',
    });
  });

  it('RETRY ignores retryable false and the match list, but not max_attempts', () => {
    const policy = { nonRetryableErrors: ['auth.*'] };
    const report = { code: 'RETRY', type: 'auth.forbidden', retryable: false };
    expect(verdict(policy, 1, report).kind).toBe('retry');
    expect(verdict(policy, 3, report)).toEqual({ kind: 'discard' });
  });

  it('is a directive only in upper case', () => {
    expect(verdict({}, 1, { code: 'discard' }).kind).toBe('retry');
  });
});

describe('DECISIONS 1.3: the stored error', () => {
  const at = Date.UTC(2026, 1, 12, 10, 31, 5, 7);

  it('keeps all the worker sent, with attempt and time', () => {
    const details = new JsonText('{"n":1.00000000000000000001}');
    const report = { type: 'Smtp', code: 'timeout', message: 'late', retryable: true, details };
    expect(jobErrorOf(report, 2, at)).toEqual({
      type: 'Smtp',
      code: 'timeout',
      message: 'late',
      retryable: true,
      attempt: 2,
      occurred_at: '2026-02-12T10:31:05.007Z',
      details,
    });
  });

  it('takes the type from the error class where none was sent, else from the code', () => {
    expect(jobErrorOf({ ...plain, ...withClass('SmtpConnectionError') }, 1, at)).toMatchObject({
      type: 'SmtpConnectionError',
      code: 'handler_error',
    });
    expect(jobErrorOf({ code: 'E42', message: 'm' }, 1, at)).toMatchObject({ type: 'E42', code: 'E42' });
  });

  it('takes handler_error for the code where none was sent, and leaves out what was not sent', () => {
    expect(jobErrorOf({ message: 'm' }, 1, at)).toStrictEqual({
      type: 'handler_error',
      code: 'handler_error',
      message: 'm',
      attempt: 1,
      occurred_at: '2026-02-12T10:31:05.007Z',
    });
  });

  it.each([
    '{"error_class":7}',
    '{"error_class":""}',
    '{"error_class":null}',
    '[1]',
    '"x"',
    '{"x":{"error_class":"no"}}',
  ])('ignores an error class that is no name: %s', (details) => {
    expect(jobErrorOf({ ...plain, details: new JsonText(details) }, 1, at).type).toBe('handler_error');
  });
});
