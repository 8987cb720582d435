import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { wait } from '../../../src/client/wait.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('wait', () => {
  it('ends after the delay and not before', async () => {
    let ended = false;
    void wait(1_000, new AbortController().signal).then(() => {
      ended = true;
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toBe(true);
  });

  it('fails with the reason of the signal, and leaves no timer', async () => {
    const reason = new Error('Enough.');
    const abort = new AbortController();
    const waiting = wait(1_000, abort.signal);
    abort.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not begin with a signal that is aborted', async () => {
    const reason = new Error('Enough.');
    await expect(wait(1_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });
});
