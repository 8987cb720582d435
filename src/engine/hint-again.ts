import { type Head, hasEnded } from '../rules/head.ts';
import type { HeldHint } from '../transport/lane-buffer.ts';
import type { Engine } from './engine.ts';
import { hintAt, laneOf, ownHint } from './lane.ts';

/** A job due within this time is also kept in this server's memory, to be exact to 100 ms (DESIGN decision 15). */
const KEPT_IN_MEMORY_MS = 900_000;

/**
 * Sees to it that `head`, which nobody holds any more, is found when it is ready: at hand now, or
 * hidden in SQS and kept in memory until its moment. `held` is the hint that led to the attempt that
 * is over, where this server has it: its message goes on waiting for the next one, and is deleted
 * where there will be none. Without it a new message is sent.
 */
export function hintAgain(
  { lanes, clock }: Pick<Engine, 'lanes' | 'clock'>,
  head: Head,
  held?: HeldHint,
): void {
  // One that waits for promotion gets its hint then.
  if (hasEnded(head) || head.lease || head.awaitsPromotion) {
    if (held) lanes.done(held);
    return;
  }
  const dueMs = head.dueAt ?? 0;
  const waitMs = dueMs - clock.now();
  const own = held ? { ...held, hint: hintAt(head), receiveCount: 2 } : ownHint(head);
  if (waitMs <= 0) {
    lanes.ready(own);
    return;
  }
  if (held?.handle) lanes.hide(held, Math.ceil(waitMs / 1000));
  else lanes.send(laneOf(head), hintAt(head));
  if (waitMs <= KEPT_IN_MEMORY_MS) lanes.readyAt(own, dueMs);
}
