import { describe, expect, it } from 'vitest';
import { cancelled, claimed, failed, replayed, resolve } from '../../../src/rules/lifecycle.ts';
import { defaultRetryPolicy } from '../../../src/rules/retry-policy.ts';
import { headOf, leaseOf } from './head-of.ts';

const T = 1_000_000;
const toDeadLetter = { ...defaultRetryPolicy, jitter: false, onExhaustion: 'dead_letter' } as const;
const active = headOf({ state: 'active', attempt: 3, workerId: 'w1', startedAt: T, lease: leaseOf() });
const report = { message: 'no' };

describe('who enters the dead letter (ojs-dead-letter 4.1; DECISIONS 6, "Dead letter")', () => {
  it.each([
    ['attempts used up', toDeadLetter, 3, report],
    ['retryable false on the first attempt', toDeadLetter, 1, { ...report, retryable: false }],
    ['DEAD_LETTER on the first attempt', toDeadLetter, 1, { ...report, code: 'DEAD_LETTER' }],
    ['DEAD_LETTER whatever on_exhaustion says', defaultRetryPolicy, 1, { ...report, code: 'DEAD_LETTER' }],
    [
      'a type that is not retried',
      { ...toDeadLetter, nonRetryableErrors: ['Bad'] },
      1,
      { ...report, type: 'Bad' },
    ],
  ])('%s', (_name, retry, attempt, said) => {
    const dead = failed({ ...active, retry, attempt }, said, T + 5);
    expect(dead).toMatchObject({ state: 'discarded', deadLettered: true, endedAt: T + 5, attempt });
    expect(dead.errors).toHaveLength(1);
    expect(dead.place).toBeUndefined();
    expect(dead.lease).toBeUndefined();
  });

  it.each([
    ['discard, attempts used up', defaultRetryPolicy, 3, report],
    ['DISCARD', toDeadLetter, 3, { ...report, code: 'DISCARD' }],
    ['FAIL', toDeadLetter, 1, { ...report, code: 'FAIL' }],
  ])('not: %s', (_name, retry, attempt, said) => {
    const gone = failed({ ...active, retry, attempt }, said, T);
    expect(gone.state).toBe('discarded');
    expect(gone.deadLettered).toBeUndefined();
  });

  it('not: what is cancelled or expired', () => {
    expect(cancelled({ ...active, retry: toDeadLetter }, T).deadLettered).toBeUndefined();
    const expired = resolve(headOf({ retry: toDeadLetter, expiresAt: T }), T, 'me');
    expect(expired).toMatchObject({ state: 'discarded', expired: true });
    expect(expired.deadLettered).toBeUndefined();
  });

  it('a time-out or a lease that ran out on the last attempt, at its own moment', () => {
    const timedOut = { ...active, retry: toDeadLetter, lease: leaseOf({ deadlineAt: T + 50 }) };
    expect(resolve(timedOut, T + 900, 'me')).toMatchObject({ deadLettered: true, endedAt: T + 50 });
    const silent = { ...active, retry: toDeadLetter, lease: leaseOf({ promisedAt: T + 70 }) };
    expect(resolve(silent, T + 900, 'me')).toMatchObject({ deadLettered: true, endedAt: T + 70 });
  });

  it('but never on probation (DESIGN 7)', () => {
    const back = resolve({ ...active, retry: toDeadLetter }, T + 60_000, 'me');
    expect(back).toMatchObject({ state: 'available' });
    expect(back.deadLettered).toBeUndefined();
  });
});

describe('a retry from the dead letter (ojs-dead-letter 6.1; DECISIONS 5, "DLQ retry")', () => {
  const dead = failed({ ...active, retry: toDeadLetter, retryDelayMs: 1_000 }, report, T + 5);
  const place = { partition: 'O#default#0', order: '100#00000001000900#zzzzzzz#me' };
  const again = replayed(dead, place, T + 900);

  it('attempt 0, enqueued now, at the place given, what belonged to the end cleared', () => {
    expect(again).toMatchObject({ id: dead.id, state: 'available', attempt: 0, enqueuedAt: T + 900, place });
    expect([again.deadLettered, again.endedAt, again.retryDelayMs, again.workerId, again.lease]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('the history is kept, and known to be of an earlier life', () => {
    expect(again).toMatchObject({ failures: 1, failuresBefore: 1, attemptsBefore: 3, errors: dead.errors });
  });

  it('a full budget: the next failure is retried, the third ends it again, all attempts counted', () => {
    const first = failed(claimed(again, { server: 'me', defaultLeaseMs: 1 }, T + 901), report, T + 902);
    expect(first).toMatchObject({ state: 'retryable', attempt: 1, failures: 2 });
    const last = failed({ ...first, state: 'active', attempt: 3, lease: leaseOf() }, report, T + 903);
    expect(last).toMatchObject({ deadLettered: true, attempt: 3, attemptsBefore: 3, failuresBefore: 1 });
    expect(replayed(last, place, T + 904)).toMatchObject({ attemptsBefore: 6, failuresBefore: 3 });
  });
});
