import type { Engine, LeaseWatch } from '../engine/engine.ts';
import { hintAgain } from '../engine/hint-again.ts';
import { hintAt } from '../engine/lane.ts';
import { settle } from '../engine/settle.ts';
import { type Head, hasEnded, nextChange, onProbation } from '../rules/head.ts';
import { leaseExtended } from '../rules/lifecycle.ts';
import { readHeads } from '../table/read-head.ts';
import { replaceHead } from '../table/replace-head.ts';
import type { HeldHint } from '../transport/lane-buffer.ts';

/** A lease this server gave: what is known of it in memory. */
interface Grant {
  held: HeldHint;
  readonly attempt: number;
  /** Takes the next look back. */
  cancel: () => void;
}

/** Age of a lease at its first look. */
const PROBATION_CHECK_MS = 10_000;
/** First looks that fall due within this time share one read; ends of leases must not wait so long. */
const GATHER_MS = 50;
const GATHER_ENDS_MS = 5;
/** After a look that failed. */
const RETRY_MS = 1_000;
/** A timer takes 24 days. */
const LONGEST_WAIT_MS = 86_400_000;
/** A message that SQS lets stay hidden no longer than this is replaced by a new one. */
const WALL_SECONDS = 60;

/**
 * Watches over the leases that this server gave (DESIGN decisions 7, 9 and 15). A lease starts on
 * probation; at about 10 s, and for all on drain, the heads that are not known to be ended are read,
 * those still held are extended to the promised end, and the messages of the rest are deleted. When a
 * lease or a time-out is over, that is written and the job put at hand within 100 ms. A job done
 * within 10 s costs nothing here.
 */
export function leaseKeeper(
  parts: Pick<Engine, 'store' | 'lanes' | 'chronicle' | 'clock' | 'log'>,
): LeaseWatch {
  const { store, lanes, clock, log } = parts;
  const grants = new Map<string, Grant>();
  const claiming = new Set<Promise<unknown>>();
  const server = store.tokens.server;
  let due: string[] = [];
  let cancelGathering: (() => void) | undefined;
  let gatheredAt = Number.POSITIVE_INFINITY;

  function watch(jobId: string, grant: Grant, atMs: number, gatherMs: number): void {
    grant.cancel();
    const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(0, atMs - clock.now()));
    grant.cancel = clock.after(waitMs, () => {
      due.push(jobId);
      gather(gatherMs);
    });
  }

  function gather(withinMs: number): void {
    const atMs = clock.now() + withinMs;
    if (atMs >= gatheredAt) return;
    cancelGathering?.();
    gatheredAt = atMs;
    cancelGathering = clock.after(withinMs, () => {
      gatheredAt = Number.POSITIVE_INFINITY;
      void lookAtDue();
    });
  }

  async function lookAtDue(): Promise<void> {
    const ids = due;
    due = [];
    try {
      await look(ids, false);
    } catch (error) {
      log.warn({ err: error, jobs: ids.length }, 'Leases could not be looked at; trying again.');
      for (const id of ids) {
        const grant = grants.get(id);
        if (grant) watch(id, grant, clock.now() + RETRY_MS, GATHER_MS);
      }
    }
  }

  async function look(ids: readonly string[], consistent: boolean): Promise<void> {
    const watched = ids.flatMap((id) => {
      const grant = grants.get(id);
      return grant ? [{ id, grant }] : [];
    });
    const heads = await readHeads(
      store,
      watched.map(({ id }) => id),
      consistent,
    );
    await Promise.all(
      watched
        // What was released or granted anew during the read is not what was read.
        .filter(({ id, grant }) => grants.get(id) === grant)
        .map(({ id, grant }) => decide(id, grant, heads.get(id))),
    );
  }

  async function decide(id: string, grant: Grant, head: Head | undefined): Promise<void> {
    if (!head || hasEnded(head) || !isOurs(head, grant)) {
      drop(id, grant);
      // Whoever changed the job has seen to a hint of his own, unless there is nothing left to hint at.
      lanes.done(grant.held);
      return;
    }
    if ((nextChange(head, server) ?? 0) <= clock.now()) return end(id, grant, head);
    if (!head.lease || !onProbation(head.lease)) return prolong(id, grant, head);
    const next = leaseExtended(head, head.lease.promisedAt);
    const outcome = await replaceHead(store, head, next, store.tokens.next());
    if (grants.get(id) !== grant) return;
    if (outcome.written) return prolong(id, grant, outcome.head);
    return decide(id, grant, outcome.stored);
  }

  /** Time has ended the attempt: written down here, so that nobody needs to read it to know. */
  async function end(id: string, grant: Grant, stored: Head): Promise<void> {
    const head = await settle(parts, id, stored);
    if (grants.get(id) !== grant) return;
    if (head && isOurs(head, grant)) return prolong(id, grant, head);
    drop(id, grant);
    if (head) hintAgain(parts, head, grant.held);
    else lanes.done(grant.held);
  }

  /**
   * The message stays hidden as long as the lease lasts, and the end is looked at when it comes. One
   * that SQS's 12 h do not let stay hidden so long is deleted shortly before that, and a new one sent
   * (decision 9), which whoever receives it hides anew.
   */
  function prolong(id: string, grant: Grant, head: Head): void {
    const now = clock.now();
    const endMs = nextChange(head, server) ?? now;
    const seconds = Math.ceil((endMs - now) / 1000) + 1;
    const granted = lanes.hide(grant.held, seconds);
    let nextMs = endMs;
    if (granted < seconds && granted > WALL_SECONDS) {
      nextMs = Math.min(endMs, now + (granted - WALL_SECONDS / 2) * 1000);
    } else if (granted < seconds) {
      const { lane, hint } = grant.held;
      lanes.done(grant.held);
      lanes.send(lane, { ...hintAt(head), dueMs: endMs });
      grant.held = { lane, hint, receiveCount: 2 };
    }
    watch(id, grant, nextMs, GATHER_ENDS_MS);
  }

  function isOurs(head: Head, grant: Grant): boolean {
    return head.lease?.server === server && head.attempt === grant.attempt;
  }

  function drop(id: string, grant: Grant): void {
    grant.cancel();
    if (grants.get(id) === grant) grants.delete(id);
  }

  return {
    granted(head, held) {
      grants.get(head.id)?.cancel();
      const grant: Grant = { held, attempt: head.attempt, cancel: () => undefined };
      grants.set(head.id, grant);
      const endMs = nextChange(head, server) ?? clock.now();
      const checkMs = clock.now() + PROBATION_CHECK_MS;
      const first = head.lease && onProbation(head.lease) && checkMs < endMs;
      if (first) watch(head.id, grant, checkMs, GATHER_MS);
      else watch(head.id, grant, endMs, GATHER_ENDS_MS);
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
    drainAfter(work) {
      claiming.add(work);
      void work.finally(() => claiming.delete(work)).catch(() => undefined);
    },
    async drain() {
      while (claiming.size > 0) {
        await Promise.allSettled(claiming);
        // A claim whose client has gone is undone right after it.
        await new Promise((resolve) => setImmediate(resolve));
      }
      // A claim made just now is not in every copy yet.
      const ids = [...grants.keys()];
      if (ids.length > 0) await look(ids, true);
    },
    forget() {
      for (const grant of grants.values()) grant.cancel();
      grants.clear();
      due = [];
    },
  };
}
