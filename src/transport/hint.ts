/** "Job X may be ready": all that a message says. Every one may be lost, doubled, late or out of order. */
export interface Hint {
  readonly jobId: string;
  /** The job's nonce, which tells it from a later one with its id; absent: the job is to be read first. */
  readonly nonce?: string;
  /** Place in the lane's order: ms since 1970 at which the job is or became available. */
  readonly atMs: number;
  /** Order among jobs of the same millisecond. */
  readonly seq: number;
  /** Ms since 1970 before which the job cannot be claimed; absent where it can be now. */
  readonly dueMs?: number;
}

/** The message's text: a small JSON object, some 120 bytes for an id that is a UUID. */
export function hintBody(hint: Hint): string {
  return JSON.stringify({ j: hint.jobId, n: hint.nonce, t: hint.atMs, s: hint.seq, d: hint.dueMs });
}

/** The hint in a message's text, or undefined where a stranger wrote it. */
export function parseHint(body: string): Hint | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { j, n, t, s, d } = value as { j?: unknown; n?: unknown; t?: unknown; s?: unknown; d?: unknown };
  if (typeof j !== 'string' || j === '' || !isWhole(t) || !isWhole(s)) return undefined;
  const hint = { jobId: j, ...(typeof n === 'string' && { nonce: n }), atMs: t, seq: s };
  if (d === undefined) return hint;
  return isWhole(d) ? { ...hint, dueMs: d } : undefined;
}

/** Oldest first: by time, then by sequence (OJS conformance L0-OPS-006, L4-PRI-002). */
export function byOrder(a: Hint, b: Hint): number {
  return a.atMs - b.atMs || a.seq - b.seq;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
