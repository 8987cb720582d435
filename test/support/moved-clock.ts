import type { Clock } from '../../src/rules/clock.ts';

/** The machine's clock, moved ahead as far as a test wants; what falls due by that runs at once. */
export interface MovedClock extends Clock {
  move(ms: number): void;
}

const BEAT_MS = 5;

export function movedClock(): MovedClock {
  const timers = new Set<{ readonly atMs: number; readonly task: () => void }>();
  let movedMs = 0;
  const now = () => Date.now() + movedMs;
  const beat = setInterval(() => {
    for (const timer of [...timers]) {
      if (timer.atMs <= now() && timers.delete(timer)) timer.task();
    }
  }, BEAT_MS);
  beat.unref();
  return {
    now,
    after(delayMs, task) {
      const timer = { atMs: now() + delayMs, task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    move(ms) {
      movedMs += ms;
    },
  };
}
