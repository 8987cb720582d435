import { describe, expect, it } from 'vitest';
import { runPriorities } from '../support/priority-run.ts';

describe('DESIGN decision 14: priority on an SQS that lies, two servers (issue 6, must show 6)', () => {
  it('with 1 % high-priority load nothing starves: 2,000 jobs, a backlog of 500 at first', async () => {
    const run = await runPriorities({
      backlog: 500,
      later: 1_500,
      everyMs: 25,
      workers: 12,
      workMs: 5,
      priority: (n) => (n % 100 === 99 ? 50 : 0),
    });
    expect(run.faults).toEqual([]);
    expect(run.lies).toBeGreaterThan(200);
    const low = run.longestMs.get(0) ?? 0;
    const high = run.longestMs.get(50) ?? 0;
    expect(high).toBeLessThan(low);
    // The backlog was worked off while high-priority jobs kept coming.
    expect(low).toBeLessThan(run.tookMs / 2);
  });

  it('five priorities in equal shares: never a lower one while a higher one was shown', async () => {
    const run = await runPriorities({
      backlog: 600,
      later: 400,
      everyMs: 25,
      workers: 12,
      workMs: 5,
      priority: (n) => (n % 5) - 2,
    });
    expect(run.faults).toEqual([]);
    expect(run.trials).toBeGreaterThan(100);
  });
});
