import type { LeaseWatch } from '../engine/engine.ts';
import type { Clock } from '../rules/clock.ts';
import { type Head, hasEnded, nextChange, onProbation } from '../rules/head.ts';
import { leaseExtended } from '../rules/lifecycle.ts';
import type { Log } from '../rules/log.ts';
import { readHeads } from '../table/read-head.ts';
import { replaceHead } from '../table/replace-head.ts';
import type { Store } from '../table/store.ts';
import type { HeldHint } from '../transport/lane-buffer.ts';
import type { Lanes } from '../transport/lanes.ts';

interface Grant {
  readonly held: HeldHint;
  readonly attempt: number;
  /** Takes the next look back. */
  cancel: () => void;
}

/** Age of a lease at its first look. */
const PROBATION_CHECK_MS = 10_000;
/** Looks that fall due within this time share one read. */
const GATHER_MS = 50;
/** After a look that failed. */
const RETRY_MS = 1_000;

/**
 * Watches over the leases that this server gave (DESIGN decision 7). A lease starts on probation; at
 * about 10 s, and for all on drain, the heads that are not known to be ended are read, those still
 * held are extended to the promised end, and the messages of the rest are deleted. A job done within
 * 10 s costs nothing here.
 */
export function leaseKeeper(store: Store, lanes: Lanes, clock: Clock, log: Log): LeaseWatch {
  const grants = new Map<string, Grant>();
  let due: string[] = [];
  const server = store.tokens.server;

  function watch(jobId: string, grant: Grant, atMs: number): void {
    grant.cancel();
    grant.cancel = clock.after(Math.max(0, atMs - clock.now()), () => {
      if (due.length === 0) clock.after(GATHER_MS, () => void lookAtDue());
      due.push(jobId);
    });
  }

  function firstLook(head: Head): number {
    const end = nextChange(head, server) ?? clock.now();
    const soon = clock.now() + PROBATION_CHECK_MS;
    return head.lease && onProbation(head.lease) ? Math.min(end, soon) : end;
  }

  async function lookAtDue(): Promise<void> {
    const ids = due;
    due = [];
    try {
      await look(ids);
    } catch (error) {
      log.warn({ err: error, jobs: ids.length }, 'Leases could not be confirmed; trying again.');
      for (const id of ids) {
        const grant = grants.get(id);
        if (grant) watch(id, grant, clock.now() + RETRY_MS);
      }
    }
  }

  async function look(ids: readonly string[]): Promise<void> {
    const watched = ids.filter((id) => grants.has(id));
    const heads = await readHeads(store, watched);
    await Promise.all(
      watched.map(async (id) => {
        const grant = grants.get(id);
        if (grant) await decide(id, grant, heads.get(id));
      }),
    );
  }

  async function decide(id: string, grant: Grant, head: Head | undefined): Promise<void> {
    if (!head || hasEnded(head) || !isOurs(head, grant)) {
      grants.delete(id);
      // Whoever changed the job has seen to a hint of his own, unless there is nothing left to hint at.
      lanes.done(grant.held);
      return;
    }
    if (!head.lease) return;
    if ((nextChange(head, server) ?? 0) <= clock.now()) {
      grants.delete(id);
      lanes.ready({ ...grant.held, receiveCount: Math.max(2, grant.held.receiveCount) });
      return;
    }
    if (!onProbation(head.lease)) return prolong(id, grant, head);
    const next = leaseExtended(head, head.lease.promisedAt);
    const outcome = await replaceHead(store, head, next, store.tokens.next());
    if (outcome.written) return prolong(id, grant, outcome.head);
    return decide(id, grant, outcome.stored);
  }

  /** The message stays hidden as long as the lease lasts, and the end is looked at when it comes. */
  function prolong(id: string, grant: Grant, head: Head): void {
    const end = nextChange(head, server) ?? clock.now();
    lanes.hide(grant.held, Math.ceil((end - clock.now()) / 1000) + 1);
    watch(id, grant, end);
  }

  function isOurs(head: Head, grant: Grant): boolean {
    return head.lease?.server === server && head.attempt === grant.attempt;
  }

  return {
    granted(head, held) {
      grants.get(head.id)?.cancel();
      const grant: Grant = { held, attempt: head.attempt, cancel: () => undefined };
      grants.set(head.id, grant);
      watch(head.id, grant, firstLook(head));
    },
    changed(head) {
      const grant = grants.get(head.id);
      if (grant && isOurs(head, grant)) prolong(head.id, grant, head);
    },
    watches: (jobId) => grants.has(jobId),
    release(jobId) {
      const grant = grants.get(jobId);
      grant?.cancel();
      grants.delete(jobId);
      return grant?.held;
    },
    async drain() {
      const ids = [...grants.keys()];
      if (ids.length > 0) await look(ids);
    },
    forget() {
      for (const grant of grants.values()) grant.cancel();
      grants.clear();
      due = [];
    },
  };
}
