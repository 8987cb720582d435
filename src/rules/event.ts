import type { ToldTick } from './cron.ts';
import { type Head, hasEnded } from './head.ts';
import type { JobError } from './job.ts';
import { JsonText, members, objectText } from './json-text.ts';
import { formatMs } from './timestamp.ts';

/** What this server tells of (ojs-events 3; DECISIONS.md section 6). */
export type EventType =
  | 'job.enqueued'
  | 'job.scheduled'
  | 'job.started'
  | 'job.completed'
  | 'job.failed'
  | 'job.retrying'
  | 'job.discarded'
  | 'job.cancelled'
  | 'job.expired'
  | 'queue.paused'
  | 'queue.resumed'
  | 'cron.triggered'
  | 'cron.skipped'
  | 'workflow.created'
  | 'workflow.started'
  | 'workflow.step_completed'
  | 'workflow.step_failed'
  | 'workflow.job_completed'
  | 'workflow.job_failed'
  | 'workflow.callback_fired'
  | 'workflow.completed'
  | 'workflow.failed'
  | 'workflow.cancelled';

/** Something that happened, before it has an id and a time. */
export interface Happening {
  readonly type: EventType;
  /** The job's id; for events of queues and crons their name, of workflows their id. */
  readonly subject: string;
  /** Members under the wire's names, in their order; undefined is left out. */
  readonly data: Readonly<Record<string, unknown>>;
  /**
   * Present where several servers may tell of the same thing: they all give it the same id, made of
   * this moment (ms since 1970) and the subject, so that a reader knows them for one.
   */
  readonly atMs?: number | undefined;
}

/** The longest text of an error that an event repeats, in UTF-16 units; the job has all of it. */
const MAX_TEXT = 1_000;

/**
 * What a write on a head has brought about, in the order of the job's life (ojs-events 3 and 4).
 * `from` is what was stored before, `head` what is stored now; time may have changed the job in
 * between, which is told too.
 */
export function happeningsOf(from: Head | undefined, head: Head): Happening[] {
  const failure = failureBetween(from, head);
  return [
    ...becameAvailable(from, head),
    ...(from && failure ? failed(from, head, failure) : []),
    ...outcome(from, head, failure),
  ];
}

/** The first time that a job, accepted by this write, was or will be available. */
export function enqueued(head: Head): Happening {
  const dueAt = firstDue(head);
  return happening('job.enqueued', head, { priority: head.priority }, 0, dueAt);
}

/** `queue.paused` or `queue.resumed` (ojs-events 4.2). */
export function queueEvent(type: 'queue.paused' | 'queue.resumed', queue: string): Happening {
  return { type, subject: queue, data: { queue } };
}

/** `cron.triggered` or `cron.skipped` (ojs-cron 9). */
export function tickEvent({ cron, tick, toldAt, jobId, overlapsWith }: ToldTick): Happening {
  const about = { cron_name: cron.name, cron_expression: cron.expression, timezone: cron.zone };
  const scheduled_time = formatMs(tick);
  if (jobId === undefined) {
    return {
      type: 'cron.skipped',
      subject: cron.name,
      data: {
        ...about,
        // None of the standard's reasons (9.2) is that of a job which was refused.
        reason: overlapsWith === undefined ? undefined : 'overlap_skip',
        active_job_id: overlapsWith,
        scheduled_time,
      },
    };
  }
  return {
    type: 'cron.triggered',
    subject: cron.name,
    data: {
      ...about,
      job_id: jobId,
      job_type: members(cron.template).get('type'),
      run_count: cron.runCount,
      scheduled_time,
      actual_time: formatMs(toldAt),
    },
  };
}

function becameAvailable(from: Head | undefined, head: Head): Happening[] {
  if (head.state === 'pending') return [];
  if (from?.state === 'pending') return hasEnded(head) ? [] : [activated(head)];
  if (!from) return [head.state === 'scheduled' ? scheduled(head) : enqueued(head)];
  // A dead job that is set going again begins a new life.
  if (hasEnded(from) && head.state === 'available') return [happening('job.enqueued', head, {})];
  return firstWaitEnded(from, head) ? [enqueued(head)] : [];
}

/** Activation is the first moment of a pending job, whatever moment it had asked for before. */
function activated(head: Head): Happening {
  if (head.state === 'scheduled') return scheduled(head);
  return happening('job.enqueued', head, { priority: head.priority });
}

/**
 * Whether the job was scheduled and this is the write that shows its time to have come. A blind claim
 * does not say in which state it found the job; the first attempt at a job that became available at
 * the moment it was scheduled for says the same.
 */
function firstWaitEnded(from: Head, head: Head): boolean {
  const dueAt = firstDue(head.place ? head : from);
  if (dueAt === undefined || head.state === 'scheduled' || from.failures > 0) return false;
  if (from.state === 'scheduled') return (head.endedAt ?? dueAt) >= dueAt;
  return head.state === 'active' && head.attempt === 1 && head.enqueuedAt === dueAt;
}

/** When a job that was scheduled at its enqueue is first due, in ms; its place in the open index has it. */
function firstDue({ place, dueAt, state, createdAt }: Head): number | undefined {
  if (state === 'scheduled') return dueAt;
  const placedAt = Number(place?.order.split('#')[1]);
  return placedAt > createdAt ? placedAt : undefined;
}

function scheduled(head: Head): Happening {
  return happening('job.scheduled', head, { scheduled_at: formatMs(head.dueAt ?? head.createdAt) });
}

/** The failure that came with this write. There is one at most: a stored head has one lease at most. */
function failureBetween(from: Head | undefined, head: Head): JobError | undefined {
  return from && head.failures > from.failures ? (head.errors.at(-1) ?? unknownFailure(from)) : undefined;
}

/** Where a claim finds a lease run out on a full head, the failure itself has gone into a piece. */
function unknownFailure(from: Head): JobError {
  const endedAt = Math.min(
    from.lease?.promisedAt ?? from.createdAt,
    from.lease?.deadlineAt ?? from.createdAt,
  );
  return {
    type: 'timeout',
    code: 'timeout',
    message: 'The attempt ran out of time; the errors of the job say more.',
    retryable: true,
    attempt: from.attempt,
    occurred_at: formatMs(endedAt),
  };
}

function failed(from: Head, head: Head, failure: JobError): Happening[] {
  const { attempt } = failure;
  const occurredAt = Date.parse(failure.occurred_at);
  const told: Happening = happening(
    'job.failed',
    head,
    { error: { ...errorOf(failure), retryable: failure.retryable ?? true }, ...duration(from, occurredAt) },
    attempt,
  );
  // After a lease that ran out the job is available again at once: nothing is waited for.
  const waits = head.state !== 'discarded' && failure.type !== 'visibility_timeout';
  if (!waits || head.retryDelayMs === undefined) return [told];
  const retrying = happening(
    'job.retrying',
    head,
    {
      max_attempts: head.retry.maxAttempts,
      next_retry_at: formatMs(occurredAt + head.retryDelayMs),
      error: errorOf(failure),
    },
    attempt,
  );
  return [told, retrying];
}

function outcome(from: Head | undefined, head: Head, failure: JobError | undefined): Happening[] {
  if (!from || hasEnded(from)) return [];
  switch (head.state) {
    case 'active': {
      const started = from.state !== 'active' || head.attempt > from.attempt;
      return started ? [happening('job.started', head, { worker_id: head.workerId })] : [];
    }
    case 'completed':
      return [happening('job.completed', head, { ...duration(head, head.endedAt), ...resultOf(head) })];
    case 'cancelled':
      return [happening('job.cancelled', head, {})];
    case 'discarded':
      return [head.expired ? expired(head) : discarded(head, failure)];
    default:
      return [];
  }
}

function discarded(head: Head, failure: JobError | undefined): Happening {
  return happening('job.discarded', head, {
    total_attempts: head.attempt,
    ...(failure && { last_error: errorOf(failure) }),
  });
}

function expired(head: Head): Happening {
  const expiresAt = head.expiresAt ?? head.createdAt;
  return happening('job.expired', head, {
    created_at: formatMs(head.createdAt),
    expired_at: formatMs(expiresAt),
    ttl_ms: Math.max(0, expiresAt - head.createdAt),
  });
}

/** Only what the head itself holds: a result in pieces is left out, the job has it. */
function resultOf({ result }: Head) {
  return result === undefined ? {} : { result: new JsonText(result) };
}

function duration({ startedAt }: Head, endedAt: number | undefined) {
  return startedAt === undefined || endedAt === undefined
    ? {}
    : { duration_ms: Math.max(0, endedAt - startedAt) };
}

function errorOf({ type, code, message }: JobError) {
  return { type: shortened(type), code: shortened(code), message: shortened(message) };
}

function shortened(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT).toWellFormed()}…` : text;
}

function happening(
  type: EventType,
  head: Head,
  more: Readonly<Record<string, unknown>>,
  attempt = head.attempt,
  atMs?: number,
): Happening {
  const data = { job_id: head.id, job_type: head.type, queue: head.queue, attempt, ...more };
  return { type, subject: head.id, data, atMs };
}

/** The envelope as it is kept and answered, one JSON object (ojs-events 2). */
export function envelopeText(happened: Happening, id: string, source: string, timeMs: number): string {
  return objectText([
    ['specversion', '1.0'],
    ['id', id],
    ['type', happened.type],
    ['source', source],
    ['time', formatMs(timeMs)],
    ['subject', happened.subject],
    ['data', happened.data],
  ]).text;
}
