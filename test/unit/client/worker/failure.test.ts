import { describe, expect, it } from 'vitest';
import { failureOf, NonRetryableError } from '../../../../src/client/worker/failure.ts';

describe('ojs-worker-protocol: what a handler throws, as it goes to the server', () => {
  it('an Error by its name, message and code, without its stack', () => {
    const thrown = Object.assign(new RangeError('Too much.'), { code: 'E_RANGE' });
    expect(failureOf(thrown, false)).toEqual({ type: 'RangeError', message: 'Too much.', code: 'E_RANGE' });
  });

  it('the stack where it is asked for', () => {
    const thrown = new Error('No.');
    expect(failureOf(thrown, true)).toEqual({
      type: 'Error',
      message: 'No.',
      details: { stack: thrown.stack },
    });
  });

  it('ojs-retry 6: a NonRetryableError is not retryable, nor is a class made from it', () => {
    class NoMailbox extends NonRetryableError {}
    expect(failureOf(new NonRetryableError('Never.'), false)).toEqual({
      type: 'NonRetryableError',
      message: 'Never.',
      retryable: false,
    });
    expect(failureOf(new NoMailbox('Never.', { cause: 1 }), false)).toMatchObject({ retryable: false });
  });

  it.each([
    ['a text', 'No.', 'No.'],
    ['nothing', undefined, 'The handler threw what is no Error.'],
    ['what cannot be a text', Object.create(null), 'The handler threw what is no Error.'],
  ])('%s', (_, thrown, message) => {
    expect(failureOf(thrown, true)).toEqual({ message });
  });

  it('a message that is too long for a job is cut, and never within a character', () => {
    expect(failureOf(new Error('x'.repeat(2_000_000)), false).message).toHaveLength(10_000);
    expect(failureOf(`${'x'.repeat(9_999)}😀`, false).message).toBe('x'.repeat(9_999));
  });
});
