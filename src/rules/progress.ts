import type { Head } from './head.ts';

/** How far an attempt has come, as its worker says (ojs-progress 5). */
export interface Progress {
  /** 0 to 1; absent where only a message or data was sent. */
  readonly value?: number | undefined;
  readonly message?: string | undefined;
  /** JSON text. */
  readonly data?: string | undefined;
  /** Ms since 1970. */
  readonly updatedAt: number;
}

/** Progress as stored, with the attempt it belongs to: a later one begins with none (ojs-progress 5.3). */
export interface StoredProgress extends Progress {
  readonly attempt: number;
  /** Ms since 1970: tells apart attempts of the same number, which a requeue makes. */
  readonly startedAt: number;
}

/** 0 to 1, whatever was sent (ojs-progress 5.1). */
export function clamped(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/**
 * What is known of the job's present or last attempt. Whoever used progress and was acknowledged has
 * come to the end (ojs-progress 8.1); after a failure the last report stays.
 */
export function progressOf(head: Head, stored: StoredProgress | undefined): Progress | undefined {
  if (!stored || !belongs(stored, head)) return undefined;
  if (head.state !== 'completed' || head.endedAt === undefined) return stored;
  return { ...stored, value: 1, updatedAt: head.endedAt };
}

/**
 * What a report makes of what is known: message and data are the new ones, the number is kept where
 * none is sent. Undefined where the number would go down: then the report is passed over
 * (ojs-progress 5.1).
 */
export function reported(
  head: Head,
  stored: StoredProgress | undefined,
  report: Omit<Progress, 'updatedAt'>,
  now: number,
): StoredProgress | undefined {
  const before = stored && belongs(stored, head) ? stored.value : undefined;
  const value = report.value === undefined ? before : clamped(report.value);
  if (before !== undefined && value !== undefined && value < before) return undefined;
  return { ...report, value, updatedAt: now, attempt: head.attempt, startedAt: head.startedAt ?? 0 };
}

function belongs({ attempt, startedAt }: StoredProgress, head: Head): boolean {
  return attempt === head.attempt && startedAt === head.startedAt;
}
