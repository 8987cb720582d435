import { describe, expect, it } from 'vitest';
import { envelopeText, type Happening, happeningsOf, queueEvent } from '../../../src/rules/event.ts';
import { sharedEventId } from '../../../src/rules/event-id.ts';
import type { Head } from '../../../src/rules/head.ts';
import {
  activated,
  cancelled,
  claimed,
  completed,
  failed,
  givenBack,
  requeued,
  resolve,
} from '../../../src/rules/lifecycle.ts';
import { headOf } from './head-of.ts';

const T0 = 1_000_000;
const CLAIM = { server: 'me', workerId: 'w1', defaultLeaseMs: 60_000 };
const scheduledHead = headOf({
  state: 'scheduled',
  dueAt: T0 + 5_000,
  place: { partition: 'O#default#0', order: '100#00000001005000#0000001#me' },
});

function typesOf(happened: readonly Happening[]): string[] {
  return happened.map(({ type }) => type);
}

/** What a blind claim tells: it has not read what it found (engine/claim). */
function blindClaim(found: Head, now: number): [Head, Head] {
  const head = claimed(resolve(found, now, 'me'), CLAIM, now);
  return [givenBack(head), head];
}

describe('events of a job (ojs-events 3.1, 3.2, 4.1)', () => {
  const fresh = headOf();
  const [, active] = blindClaim(fresh, T0 + 10);
  const error = { message: 'no', code: 'handler_error', type: 'SmtpError' };

  it('job.enqueued when it is accepted and available', () => {
    expect(happeningsOf(undefined, fresh)).toEqual([
      {
        type: 'job.enqueued',
        subject: fresh.id,
        data: { job_id: fresh.id, job_type: 'email.send', queue: 'default', attempt: 0, priority: 0 },
        atMs: undefined,
      },
    ]);
  });

  it('job.started with worker and attempt', () => {
    const [started, ...others] = happeningsOf(...blindClaim(fresh, T0 + 10));
    expect(others).toEqual([]);
    expect(started).toMatchObject({ type: 'job.started', data: { worker_id: 'w1', attempt: 1 } });
  });

  it('job.completed with its duration and its result as it was sent', () => {
    const head: Head = { ...completed(active, T0 + 250), result: '{"n":1.10}' };
    // An ack has not read the head before: engine/ack-job says it was active.
    const [done, ...others] = happeningsOf({ ...head, state: 'active' }, head);
    expect(others).toEqual([]);
    expect(done).toMatchObject({ type: 'job.completed', data: { duration_ms: 240, attempt: 1 } });
    expect(done && envelopeText(done, 'evt_1', 'ojs://x/y', T0)).toContain('"result":{"n":1.10}');
  });

  it('job.completed without a result that lies in pieces', () => {
    const head: Head = { ...completed(active, T0 + 250), resultPieces: { nonce: 'x', count: 1 } };
    expect(happeningsOf(active, head)[0]?.data).not.toHaveProperty('result');
  });

  it('job.failed and job.retrying with the moment of the retry', () => {
    const head = failed(active, error, T0 + 500);
    const happened = happeningsOf(active, head);
    expect(typesOf(happened)).toEqual(['job.failed', 'job.retrying']);
    expect(happened[0]?.data).toMatchObject({
      attempt: 1,
      duration_ms: 490,
      error: { type: 'SmtpError', code: 'handler_error', message: 'no', retryable: true },
    });
    expect(happened[1]?.data).toMatchObject({
      attempt: 1,
      max_attempts: 3,
      next_retry_at: new Date(head.dueAt ?? 0).toISOString(),
    });
  });

  it('job.failed and job.discarded when no attempt is left', () => {
    const last: Head = { ...active, attempt: 3 };
    const happened = happeningsOf(last, failed(last, error, T0 + 500));
    expect(typesOf(happened)).toEqual(['job.failed', 'job.discarded']);
    expect(happened[1]?.data).toMatchObject({ total_attempts: 3, last_error: { message: 'no' } });
  });

  it('an error whose message is long comes cut, and no half of a character with it', () => {
    const [told] = happeningsOf(active, failed(active, { message: '😀'.repeat(2_000) }, T0 + 500));
    const { message } = told?.data.error as { message: string };
    expect(message.length).toBeLessThanOrEqual(1_001);
    expect(message.isWellFormed()).toBe(true);
  });

  it('a lease that ran out, met by the next claim: job.failed, then job.started of attempt 2', () => {
    const [happened, started] = happeningsOf(
      active,
      claimed(resolve(active, T0 + 90_000, 'me'), CLAIM, T0 + 90_000),
    );
    expect(happened).toMatchObject({
      type: 'job.failed',
      data: { attempt: 1, error: { type: 'visibility_timeout' } },
    });
    expect(started).toMatchObject({ type: 'job.started', data: { attempt: 2 } });
  });

  it('a lease that ran out on a full head, whose errors are in a piece: still job.failed', () => {
    const next = { ...claimed(resolve(active, T0 + 90_000, 'me'), CLAIM, T0 + 90_000), errors: [] };
    expect(typesOf(happeningsOf(active, next))).toEqual(['job.failed', 'job.started']);
  });

  it('a time-out, met when its retry is due: job.failed, job.retrying, job.started', () => {
    const limited: Head = { ...active, lease: { ...active.lease, deadlineAt: T0 + 1_000 } as Head['lease'] };
    const current = resolve(limited, T0 + 9_000, 'me');
    expect(current.state).toBe('available');
    const happened = happeningsOf(limited, claimed(current, CLAIM, T0 + 9_000));
    expect(typesOf(happened)).toEqual(['job.failed', 'job.retrying', 'job.started']);
  });

  it('job.cancelled, and nothing else, for one that waits', () => {
    expect(typesOf(happeningsOf(fresh, cancelled(fresh, T0 + 5)))).toEqual(['job.cancelled']);
  });

  it('job.expired with what it could have waited', () => {
    const mortal = headOf({ expiresAt: T0 + 2_000 });
    const happened = happeningsOf(mortal, resolve(mortal, T0 + 3_000, 'me'));
    expect(happened).toMatchObject([{ type: 'job.expired', data: { ttl_ms: 2_000 } }]);
  });

  it('nothing for a requeue, a claim that is given back, or a heartbeat', () => {
    expect(happeningsOf(active, requeued(active, T0 + 50))).toEqual([]);
    expect(happeningsOf(active, givenBack(active))).toEqual([]);
    expect(happeningsOf(active, active)).toEqual([]);
  });

  it('job.enqueued again for a dead job that is set going again', () => {
    const dead: Head = { ...failed({ ...active, attempt: 3 }, error, T0 + 500) };
    const { endedAt: _, ...again } = dead;
    expect(typesOf(happeningsOf(dead, { ...again, state: 'available', attempt: 0 }))).toEqual([
      'job.enqueued',
    ]);
  });
});

describe('job.enqueued of a scheduled job (DECISIONS 6: on becoming available the first time)', () => {
  const due = T0 + 5_000;

  it('is not told when it is accepted: that is job.scheduled', () => {
    expect(happeningsOf(undefined, scheduledHead)).toMatchObject([
      { type: 'job.scheduled', data: { scheduled_at: new Date(due).toISOString() } },
    ]);
  });

  it.each([
    ['blindly', blindClaim(scheduledHead, due + 5)],
    [
      'after a read',
      [scheduledHead, claimed(resolve(scheduledHead, due + 5, 'me'), CLAIM, due + 5)] as const,
    ],
  ])('is told by the first claim, made %s', (_how, [from, head]) => {
    const happened = happeningsOf(from, head);
    expect(typesOf(happened)).toEqual(['job.enqueued', 'job.started']);
    expect(happened[0]).toMatchObject({ atMs: due, data: { attempt: 0 } });
  });

  it('is told of one that was cancelled after its time had come, not of one before', () => {
    expect(typesOf(happeningsOf(scheduledHead, cancelled(scheduledHead, due - 1)))).toEqual([
      'job.cancelled',
    ]);
    const available = resolve(scheduledHead, due + 1, 'me');
    expect(typesOf(happeningsOf(scheduledHead, cancelled(available, due + 1)))).toEqual([
      'job.enqueued',
      'job.cancelled',
    ]);
  });

  it('is not told of later attempts', () => {
    const first = claimed(resolve(scheduledHead, due + 5, 'me'), CLAIM, due + 5);
    const requeue = requeued(first, due + 50);
    expect(typesOf(happeningsOf(...blindClaim(requeue, due + 60)))).toEqual(['job.started']);
    const retried = failed(first, { message: 'no' }, due + 50);
    expect(typesOf(happeningsOf(...blindClaim(retried, due + 500_000)))).toEqual(['job.started']);
  });

  it('has the same id whoever tells it, a UUIDv7 of the moment', () => {
    const id = sharedEventId(due, scheduledHead.id);
    expect(id).toMatch(/^evt_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.slice(4, 17).replace('-', ''), 16)).toBe(due);
    expect(sharedEventId(due, scheduledHead.id)).toBe(id);
    expect(sharedEventId(due, headOf({ id: 'x' }).id)).not.toBe(id);
  });
});

it('queue events name their queue (ojs-events 4.2)', () => {
  expect(queueEvent('queue.paused', 'mail')).toEqual({
    type: 'queue.paused',
    subject: 'mail',
    data: { queue: 'mail' },
  });
});

describe('events of a pending job (ojs-events 3.1, ojs-core 6.4)', () => {
  const pending = headOf({ state: 'pending' });

  it('none when it is accepted, or cancelled before it was ever available but job.cancelled', () => {
    expect(happeningsOf(undefined, pending)).toEqual([]);
    expect(typesOf(happeningsOf(pending, cancelled(pending, T0 + 10)))).toEqual(['job.cancelled']);
  });

  it('job.enqueued when it is activated, also after the moment it had asked for', () => {
    const late = { ...scheduledHead, state: 'pending' } as const;
    for (const from of [pending, late]) {
      const head = activated(from, T0 + 9_000);
      expect(typesOf(happeningsOf(from, head))).toEqual(['job.enqueued']);
      expect(typesOf(happeningsOf(...blindClaim(head, T0 + 9_010)))).toEqual(['job.started']);
    }
  });

  it('job.scheduled when it is activated before its moment, and job.enqueued at it', () => {
    const early = { ...scheduledHead, state: 'pending' } as const;
    const head = activated(early, T0 + 10);
    expect(typesOf(happeningsOf(early, head))).toEqual(['job.scheduled']);
    expect(typesOf(happeningsOf(...blindClaim(head, T0 + 5_000)))).toEqual(['job.enqueued', 'job.started']);
  });
});
