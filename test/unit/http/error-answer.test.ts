import { describe, expect, it, test } from 'vitest';
import { asOjsError, errorAnswer } from '../../../src/http/error-answer.ts';
import { conflict, notFound, tooLarge, unavailable } from '../../../src/rules/errors.ts';

describe('DECISIONS 1.2: the body of a refusal', () => {
  test.each([
    [notFound('job', 'x'), 'not_found', false],
    [unavailable('Later.'), 'backend_error', true],
  ])('%s has type and code, a hint, a link, and says whether to try again', (refusal, code, retryable) => {
    const { error } = errorAnswer(refusal, 'req_1');
    expect(error).toMatchObject({ code, type: code, message: refusal.message, retryable });
    expect(error.hint).toMatch(/^[A-Z].*\.$/);
    expect(error.docs_url).toMatch(/^https:\/\//);
    expect(error.request_id).toBe('req_1');
  });

  it('has details only where there are some', () => {
    expect(errorAnswer(unavailable(''), '').error).not.toHaveProperty('details');
    expect(errorAnswer(conflict('', { job_id: 'x' }), '').error.details).toEqual({ job_id: 'x' });
    expect(errorAnswer(tooLarge('meta', 2, 1), '').error.details).toEqual({
      field: 'meta',
      actual_bytes: 2,
      max_bytes: 1,
    });
  });
});

describe('DECISIONS 4: a fault of any kind', () => {
  it.each([
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('slow down'), { name: 'ThrottlingException' }),
    Object.assign(new Error('late'), { name: 'TimeoutError' }),
  ])('is 503 where a store cannot be reached: %s', (error) => {
    expect(asOjsError(error)).toMatchObject({ status: 503, code: 'backend_error', cause: error });
  });

  it.each([
    new Error('a secret'),
    'a secret',
    undefined,
    null,
  ])('is 500 and tells nothing of it: %s', (error) => {
    const refusal = asOjsError(error);
    expect(refusal).toMatchObject({ status: 500, code: 'backend_error' });
    expect(JSON.stringify(errorAnswer(refusal, ''))).not.toContain('secret');
  });

  it('is 404 where the path has escapes that mean nothing', () => {
    expect(asOjsError(new URIError('%E0'))).toMatchObject({ status: 404, code: 'not_found' });
  });
});
