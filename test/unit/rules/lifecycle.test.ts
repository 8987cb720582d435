import { describe, expect, it } from 'vitest';
import { FOREIGN_LEASE_MARGIN_MS, nextChange, PROBATION_MS } from '../../../src/rules/head.ts';
import {
  activated,
  cancelled,
  claimed,
  completed,
  failed,
  givenBack,
  leaseExtended,
  requeued,
  resolve,
} from '../../../src/rules/lifecycle.ts';
import { headOf, leaseOf } from './head-of.ts';

const T = 1_000_000;
const claim = { server: 'me', workerId: 'w1', defaultLeaseMs: 1_800_000 };

describe('what time alone does (DECISIONS 5, timers; DESIGN 15)', () => {
  it('leaves a head alone that nothing has happened to: the same object', () => {
    const head = headOf();
    expect(resolve(head, T + 1e9, 'me')).toBe(head);
  });

  it('makes a scheduled job available at its moment, not before; enqueued_at is that moment', () => {
    const head = headOf({ state: 'scheduled', dueAt: T + 500 });
    expect(resolve(head, T + 499, 'me').state).toBe('scheduled');
    expect(resolve(head, T + 500, 'me')).toMatchObject({
      state: 'available',
      enqueuedAt: T + 500,
      dueAt: undefined,
    });
  });

  it('discards an expired job that is not active, without completed_at (L2-TTL-001)', () => {
    const head = headOf({ expiresAt: T + 10 });
    expect(resolve(head, T + 9, 'me').state).toBe('available');
    const gone = resolve(head, T + 10, 'me');
    expect(gone).toMatchObject({ state: 'discarded', expired: true, endedAt: T + 10 });
    expect(gone.place).toBeUndefined();
  });

  it('ends a job that expired before it was made when it was made (DECISIONS 6)', () => {
    expect(resolve(headOf({ expiresAt: 0 }), T + 1, 'me')).toMatchObject({ state: 'discarded', endedAt: T });
  });

  it('ends a job that outlived its expires_at while active when its attempt ended (DECISIONS 5)', () => {
    const lease = leaseOf({ promisedAt: T + 2_000 });
    const active = headOf({ state: 'active', attempt: 1, lease, expiresAt: T + 10 });
    const gone = { state: 'discarded', expired: true, endedAt: T + 2_000 };
    expect(resolve(active, T + 9_000, 'me')).toMatchObject(gone);
    const retryable = { state: 'retryable', dueAt: T + 3_000, retryDelayMs: 1_000 } as const;
    expect(resolve(headOf({ ...retryable, expiresAt: T + 10 }), T + 2_500, 'me')).toMatchObject(gone);
    expect(resolve(headOf({ ...retryable, expiresAt: T + 2_400 }), T + 2_500, 'me')).toMatchObject({
      ...gone,
      endedAt: T + 2_400,
    });
  });

  it('does not expire an active job', () => {
    const head = headOf({ state: 'active', attempt: 1, lease: leaseOf(), expiresAt: T + 10 });
    expect(resolve(head, T + 20, 'me').state).toBe('active');
  });

  it('leaves a pending job pending when its moment comes, and discards it when it expires (ojs-core 6.4)', () => {
    const head = headOf({ state: 'pending', dueAt: T + 500, expiresAt: T + 900 });
    expect(resolve(head, T + 899, 'me')).toBe(head);
    expect(nextChange(head, 'me')).toBe(T + 900);
    expect(resolve(head, T + 900, 'me')).toMatchObject({ state: 'discarded', expired: true });
    expect(nextChange(headOf({ state: 'pending', dueAt: T + 500 }), 'me')).toBeUndefined();
  });

  it('ends a lease at its end, without backoff, with an error of type visibility_timeout (L1-VIS-001)', () => {
    const lease = leaseOf({ promisedAt: T + 2_000 });
    const head = headOf({ state: 'active', attempt: 1, workerId: 'w1', lease });
    expect(resolve(head, T + 1_999, 'me').state).toBe('active');
    const back = resolve(head, T + 2_000, 'me');
    expect(back).toMatchObject({ state: 'available', attempt: 1, enqueuedAt: T + 2_000, failures: 1 });
    expect(back.errors[0]).toMatchObject({ type: 'visibility_timeout', attempt: 1 });
    expect(back.workerId).toBeUndefined();
    expect(back.lease).toBeUndefined();
  });

  it('discards when the lease ends on the last attempt', () => {
    const lease = leaseOf({ promisedAt: T + 2_000 });
    const head = headOf({ state: 'active', attempt: 3, lease });
    expect(resolve(head, T + 2_000, 'me')).toMatchObject({ state: 'discarded', endedAt: T + 2_000 });
  });

  it('never discards a job whose lease ends on probation, whatever attempts are left (DESIGN 7)', () => {
    const head = headOf({ state: 'active', attempt: 3, lease: leaseOf() });
    expect(resolve(head, T + PROBATION_MS, 'me')).toMatchObject({ state: 'available', attempt: 3 });
  });

  it('respects a lease of another server half a second longer', () => {
    const head = headOf({ state: 'active', attempt: 1, lease: leaseOf({ server: 'other' }) });
    const end = T + PROBATION_MS;
    expect(resolve(head, end + FOREIGN_LEASE_MARGIN_MS - 1, 'me').state).toBe('active');
    expect(resolve(head, end + FOREIGN_LEASE_MARGIN_MS, 'me').state).toBe('available');
  });

  it('judges the execution time-out before the lease when both are due, and retries with backoff (L1-TMO-001)', () => {
    const lease = leaseOf({ deadlineAt: T + 2_000, promisedAt: T + 2_000 });
    const head = headOf({ state: 'active', attempt: 1, timeoutMs: 2_000, lease });
    expect(resolve(head, T + 2_000, 'me')).toMatchObject({
      state: 'retryable',
      dueAt: T + 3_000,
      retryDelayMs: 1_000,
      errors: [{ type: 'timeout', code: 'timeout' }],
    });
  });

  it('goes to the fixed point: timed out, delay over, expired', () => {
    const head = headOf({
      state: 'active',
      attempt: 1,
      lease: leaseOf({ deadlineAt: T + 2_000 }),
      expiresAt: T + 2_500,
    });
    expect(resolve(head, T + 10_000, 'me')).toMatchObject({ state: 'discarded', expired: true });
  });
});

describe('what callers do (DECISIONS 5, field effects)', () => {
  it('FETCH: attempt + 1, started_at, worker, a lease on probation', () => {
    expect(claimed(headOf(), claim, T + 5)).toMatchObject({
      state: 'active',
      attempt: 1,
      startedAt: T + 5,
      workerId: 'w1',
      lease: { server: 'me', endsAt: T + 5 + PROBATION_MS, promisedAt: T + 5 + 1_800_000 },
    });
  });

  it('takes the length from the fetch, then the job, then the default', () => {
    const head = headOf({ visibilityTimeoutMs: 2_000 });
    expect(claimed(head, { ...claim, leaseMs: 7_000 }, T).lease?.lengthMs).toBe(7_000);
    expect(claimed(head, claim, T).lease?.lengthMs).toBe(2_000);
    expect(claimed(headOf(), claim, T).lease?.lengthMs).toBe(1_800_000);
  });

  it('ACK: completed_at, out of the open index', () => {
    const done = completed(headOf({ state: 'active', attempt: 1, lease: leaseOf() }), T + 9);
    expect(done).toMatchObject({ state: 'completed', endedAt: T + 9 });
    expect(done.place).toBeUndefined();
    expect(done.lease).toBeUndefined();
  });

  it('NACK: retryable with one error and the delay, or discarded when attempts are used up', () => {
    const active = headOf({ state: 'active', attempt: 1, lease: leaseOf() });
    const report = { message: 'no', code: 'boom' };
    expect(failed(active, report, T)).toMatchObject({
      state: 'retryable',
      dueAt: T + 1_000,
      attempt: 1,
      failures: 1,
    });
    expect(failed({ ...active, attempt: 3 }, report, T)).toMatchObject({ state: 'discarded', endedAt: T });
  });

  it('NACK with requeue: available, the attempt taken back, no error', () => {
    const back = requeued(headOf({ state: 'active', attempt: 2, lease: leaseOf() }), T + 3);
    expect(back).toMatchObject({ state: 'available', attempt: 1, failures: 0, enqueuedAt: T + 3 });
  });

  it('NACK past expires_at: discarded, with its error or, requeued, without (DECISIONS 5)', () => {
    const active = headOf({ state: 'active', attempt: 1, lease: leaseOf(), expiresAt: T + 10 });
    const gone = { state: 'discarded', expired: true, endedAt: T + 20 };
    expect(failed(active, { message: 'no' }, T + 20)).toMatchObject({ ...gone, attempt: 1, failures: 1 });
    expect(requeued(active, T + 20)).toMatchObject({ ...gone, attempt: 0, failures: 0 });
    expect(failed(active, { message: 'no' }, T + 9).state).toBe('retryable');
    expect(requeued(active, T + 9).state).toBe('available');
  });

  it('NACK past expires_at where the failure is final: discarded by it, not by the expiry', () => {
    const active = headOf({ state: 'active', attempt: 3, lease: leaseOf(), expiresAt: T + 10 });
    const dead = failed(active, { message: 'no', code: 'DEAD_LETTER' }, T + 20);
    expect(dead).toMatchObject({ state: 'discarded', deadLettered: true });
    expect(dead.expired).toBeUndefined();
  });

  it('CANCEL keeps started_at and attempt (L0-LC-008)', () => {
    const gone = cancelled(headOf({ state: 'active', attempt: 1, startedAt: T, lease: leaseOf() }), T + 4);
    expect(gone).toMatchObject({ state: 'cancelled', endedAt: T + 4, startedAt: T, attempt: 1 });
  });

  it('a claim given back is as if it had not been, but for its tokens (DESIGN 7)', () => {
    const head = headOf();
    const { startedAt: _none, ...back } = givenBack(claimed(head, claim, T + 5));
    expect(back).toMatchObject({ state: 'available', attempt: 0, place: head.place, enqueuedAt: T });
    expect(back.workerId).toBeUndefined();
  });
});

describe('extending a lease never shortens it (DESIGN 7 and 8)', () => {
  it('keeps the promise while on probation', () => {
    const head = headOf({ state: 'active', attempt: 1, lease: leaseOf() });
    expect(leaseExtended(head, T + 60_000).lease).toMatchObject({
      endsAt: T + 60_000,
      promisedAt: T + 1_800_000,
    });
  });

  it('moves both ends once the promise is shorter than what is granted', () => {
    const head = headOf({ state: 'active', attempt: 1, lease: leaseOf({ promisedAt: T + 2_000 }) });
    expect(leaseExtended(head, T + 3_000).lease).toMatchObject({ endsAt: T + 3_000, promisedAt: T + 3_000 });
    expect(leaseExtended(head, T + 1_000).lease).toMatchObject({ promisedAt: T + 2_000 });
  });
});

describe('ACTIVATE (ojs-core 6.4, DECISIONS 5)', () => {
  it('makes a pending job available from now on, and says when', () => {
    const head = headOf({ state: 'pending', dueAt: T + 10 });
    const next = activated(head, T + 10);
    expect(next).toMatchObject({ state: 'available', enqueuedAt: T + 10, activatedAt: T + 10 });
    expect(next.dueAt).toBeUndefined();
  });

  it('makes it scheduled where its moment is still to come', () => {
    const head = headOf({ state: 'pending', dueAt: T + 500 });
    expect(activated(head, T + 10)).toMatchObject({
      state: 'scheduled',
      dueAt: T + 500,
      enqueuedAt: T,
      activatedAt: T + 10,
    });
  });
});
