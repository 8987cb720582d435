import { expect, it } from 'vitest';
import { runPriorities } from '../../support/priority-run.ts';

it('DESIGN decision 14: on an SQS that lies no lower job is taken while a higher one was shown, and every job ends (issue 6, must show 6)', async () => {
  const run = await runPriorities({
    backlog: 100,
    later: 50,
    everyMs: 10,
    workers: 6,
    workMs: 5,
    priority: (n) => (n % 50 === 49 ? 50 : (n % 4) - 2),
  });
  expect(run.faults).toEqual([]);
  // Both were put to the test: the order, and the server by lies.
  expect(run.trials).toBeGreaterThan(2);
  expect(run.lies).toBeGreaterThan(20);
  expect([...run.longestMs.keys()].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 50]);
});
