import { type Head, hasEnded, nextChange } from '../rules/head.ts';
import { laneIn } from '../table/keys.ts';

/**
 * What this server knows of one queue's open jobs, so that a look reads only what it does not know:
 * jobs that need nothing until a moment, and in each lane the frontier, the key in the open index before
 * which every job of the lane is known.
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
  /** Key in the open index from which on a look reads the lane; undefined: from the oldest. It begins anew every 10 minutes. */
  frontier(lane: string): string | undefined;
  /** Every job of its lane up to `order` is known. */
  advance(order: string): void;
}

/** Jobs remembered of one queue: some 15 MB. */
const MOST = 100_000;

/** What was missed behind the frontier, such as what another server gave back, is met after this time. */
const FRONTIER_MS = 600_000;

/** @param now the server's clock; @param server its incarnation. */
export function openJobs(now: () => number, server: string): OpenJobs {
  const known = new Map<string, number>();
  const frontiers = new Map<string, string>();
  let begunAt = now();

  function isBehind(order: string): boolean {
    const frontier = frontiers.get(laneIn(order));
    return frontier !== undefined && order <= frontier;
  }

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
      const behind = head.place !== undefined && isBehind(head.place.order);
      if (hasEnded(head)) known.delete(head.id);
      else if (behind || known.has(head.id)) {
        // What is available is ready now, whatever its expiry.
        const readyMs = head.state === 'available' ? now() : nextChange(head, server);
        known.set(head.id, readyMs ?? now());
      }
    },
    frontier(lane) {
      if (now() - begunAt >= FRONTIER_MS) {
        frontiers.clear();
        begunAt = now();
      }
      return frontiers.get(lane);
    },
    advance(order) {
      if (!isBehind(order)) frontiers.set(laneIn(order), order);
    },
  };
}
