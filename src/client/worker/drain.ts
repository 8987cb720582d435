import type { Running } from './running.ts';

/** For giving back what has not ended, the client's repeats included. */
const LAST_WORDS_MS = 5_000;

/**
 * Waits for the jobs under way, at most the grace and until `force` is aborted; then aborts the handlers
 * that are left and gives their jobs back, which costs no attempt (ojs-graceful-shutdown 5). Does not
 * wait for a handler that goes on all the same. Never fails.
 */
export async function drain(running: Running, graceMs: number, force: AbortController): Promise<void> {
  const grace = setTimeout(() => force.abort(), graceMs);
  await running.below(1, force.signal).catch(() => undefined);
  clearTimeout(grace);
  const left = running.all();
  const lastWords = setTimeout(() => {
    for (const run of left) run.hangUp();
  }, LAST_WORDS_MS);
  await Promise.all(left.map((run) => run.giveBack()));
  clearTimeout(lastWords);
}
