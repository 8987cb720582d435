import { describe, expect, it } from 'vitest';
import { errorOfAnswer, isOjsError, OjsError } from '../../../src/client/error.ts';
import { json } from './scripted-server.ts';

const body = {
  error: {
    code: 'conflict',
    type: 'conflict',
    message: 'Job x is completed.',
    retryable: false,
    details: { current_state: 'completed' },
    hint: 'Read the job.',
    docs_url: 'https://openjobspec.org/docs/errors',
    request_id: 'req_1',
  },
};

describe('DECISIONS 4: what an error of the standard tells', () => {
  it('everything that the answer says', () => {
    const error = errorOfAnswer(json(409, body), body, 3_000);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'OjsError',
      message: 'Job x is completed.',
      code: 'conflict',
      status: 409,
      retryable: false,
      details: { current_state: 'completed' },
      hint: 'Read the job.',
      requestId: 'req_1',
      retryAfterMs: 3_000,
    });
  });

  it('retryable as the server says it', () => {
    const busy = { error: { ...body.error, code: 'backend_error', retryable: true } };
    expect(errorOfAnswer(json(500, busy), busy, undefined)).toMatchObject({ retryable: true });
  });

  it.each([
    [502, '<h1>Bad gateway</h1>', 'The server answered 502', true],
    [404, undefined, 'The server answered 404', false],
    [418, null, 'The server answered 418', false],
    [404, { error: 'Not found' }, 'The server answered 404', false],
    [
      429,
      { error: { code: 'rate_limited_by_moon', message: 'Slow.' } },
      'The server answered 429: Slow.',
      true,
    ],
    [400, { error: { code: 'constructor', message: 'No.' } }, 'The server answered 400: No.', false],
    [400, { error: { code: 'conflict' } }, 'The server answered 400', false],
  ])('%i with %j is an unexpected answer', (status, each, message, retryable) => {
    const error = errorOfAnswer(json(status, {}), each, undefined);
    expect(error).toMatchObject({
      code: 'unexpected_answer',
      status,
      message,
      retryable,
      requestId: 'req_1',
    });
  });
});

describe('isOjsError', () => {
  const error = new OjsError('conflict', 'No.', { retryable: false });

  it('tells by code, by any of several, or by nothing', () => {
    expect(isOjsError(error, 'conflict')).toBe(true);
    expect(isOjsError(error, 'duplicate', 'conflict')).toBe(true);
    expect(isOjsError(error, 'duplicate')).toBe(false);
    expect(isOjsError(error)).toBe(true);
  });

  it('is false for every other thing', () => {
    expect(isOjsError(new Error('No.'), 'conflict')).toBe(false);
    expect(isOjsError({ code: 'conflict' }, 'conflict')).toBe(false);
    expect(isOjsError(undefined)).toBe(false);
  });
});
