import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OjsError } from '../../../../src/client/error.ts';
import { pauseMs, within } from '../../../../src/client/worker/patience.ts';

const asking = (retryAfterMs: number) =>
  new OjsError('backend_error', 'Later.', { retryable: true, retryAfterMs });

describe('the pause between tries', () => {
  it('doubles from 500 ms to 15 s, spread over its upper half', () => {
    expect([1, 2, 3, 6, 1_000].map((failures) => pauseMs(failures, undefined, 1))).toEqual([
      500, 1_000, 2_000, 15_000, 15_000,
    ]);
    expect(pauseMs(1, undefined, 0)).toBe(250);
  });

  it('is what the server asks for where that is longer, up to 5 minutes', () => {
    expect(pauseMs(1, asking(7_000), 0.5)).toBe(7_000);
    expect(pauseMs(6, asking(1), 1)).toBe(15_000);
    expect(pauseMs(1, asking(2 ** 40), 0.5)).toBe(300_000);
  });
});

describe('a call with a limit', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const never = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });

  it('gives the answer and leaves no timer', async () => {
    expect(await within(1_000, new AbortController().signal, async () => 'answer')).toBe('answer');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fails as a network error when nothing comes', async () => {
    const call = within(1_000, new AbortController().signal, never);
    const outcome = expect(call).rejects.toMatchObject({ code: 'network_error', retryable: true });
    await vi.advanceTimersByTimeAsync(1_000);
    await outcome;
  });

  it('fails with the reason of its signal, and is not begun after it', async () => {
    const reason = new Error('Enough.');
    const abort = new AbortController();
    const call = within(1_000, abort.signal, never);
    abort.abort(reason);
    await expect(call).rejects.toBe(reason);
    const begin = vi.fn(async () => 'answer');
    await expect(within(1_000, abort.signal, begin)).rejects.toBe(reason);
    expect(begin).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
