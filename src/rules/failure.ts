import { retryDelayMs } from './backoff.ts';
import type { JobError } from './job.ts';
import { parseJson } from './json-parse.ts';
import type { JsonText } from './json-text.ts';
import type { RetryPolicy } from './retry-policy.ts';
import { formatMs } from './timestamp.ts';

/** What a worker tells about a failed attempt (the `error` of a NACK). */
export interface FailureReport {
  readonly type?: string | undefined;
  /** `handler_error` where the worker sent none; four upper-case words are directives. */
  readonly code?: string | undefined;
  readonly message: string;
  readonly retryable?: boolean | undefined;
  readonly details?: JsonText | undefined;
}

/** What becomes of the job: another attempt after `delayMs`, or the end. */
export type Verdict =
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'discard' }
  | { readonly kind: 'dead_letter' };

/**
 * What the failure of attempt number `attempt` (1 is the first run) leads to (ojs-retry, sections
 * 2.2, 6 and 7; DECISIONS.md section 6).
 */
export function decideFailure(
  policy: RetryPolicy,
  attempt: number,
  report: FailureReport,
  jobId: string,
): Verdict {
  const directive = report.code;
  if (directive === 'DISCARD' || directive === 'FAIL') return { kind: 'discard' };
  if (directive === 'DEAD_LETTER') return { kind: 'dead_letter' };
  const spent = attempt >= policy.maxAttempts;
  if (spent || (directive !== 'RETRY' && isFinal(policy, report))) return { kind: policy.onExhaustion };
  return { kind: 'retry', delayMs: retryDelayMs(policy, attempt, jobId) };
}

/** The entry of the job's history, made at `now` in ms (DECISIONS.md 1.3). */
export function jobErrorOf(report: FailureReport, attempt: number, now: number): JobError {
  const code = report.code || 'handler_error';
  return {
    type: report.type || errorClass(report) || code,
    code,
    message: report.message,
    ...(report.retryable !== undefined && { retryable: report.retryable }),
    attempt,
    occurred_at: formatMs(now),
    ...(report.details && { details: report.details }),
  };
}

/**
 * Whether an entry of `non_retryable_errors` names this error: the same text, or, where the entry
 * ends in `.*`, a text that starts with what stands before the star, the dot included (ojs-retry,
 * section 6.2).
 */
export function matchesEntry(entry: string, name: string): boolean {
  return entry === name || (entry.endsWith('.*') && name.startsWith(entry.slice(0, -1)));
}

function isFinal(policy: RetryPolicy, report: FailureReport): boolean {
  if (report.retryable === false) return true;
  if (policy.nonRetryableErrors.length === 0) return false;
  const names = [report.type, errorClass(report), report.code].filter((name) => name !== undefined);
  return policy.nonRetryableErrors.some((entry) => names.some((name) => matchesEntry(entry, name)));
}

/** `details.error_class`, where it is a name. */
function errorClass(report: FailureReport): string | undefined {
  if (!report.details) return undefined;
  const details = parseJson(report.details.text);
  if (typeof details !== 'object' || details === null || !('error_class' in details)) return undefined;
  const { error_class: name } = details;
  return typeof name === 'string' && name !== '' ? name : undefined;
}
