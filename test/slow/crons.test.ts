import { expect, it } from 'vitest';
import { runCrons } from '../support/cron-run.ts';

it('DESIGN decision 23: 20 crons on three servers, one killed every 10 s for two minutes: every tick fires once', async () => {
  const { faults, ticks, kills } = await runCrons({
    servers: 3,
    crons: 20,
    seconds: 120,
    killEveryMs: 10_000,
    withoutJobs: false,
  });
  expect(faults).toEqual([]);
  expect(ticks).toBeGreaterThan(1_300);
  expect(kills).toBeGreaterThanOrEqual(10);
});
