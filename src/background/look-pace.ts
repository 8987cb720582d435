import type { Clock } from '../rules/clock.ts';

/** When one queue is looked at. */
export interface LookPace {
  /** Somebody found the queue empty: looks now, or as soon as the pace allows. */
  wanted(): void;
  /** Looks now, whatever the looks before have found; after the one that is under way. */
  atOnce(): void;
  close(): void;
}

/** Shortest time between two looks, and the longest that looks which find nothing grow to. */
const SHORTEST_MS = 2_000;
const LONGEST_MS = 60_000;

/** @param look answers whether it found anything ready. */
export function lookPace(clock: Clock, look: () => Promise<boolean>): LookPace {
  let pauseMs = SHORTEST_MS;
  let notBefore = 0;
  let waiting: (() => void) | undefined;
  let running = false;
  let again = false;

  async function run(): Promise<void> {
    running = true;
    const found = await look();
    pauseMs = found ? SHORTEST_MS : Math.min(pauseMs * 2, LONGEST_MS);
    notBefore = clock.now() + pauseMs;
    running = false;
    if (again) atOnce();
  }

  function atOnce(): void {
    again = running;
    if (running) return;
    waiting?.();
    waiting = undefined;
    pauseMs = SHORTEST_MS;
    void run();
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
    atOnce,
    close() {
      waiting?.();
    },
  };
}
