import { type Head, hasEnded, nextChange } from '../rules/head.ts';

/**
 * What this server knows of one queue's open jobs, so that a look reads only what it does not know:
 * jobs that need nothing until a moment, and the frontier, the key in the open index before which every
 * job is known.
 */
export interface OpenJobs {
  /** Whether this job needs no look before its moment. */
  isKnown(jobId: string): boolean;
  /** Nothing happens to this job before `untilMs` that its hint would not tell; false where memory is full. */
  know(jobId: string, untilMs: number): boolean;
  /** The job has ended, or is gone: no look needs to read it again. */
  forget(jobId: string): void;
  /** Jobs whose moment has come; they are not known any more. */
  takeDue(): string[];
  /** A head that this server has just written. */
  told(head: Head): void;
  /** Key in the open index from which on a look reads; undefined: from the oldest. It begins anew every 10 minutes. */
  frontier(): string | undefined;
  /** Every job up to `order` is known. */
  advance(order: string): void;
}

/** Jobs remembered of one queue: some 15 MB. */
const MOST = 100_000;

/** What was missed behind the frontier, such as what another server gave back, is met after this time. */
const FRONTIER_MS = 600_000;

/** @param now the server's clock; @param server its incarnation. */
export function openJobs(now: () => number, server: string): OpenJobs {
  const known = new Map<string, number>();
  let frontier: string | undefined;
  let begunAt = now();

  return {
    isKnown: (jobId) => (known.get(jobId) ?? 0) > now(),
    know(jobId, untilMs) {
      if (known.size >= MOST && !known.has(jobId)) return false;
      known.set(jobId, untilMs);
      return true;
    },
    forget: (jobId) => known.delete(jobId),
    takeDue() {
      const due: string[] = [];
      for (const [jobId, untilMs] of known) if (untilMs <= now()) due.push(jobId);
      for (const jobId of due) known.delete(jobId);
      return due;
    },
    told(head) {
      const behind = frontier !== undefined && head.place !== undefined && head.place.order <= frontier;
      if (hasEnded(head)) known.delete(head.id);
      else if (behind || known.has(head.id)) {
        // What is available is ready now, whatever its expiry.
        const readyMs = head.state === 'available' ? now() : nextChange(head, server);
        known.set(head.id, readyMs ?? now());
      }
    },
    frontier() {
      if (now() - begunAt >= FRONTIER_MS) {
        frontier = undefined;
        begunAt = now();
      }
      return frontier;
    },
    advance(order) {
      if (frontier === undefined || order > frontier) frontier = order;
    },
  };
}
