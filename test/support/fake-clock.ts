import type { Clock } from '../../src/rules/clock.ts';

/** A clock that stands still until told; what falls due runs in order, with its promises. */
export interface FakeClock extends Clock {
  /** Lets `ms` pass, and everything that this sets off. */
  pass(ms: number): Promise<void>;
}

export function fakeClock(startMs = 1_700_000_000_000): FakeClock {
  let nowMs = startMs;
  const timers = new Set<{ readonly atMs: number; readonly task: () => void }>();

  function firstUntil(endMs: number) {
    let first: { readonly atMs: number; readonly task: () => void } | undefined;
    for (const timer of timers) {
      if (timer.atMs <= endMs && (first === undefined || timer.atMs < first.atMs)) first = timer;
    }
    return first;
  }

  return {
    now: () => nowMs,
    after(delayMs, task) {
      const timer = { atMs: nowMs + delayMs, task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async pass(ms) {
      const endMs = nowMs + ms;
      await settled();
      for (let timer = firstUntil(endMs); timer !== undefined; timer = firstUntil(endMs)) {
        timers.delete(timer);
        nowMs = Math.max(nowMs, timer.atMs);
        timer.task();
        await settled();
      }
      nowMs = endMs;
    },
  };
}

/** Lets promises that wait for nothing outside run to their end. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
