import { describe, expect, it } from 'vitest';
import { LONGEST_HINT_DELAY_MS, waitsLong } from '../../../src/rules/head.ts';
import { activated, cancelled, claimed, failed, promoted, resolve } from '../../../src/rules/lifecycle.ts';
import { defaultRetryPolicy } from '../../../src/rules/retry-policy.ts';
import { headOf, leaseOf } from './head-of.ts';

const NOW = 1_000_000;
const HOUR = 3_600_000;

describe('DESIGN decisions 9 and 15: what waits longer than SQS can delay', () => {
  it('a quarter of an hour is not long, a millisecond more is', () => {
    expect(waitsLong(NOW + LONGEST_HINT_DELAY_MS, NOW)).toBeUndefined();
    expect(waitsLong(NOW + LONGEST_HINT_DELAY_MS + 1, NOW)).toBe(true);
    expect(waitsLong(undefined, NOW)).toBeUndefined();
  });

  const waiting = headOf({ state: 'scheduled', dueAt: NOW + HOUR, awaitsPromotion: true });

  it('promotion changes nothing but that', () => {
    expect(promoted(waiting)).toEqual({ ...waiting, awaitsPromotion: undefined });
  });

  it('the wait is over when the job is due, claimed, cancelled or expired, promoted or not', () => {
    expect(resolve(waiting, NOW + HOUR - 1, 'me').awaitsPromotion).toBe(true);
    const due = resolve(waiting, NOW + HOUR, 'me');
    expect(due).toMatchObject({ state: 'available', enqueuedAt: NOW + HOUR });
    expect(due.awaitsPromotion).toBeUndefined();
    expect(claimed(due, { server: 'me', defaultLeaseMs: 1_000 }, NOW + HOUR).awaitsPromotion).toBeUndefined();
    expect(cancelled(waiting, NOW).awaitsPromotion).toBeUndefined();
    const expired = resolve({ ...waiting, expiresAt: NOW + 1 }, NOW + 1, 'me');
    expect(expired).toMatchObject({ state: 'discarded', expired: true });
    expect(expired.awaitsPromotion).toBeUndefined();
  });

  it('a pending job waits for its activation first', () => {
    const pending = headOf({ state: 'pending', dueAt: NOW + HOUR });
    expect(activated(pending, NOW)).toMatchObject({ state: 'scheduled', awaitsPromotion: true });
    expect(activated(pending, NOW + HOUR - 1).awaitsPromotion).toBeUndefined();
  });

  it('a retry in an hour waits so too, one in a second does not', () => {
    const active = (initialIntervalMs: number) =>
      headOf({
        state: 'active',
        attempt: 1,
        lease: leaseOf(),
        retry: { ...defaultRetryPolicy, jitter: false, initialIntervalMs, maxIntervalMs: HOUR },
      });
    const report = { code: 'handler_error', message: 'no' };
    expect(failed(active(HOUR), report, NOW)).toMatchObject({ state: 'retryable', awaitsPromotion: true });
    expect(failed(active(1_000), report, NOW).awaitsPromotion).toBeUndefined();
  });
});
