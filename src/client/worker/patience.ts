import { isOjsError, OjsError } from '../error.ts';
import { delayAfter } from '../retry.ts';

/** Between tries of a worker; the client has repeated each of them by itself. */
const POLICY = { attempts: Number.POSITIVE_INFINITY, initialDelayMs: 500, maxDelayMs: 15_000 };
/** No server is waited for longer, whatever its `Retry-After` says. */
const LONGEST_PAUSE_MS = 300_000;

/** How long to wait after the `failures`-th failure in a row: doubling, spread, and what the server asks for. */
export function pauseMs(failures: number, error: unknown, random: number): number {
  const asked = isOjsError(error) ? (error.retryAfterMs ?? 0) : 0;
  return Math.min(LONGEST_PAUSE_MS, Math.max(asked, delayAfter(failures, POLICY, random)));
}

/**
 * A call that ends with `signal`, and after `limitMs` at the latest, as a `network_error`: a connection
 * that is silently gone would hold a worker up for minutes. Leaves neither timer nor listener.
 */
export async function within<Answer>(
  limitMs: number,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  signal.throwIfAborted();
  const own = new AbortController();
  const end = () => own.abort(signal.reason);
  const message = `The server did not answer within ${limitMs} ms.`;
  const timer = setTimeout(
    () => own.abort(new OjsError('network_error', message, { retryable: true })),
    limitMs,
  );
  signal.addEventListener('abort', end, { once: true });
  try {
    return await call(own.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}
