import type { JsonText } from './json-text.ts';
import type { RetryPolicy } from './retry-policy.ts';
import type { Timestamp } from './timestamp.ts';
import type { UniquePolicy } from './unique-policy.ts';

/** A job as asked for by one enqueue, every alias and default resolved (DECISIONS.md 1.1). */
export interface NewJob {
  /** The client's own UUIDv7, where it sent one. */
  readonly id?: string;
  readonly type: string;
  readonly queue: string;
  /** -100 to 100, higher first. */
  readonly priority: number;
  readonly args: JsonText;
  readonly meta: JsonText;
  /** One JSON object with the unknown top-level attributes, where there are any. */
  readonly extra?: JsonText;
  readonly scheduledAt?: Timestamp;
  /** Waits until it is activated. */
  readonly pending?: true;
  readonly expiresAt?: Timestamp;
  readonly timeoutMs?: number;
  readonly visibilityTimeoutMs?: number;
  /** Resolved over the defaults. */
  readonly retry: RetryPolicy;
  /** The retry policy as the client sent it, for the answer. */
  readonly retryText?: JsonText;
  /** With every default resolved. */
  readonly unique?: UniquePolicy;
  /** The unique policy as the client sent it, for the answer. */
  readonly uniqueText?: JsonText;
  /** The rate limit that the job sets for its queue, in starts a second. */
  readonly maxPerSecond?: number;
  readonly tags?: readonly string[];
  readonly schema?: string;
}

/** One failed attempt, as stored and as answered in `error` and `errors[]` (DECISIONS.md 1.3). */
export interface JobError {
  readonly type: string;
  readonly code: string;
  readonly message: string;
  readonly retryable?: boolean;
  readonly attempt: number;
  readonly occurred_at: string;
  readonly details?: JsonText;
}
