import type { components } from '../../generated/server-types.ts';
import type { Job, JobBody } from '../engine/job.ts';
import { type Head, NO_TIME_LIMIT_MS } from '../rules/head.ts';
import { type JsonText, members } from '../rules/json-text.ts';
import { formatMs } from '../rules/timestamp.ts';

/** A job as the spec answers it. */
export type JobAnswer = components['schemas']['Job'];

/** The flat envelope: the owner's own attributes first, then what the server says (DECISIONS.md 1.1). */
export function jobAnswer({ head, body, errors, result, parentResults }: Job): JobAnswer {
  // What failed before a retry from the dead letter is history: `error` starts anew (DECISIONS.md 1.7).
  const lastError = head.failures > (head.failuresBefore ?? 0) ? errors.at(-1) : undefined;
  return {
    ...ownAttributes(body.extra),
    specversion: '1.0',
    id: head.id,
    type: head.type,
    queue: head.queue,
    state: head.state,
    args: body.args,
    meta: body.meta,
    priority: head.priority,
    attempt: head.attempt,
    max_attempts: head.retry.maxAttempts,
    ...limits(head),
    ...times(head, body),
    ...(head.retryDelayMs !== undefined && { retry_delay_ms: head.retryDelayMs }),
    ...(head.workerId !== undefined && { worker_id: head.workerId }),
    ...(result && { result }),
    ...(lastError && head.state !== 'completed' && { error: lastError }),
    ...(errors.length > 0 && { errors: [...errors] }),
    ...(body.retry && { retry: body.retry }),
    ...(body.unique && { unique: body.unique }),
    ...(body.tags && { tags: stringsOf(body.tags) }),
    ...(body.schema && { schema: stringOf(body.schema) }),
    ...(head.workflow && { workflow_id: head.workflow.workflowId, workflow_step: head.workflow.step }),
    ...(parentResults && { parent_results: parentResults }),
  };
}

function ownAttributes(extra: JsonText | undefined): Record<string, JsonText> {
  return extra ? Object.fromEntries(members(extra.text)) : {};
}

function limits({ timeoutMs, visibilityTimeoutMs }: Head) {
  return {
    ...(timeoutMs !== undefined && { timeout_ms: timeoutMs === NO_TIME_LIMIT_MS ? 0 : timeoutMs }),
    ...(visibilityTimeoutMs !== undefined && { visibility_timeout_ms: visibilityTimeoutMs }),
  };
}

/** Which moment stands under which name in which state: DECISIONS.md 1.3, "completed_at". */
function times(head: Head, body: JobBody) {
  const ended = head.endedAt === undefined ? undefined : formatMs(head.endedAt);
  return {
    created_at: formatMs(head.createdAt),
    enqueued_at: formatMs(head.enqueuedAt),
    ...(body.scheduledAt && { scheduled_at: stringOf(body.scheduledAt) }),
    ...(body.expiresAt && { expires_at: stringOf(body.expiresAt) }),
    ...(head.activatedAt !== undefined && { activated_at: formatMs(head.activatedAt) }),
    ...(head.startedAt !== undefined && { started_at: formatMs(head.startedAt) }),
    ...(head.state === 'retryable' && head.dueAt !== undefined && { next_attempt_at: formatMs(head.dueAt) }),
    ...(ended !== undefined && head.state === 'completed' && { completed_at: ended }),
    ...(ended !== undefined && head.state === 'cancelled' && { cancelled_at: ended }),
    ...(ended !== undefined && head.state === 'discarded' && { discarded_at: ended }),
    ...(ended !== undefined && head.state === 'discarded' && !head.expired && { completed_at: ended }),
  };
}

function stringOf({ text }: JsonText): string {
  return String(JSON.parse(text));
}

function stringsOf({ text }: JsonText): string[] {
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? value.map(String) : [];
}
