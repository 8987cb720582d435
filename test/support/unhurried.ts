/** What a measurement came to, and what it says of how the machine went meanwhile. */
interface Timed<T> {
  readonly value: T;
  /** By how many ms timers of this process were late at the worst while it ran. */
  readonly lateMs: number;
}

const TICK_MS = 10;

/** Runs `action` and watches how late this process's timers are: a machine that is busy elsewhere shows there. */
async function timed<T>(action: () => Promise<T>): Promise<Timed<T>> {
  let lateMs = 0;
  let last = performance.now();
  const ticks = setInterval(() => {
    const now = performance.now();
    lateMs = Math.max(lateMs, now - last - TICK_MS);
    last = now;
  }, TICK_MS);
  try {
    return { value: await action(), lateMs };
  } finally {
    clearInterval(ticks);
  }
}

/**
 * A measurement that the machine did not disturb by more than `toleratedMs`: repeated up to `tries`
 * times, then the last one, as it is. `good` ends it early: what is right on a busy machine is right.
 */
export async function unhurried<T>(
  measure: () => Promise<T>,
  good: (value: T) => boolean,
  toleratedMs = 40,
  tries = 8,
): Promise<T> {
  for (let left = tries; ; left -= 1) {
    const { value, lateMs } = await timed(measure);
    if (good(value) || lateMs <= toleratedMs || left <= 1) return value;
  }
}
