import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drain } from '../../../../src/client/worker/drain.ts';
import type { Run } from '../../../../src/client/worker/run.ts';
import { running } from '../../../../src/client/worker/running.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A job whose server does not answer any more. */
function unheard(): Run & { readonly calls: string[] } {
  const calls: string[] = [];
  let end = () => {};
  const told = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    calls,
    job: Object.create(null),
    since: 0,
    isOurs: () => true,
    isWorking: () => true,
    lose: () => undefined,
    giveBack() {
      calls.push('giveBack');
      return told;
    },
    hangUp() {
      calls.push('hangUp');
      end();
    },
  };
}

describe('ojs-worker-protocol 7.2: the end of a worker', () => {
  it('without jobs it is there at once, and no timer is left', async () => {
    await drain(running(), 25_000, new AbortController());
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits the grace, then 5 s for the server, and no longer', async () => {
    const jobs = running();
    const run = unheard();
    jobs.add(run);
    let ended = false;
    const end = drain(jobs, 25_000, new AbortController()).then(() => {
      ended = true;
    });
    await vi.advanceTimersByTimeAsync(24_999);
    expect(run.calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect({ calls: run.calls, ended }).toEqual({ calls: ['giveBack'], ended: false });
    await vi.advanceTimersByTimeAsync(1);
    await end;
    expect(run.calls).toEqual(['giveBack', 'hangUp']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends with its last job', async () => {
    const jobs = running();
    const run = unheard();
    jobs.add(run);
    const end = drain(jobs, 25_000, new AbortController());
    jobs.delete(run);
    await end;
    expect(run.calls).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
