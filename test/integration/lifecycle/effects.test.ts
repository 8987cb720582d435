import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Job } from '../../support/api.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { call, jobNow } from './call.ts';
import { enqueue, fetch, HOLDER, jobAfter, nack, type Subject } from './states.ts';

/**
 * DECISIONS.md, section 5: what time does to each state, and the field effects that a single operation
 * on a fresh job does not show. Only the outside is visible here, so jobs are asked for until they have
 * changed.
 */

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** The job once it is in `state`. */
function once({ url, id }: Subject, state: Job['state'], withinMs = 5_000): Promise<Job> {
  return eventually(
    async () => {
      const job = await jobNow(url, id);
      return job.state === state ? job : undefined;
    },
    withinMs,
    20,
  );
}

/** The job at the first look after `moment`. */
function lookAfter({ url, id }: Subject, moment: string | undefined): Promise<Job> {
  const ms = Date.parse(moment ?? '');
  return eventually(async () => (Date.now() > ms ? await jobNow(url, id) : undefined), 5_000, 20);
}

/** Long enough for the calls before it on a busy machine. */
const soon = '+PT1.5S';
/** After the first claim this retries within milliseconds. */
const quickRetry = { initial_interval: 'PT0.01S', jitter: false };
const expired = { state: 'discarded', discarded_at: expect.any(String) };

describe('ojs-core 6.4, DECISIONS 5: what time alone does', () => {
  it('scheduled: becomes available at its moment, which is its enqueued_at then', async () => {
    const subject = await jobAfter(server.url, enqueue({ scheduled_at: soon }));
    const job = await once(subject, 'available');
    expect(job.enqueued_at).toBe(job.scheduled_at);
    expect(job.attempt).toBe(0);
    await fetch(subject);
    expect(await jobNow(server.url, subject.id)).toMatchObject({ state: 'active', attempt: 1 });
  });

  it('pending: stays pending past its moment, and is available when it is activated then', async () => {
    const subject = await jobAfter(server.url, enqueue({ pending: true, scheduled_at: soon }));
    const { scheduled_at } = await jobNow(server.url, subject.id);
    expect((await lookAfter(subject, scheduled_at)).state).toBe('pending');
    const { body } = await call(server.url, 'POST', `/jobs/${subject.id}/activate`);
    expect(body.job).toMatchObject({ state: 'available', enqueued_at: body.job?.activated_at });
    await fetch(subject);
  });

  it('pending: is scheduled when it is activated before its moment, and becomes available at it', async () => {
    const subject = await jobAfter(server.url, enqueue({ pending: true, scheduled_at: soon }));
    const { body } = await call(server.url, 'POST', `/jobs/${subject.id}/activate`);
    expect(body.job).toMatchObject({ state: 'scheduled', previous_state: 'pending' });
    await fetch(subject);
  });

  it.each([
    ['scheduled', { scheduled_at: '+PT1H' }],
    ['pending', { pending: true }],
    ['available', {}],
  ] as const)('%s: past expires_at it is discarded, without completed_at', async (state, options) => {
    const subject = await jobAfter(server.url, enqueue({ ...options, expires_at: soon }));
    const before = await jobNow(server.url, subject.id);
    expect(before.state).toBe(state);
    expect(await once(subject, 'discarded')).toEqual({ ...before, ...expired });
    const { body } = await call(server.url, 'POST', '/workers/fetch', { queues: [subject.queue] });
    expect(body.jobs).toEqual([]);
  });

  it('retryable: past expires_at it is discarded, without completed_at', async () => {
    const retry = { initial_interval: 'PT1H' };
    const subject = await jobAfter(server.url, enqueue({ retry, expires_at: soon }), fetch, nack({}));
    const { next_attempt_at: _, ...before } = await jobNow(server.url, subject.id);
    expect(await once(subject, 'discarded')).toEqual({ ...before, ...expired });
  });

  it('retryable: available when its delay is over, the failure still told', async () => {
    const subject = await jobAfter(server.url, enqueue({ retry: quickRetry }), fetch, nack({}));
    const job = await once(subject, 'available');
    expect(job).toMatchObject({ attempt: 1, retry_delay_ms: 10, error: job.errors?.[0] });
    expect(job).not.toHaveProperty('next_attempt_at');
    expect(job).not.toHaveProperty('worker_id');
    expect(Date.parse(job.enqueued_at)).toBeGreaterThan(Date.parse(job.created_at));
  });

  it('active: expires_at has no effect', async () => {
    const subject = await jobAfter(server.url, enqueue({ expires_at: soon }), fetch);
    const before = await jobNow(server.url, subject.id);
    expect(await lookAfter(subject, before.expires_at)).toEqual(before);
    expect(before.state).toBe('active');
  });

  it.each([
    ['with an error', { error: { message: 'It failed.' } }, 1],
    ['with requeue', { requeue: true }, 0],
  ] as const)('active: a nack %s past expires_at answers discarded, at the end of the attempt', async (_how, nacked, failures) => {
    const subject = await jobAfter(server.url, enqueue({ expires_at: soon }), fetch);
    const { expires_at } = await jobNow(server.url, subject.id);
    await lookAfter(subject, expires_at);
    const answer = await call(server.url, 'POST', '/workers/nack', { job_id: subject.id, ...nacked });
    expect(answer.body.state).toBe('discarded');
    const job = await jobNow(server.url, subject.id);
    expect(answer.body.job).toEqual(job);
    expect(job).toMatchObject(expired);
    expect(job).not.toHaveProperty('completed_at');
    expect(job.errors ?? []).toHaveLength(failures);
    const ended = Date.parse(String(job.discarded_at));
    expect(ended).toBeGreaterThanOrEqual(Date.parse(String(expires_at)));
    for (const error of job.errors ?? []) expect(job.discarded_at).toBe(error.occurred_at);
  });

  it('active: the execution time-out is a failure of the kind timeout, which is tried again', async () => {
    const retry = { initial_interval: 'PT1H' };
    const subject = await jobAfter(server.url, enqueue({ timeout_ms: 300, retry }), fetch);
    const job = await once(subject, 'retryable');
    expect(job.error).toMatchObject({ type: 'timeout', code: 'timeout', retryable: true, attempt: 1 });
    expect(job).toMatchObject({ attempt: 1, worker_id: HOLDER, next_attempt_at: expect.any(String) });
  });

  it('active: the end of its visibility makes it available, without delay', async () => {
    const subject = await jobAfter(server.url, enqueue({ visibility_timeout_ms: 300 }), fetch);
    const job = await once(subject, 'available');
    expect(job.error).toMatchObject({ type: 'visibility_timeout', attempt: 1 });
    expect(job.attempt).toBe(1);
    for (const field of ['worker_id', 'next_attempt_at', 'retry_delay_ms'])
      expect(job).not.toHaveProperty(field);
    expect(Date.parse(job.enqueued_at)).toBeGreaterThan(Date.parse(job.created_at));
  });

  it('active: the end of its visibility discards it when its attempts are used up', async () => {
    const options = { visibility_timeout_ms: 300, retry: { max_attempts: 1 } };
    const subject = await jobAfter(server.url, enqueue(options), fetch);
    const job = await once(subject, 'discarded');
    expect(job.error).toMatchObject({ type: 'visibility_timeout', attempt: 1 });
    expect(job.completed_at).toBe(job.discarded_at);
  });

  it('active: a heartbeat starts the visibility anew', async () => {
    const subject = await jobAfter(server.url, enqueue({ visibility_timeout_ms: 2_000 }), fetch);
    const { started_at } = await jobNow(server.url, subject.id);
    const firstEnd = Date.parse(started_at ?? '') + 2_000;
    await lookAfter(subject, new Date(firstEnd - 1_000).toISOString());
    const beat = { worker_id: HOLDER, active_jobs: [subject.id] };
    const { body } = await call(server.url, 'POST', '/workers/heartbeat', beat);
    expect(body.jobs_extended).toEqual([subject.id]);
    expect((await lookAfter(subject, new Date(firstEnd + 100).toISOString())).state).toBe('active');
    await once(subject, 'available');
  });
});

describe('DECISIONS 5, field effects of a job that failed before', () => {
  /** Active for the second time. */
  const again = () =>
    jobAfter(server.url, enqueue({ retry: quickRetry }), fetch, nack({ code: 'first' }), fetch);

  it('FETCH counts the attempt and keeps the failure and the delay that went before', async () => {
    const { id } = await again();
    const job = await jobNow(server.url, id);
    expect(job).toMatchObject({ state: 'active', attempt: 2, retry_delay_ms: 10, worker_id: HOLDER });
    expect(job.error).toMatchObject({ code: 'first', attempt: 1 });
  });

  it('ACK clears error and keeps errors', async () => {
    const { id } = await again();
    const before = await jobNow(server.url, id);
    await call(server.url, 'POST', `/jobs/${id}/ack`, { result: null });
    const { error, ...rest } = before;
    expect(error).toBeDefined();
    expect(await jobNow(server.url, id)).toEqual({
      ...rest,
      state: 'completed',
      completed_at: expect.any(String),
      result: null,
    });
  });

  it('NACK with no attempt left adds one entry, and both times of the end', async () => {
    const { id } = await again();
    const before = await jobNow(server.url, id);
    const { body } = await call(server.url, 'POST', `/jobs/${id}/nack`, {
      error: { message: 'Again.', code: 'second', retryable: false },
    });
    const job = await jobNow(server.url, id);
    const entry = { code: 'second', type: 'second', message: 'Again.', retryable: false, attempt: 2 };
    expect(job).toEqual({
      ...before,
      state: 'discarded',
      error: { ...entry, occurred_at: expect.any(String) },
      errors: [before.error, job.error],
      completed_at: expect.any(String),
      discarded_at: job.completed_at,
    });
    expect(body).toMatchObject({ state: 'discarded', discarded_at: job.discarded_at, job });
  });

  it('NACK + requeue takes the attempt back and records nothing', async () => {
    const { id } = await again();
    const { worker_id, ...before } = await jobNow(server.url, id);
    expect(worker_id).toBe(HOLDER);
    await call(server.url, 'POST', `/jobs/${id}/nack`, { requeue: true });
    const job = await jobNow(server.url, id);
    expect(job).toEqual({ ...before, state: 'available', attempt: 1, enqueued_at: job.enqueued_at });
    expect(Date.parse(job.enqueued_at)).toBeGreaterThan(Date.parse(before.enqueued_at));
  });

  it('CANCEL keeps what the attempt left: started_at, attempt, errors (L0-LC-008)', async () => {
    const { id } = await again();
    const before = await jobNow(server.url, id);
    await call(server.url, 'POST', `/jobs/${id}/cancel`);
    expect(await jobNow(server.url, id)).toEqual({
      ...before,
      state: 'cancelled',
      cancelled_at: expect.any(String),
    });
  });
});
