import { expect, it } from 'vitest';
import { runCrons } from '../../support/cron-run.ts';

it('DESIGN decision 23: two servers, one of them killed: every tick fires once', async () => {
  const { faults, ticks, kills } = await runCrons({ servers: 2, crons: 6, seconds: 12, killEveryMs: 4_000 });
  expect(faults).toEqual([]);
  expect(ticks).toBeGreaterThan(30);
  expect(kills).toBe(2);
});
