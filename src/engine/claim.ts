import { type Head, hasEnded, nextChange, PROBATION_MS } from '../rules/head.ts';
import { type Claim, claimed, givenBack, resolve } from '../rules/lifecycle.ts';
import { claimHead } from '../table/claim-head.ts';
import { placeErrors } from '../table/fit-head.ts';
import { readHead } from '../table/read-head.ts';
import { replaceHead } from '../table/replace-head.ts';
import type { HeldHint } from '../transport/lane-buffer.ts';
import type { Engine } from './engine.ts';

/** A hint whose moment is so near stays in this server's memory; others wait in SQS. */
const KEPT_IN_MEMORY_MS = 5_000;
/** A hint whose store did not answer is tried again after this time. */
const AFTER_FAULT_MS = 1_000;
/** Each refusal means that someone else moved the job on. */
const ATTEMPTS = 8;

/**
 * Follows one hint: the claimed head, or undefined where the job cannot be had now. In that case the
 * hint has been dealt with: deleted where the job has ended, kept or hidden until it is ready where
 * it is not.
 *
 * A message never seen before is claimed blindly. One that SQS shows again is read first, because
 * its job is most likely taken, and a refused condition costs more than a read (DESIGN decision 9).
 */
export async function claim(engine: Engine, held: HeldHint, wanted: Claim): Promise<Head | undefined> {
  try {
    return await follow(engine, held, wanted);
  } catch (error) {
    // The hint is not lost with the call; what that may have written is found by reading first.
    keepUntil(engine, held, engine.clock.now() + AFTER_FAULT_MS);
    throw error;
  }
}

async function follow(engine: Engine, held: HeldHint, wanted: Claim): Promise<Head | undefined> {
  const { store, clock } = engine;
  const { jobId, nonce, dueMs } = held.hint;
  if (held.receiveCount <= 1 && dueMs !== undefined && dueMs > clock.now()) {
    keepUntil(engine, held, dueMs);
    return undefined;
  }
  let stored: Head | undefined;
  if (held.receiveCount > 1 || nonce === undefined) {
    stored = await readHead(store, jobId);
  } else {
    const outcome = await claimHead(store, { id: jobId, nonce }, wanted, clock.now());
    if (outcome.written) {
      engine.chronicle({ from: givenBack(outcome.head), head: outcome.head });
      return granted(engine, outcome.head, held);
    }
    stored = outcome.stored;
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (!stored) {
      engine.lanes.done(held);
      return undefined;
    }
    const now = clock.now();
    const current = resolve(stored, now, store.tokens.server);
    if (current.state !== 'available' && !(hasEnded(current) && !hasEnded(stored))) {
      const change = nextChange(current, store.tokens.server);
      if (hasEnded(current)) engine.workflows.foundEnded(current);
      // One that waits for promotion gets its hint then.
      if (change === undefined || current.awaitsPromotion) engine.lanes.done(held);
      else keepUntil(engine, held, change);
      return undefined;
    }
    // Available: take it. Ended by time alone: write that down, so that it leaves the open index.
    const next = current.state === 'available' ? claimed(current, wanted, now) : current;
    const token = store.tokens.next();
    const outcome = await replaceHead(store, stored, await placeErrors(store, next, token), token);
    if (outcome.written) engine.chronicle({ from: stored, head: outcome.head });
    if (outcome.written && outcome.head.state === 'active') return granted(engine, outcome.head, held);
    stored = outcome.written ? outcome.head : outcome.stored;
  }
  engine.log.warn({ job_id: jobId }, 'A job changed too often to be claimed; its hint comes back.');
  return undefined;
}

function granted(engine: Engine, head: Head, held: HeldHint): Head {
  // A message received just now is hidden long enough; one kept in memory may be about to come back.
  if (held.receiveCount > 1) engine.lanes.hide(held, PROBATION_MS / 1000);
  engine.leases.granted(head, held);
  return head;
}

function keepUntil(engine: Engine, held: HeldHint, atMs: number): void {
  const waitMs = atMs - engine.clock.now();
  if (waitMs <= KEPT_IN_MEMORY_MS || !held.handle) {
    // Read first when its time has come: by then it may be somebody else's.
    engine.lanes.readyAt({ ...held, receiveCount: Math.max(2, held.receiveCount) }, atMs);
  } else {
    engine.lanes.hide(held, Math.floor(waitMs / 1000));
  }
}
