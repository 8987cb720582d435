import type { Clock } from '../rules/clock.ts';

/** When one queue is looked at, and what the looks before have learnt of it. */
export interface LookPace {
  /** Somebody found the queue empty: looks now, or as soon as the pace allows. */
  wanted(): void;
  /** Whether this job needs no look before its moment. */
  isKnown(jobId: string): boolean;
  /** Nothing happens to this job before `untilMs` that its hint would not tell. */
  know(jobId: string, untilMs: number): void;
  close(): void;
}

/** Shortest time between two looks, and the longest that looks which find nothing grow to. */
const SHORTEST_MS = 2_000;
const LONGEST_MS = 60_000;

/** @param look answers whether it found anything ready. */
export function lookPace(clock: Clock, look: () => Promise<boolean>): LookPace {
  const known = new Map<string, number>();
  let pauseMs = SHORTEST_MS;
  let notBefore = 0;
  let waiting: (() => void) | undefined;
  let running = false;

  async function run(): Promise<void> {
    running = true;
    const found = await look();
    const now = clock.now();
    for (const [jobId, untilMs] of known) if (untilMs <= now) known.delete(jobId);
    pauseMs = found ? SHORTEST_MS : Math.min(pauseMs * 2, LONGEST_MS);
    notBefore = now + pauseMs;
    running = false;
  }

  return {
    wanted() {
      if (running || waiting) return;
      const waitMs = notBefore - clock.now();
      if (waitMs <= 0) {
        void run();
        return;
      }
      waiting = clock.after(waitMs, () => {
        waiting = undefined;
        void run();
      });
    },
    isKnown: (jobId) => (known.get(jobId) ?? 0) > clock.now(),
    know(jobId, untilMs) {
      known.set(jobId, untilMs);
    },
    close() {
      waiting?.();
    },
  };
}
