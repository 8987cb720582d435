import type { Clock } from '../rules/clock.ts';

/** How long a call that does not wait for messages may take, retries of the SDK included. */
export const CALL_MS = 10_000;

/**
 * Runs `call` with a signal that fires after `ms`, or with `signal`: a connection that went silent must not hold
 * its caller for ever. Rejects with what `call` rejects with, the SDK's AbortError for one.
 */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  call: (signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const cancel = clock.after(ms, abort);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  try {
    return await call(controller.signal);
  } finally {
    cancel();
    signal?.removeEventListener('abort', abort);
  }
}
