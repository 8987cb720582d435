import { describe, expect, it, test } from 'vitest';
import { asOjsError, errorAnswer } from '../../../src/http/error-answer.ts';
import { type ErrorCode, OjsError, tooLarge } from '../../../src/rules/errors.ts';

/** Every code; one that is missing does not compile. */
const retryable: Readonly<Record<ErrorCode, boolean>> = {
  invalid_payload: false,
  invalid_request: false,
  unauthenticated: false,
  not_found: false,
  duplicate: false,
  conflict: false,
  validation_error: false,
  unsupported: false,
  rate_limited: true,
  backend_error: true,
};
const codes = Object.keys(retryable) as ErrorCode[];

describe('DECISIONS 1.2: the body of a refusal', () => {
  test.each(codes)('%s has a hint of its own, a link, and says whether to try again', (code) => {
    const { error } = errorAnswer(new OjsError(400, code, 'No.'), 'req_1');
    expect(error).toMatchObject({ code, type: code, message: 'No.', retryable: retryable[code] });
    expect(error.hint).toMatch(/^[A-Z].*\.$/);
    expect(error.docs_url).toMatch(/^https:\/\//);
    expect(error.request_id).toBe('req_1');
  });

  it('no two codes have the same hint', () => {
    const hints = codes.map((code) => errorAnswer(new OjsError(400, code, ''), '').error.hint);
    expect(new Set(hints).size).toBe(codes.length);
  });

  it('has details only where there are some', () => {
    expect(errorAnswer(new OjsError(400, 'conflict', ''), '').error).not.toHaveProperty('details');
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
