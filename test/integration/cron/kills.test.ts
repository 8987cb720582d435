import { expect, it } from 'vitest';
import { runCrons } from '../../support/cron-run.ts';

it('DESIGN decision 23: crons on three servers, one killed and restarted every 4 s: every tick fires once', async () => {
  const { faults, ticks, kills } = await runCrons({
    servers: 3,
    crons: 6,
    seconds: 10,
    killEveryMs: 4_000,
    withoutJobs: true,
  });
  expect(faults).toEqual([]);
  expect(ticks).toBeGreaterThan(35);
  expect(kills).toBe(2);
});
