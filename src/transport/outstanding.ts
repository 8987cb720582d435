import type { Clock } from '../rules/clock.ts';
import { type Lane, laneKey } from './transport.ts';

/** Hints of this server that are in SQS and have not come back to it: a reason to receive from their lane. */
export interface Outstanding {
  sent(lane: Lane, jobId: string): void;
  /** Received here, or not sent after all. */
  seen(lane: Lane, jobId: string): void;
  count(lane: Lane): number;
  /** When the newest hint of the lane was sent, in ms since 1970; 0 where none is outstanding. */
  newest(lane: Lane): number;
}

/** After this a hint is taken for received by another server, or stands behind a backlog that is received anyway. */
const OUT_MS = 2_000;
/** Hints remembered per lane; one fewer or more decides nothing. */
const MAX_PER_LANE = 10_000;

export function outstandingHints(clock: Clock): Outstanding {
  // By lane, then job id → ms at which it no longer counts; oldest first, as every hint counts equally long.
  const lanes = new Map<string, Map<string, number>>();
  const newest = new Map<string, number>();

  function prune(key: string, hints: Map<string, number>): void {
    const nowMs = clock.now();
    for (const [jobId, endMs] of hints) {
      if (endMs > nowMs && hints.size <= MAX_PER_LANE) break;
      hints.delete(jobId);
    }
    if (hints.size > 0) return;
    lanes.delete(key);
    newest.delete(key);
  }

  return {
    sent(lane, jobId) {
      const key = laneKey(lane);
      const hints = lanes.get(key) ?? new Map<string, number>();
      lanes.set(key, hints);
      hints.delete(jobId);
      hints.set(jobId, clock.now() + OUT_MS);
      newest.set(key, clock.now());
      prune(key, hints);
    },
    seen(lane, jobId) {
      const key = laneKey(lane);
      const hints = lanes.get(key);
      if (hints?.delete(jobId)) prune(key, hints);
    },
    newest: (lane) => newest.get(laneKey(lane)) ?? 0,
    count(lane) {
      const key = laneKey(lane);
      const hints = lanes.get(key);
      if (hints === undefined) return 0;
      prune(key, hints);
      return hints.size;
    },
  };
}
