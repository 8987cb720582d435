import { afterAll, beforeAll, expect, it } from 'vitest';
import { acksCrosswise } from '../support/crosswise.ts';
import { startTestStores, type TestStores } from '../support/server.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.close());

it('acks crosswise on two servers with 1,800 s leases at 100 jobs/s for a minute: messages in flight stay under 35 s of work (issue 4, must show 6)', async () => {
  const { acked, perSecond, mostInFlight } = await acksCrosswise(stores, 100, 60);
  process.stdout.write(`${Math.round(perSecond)} jobs/s, at most ${mostInFlight} messages in flight\n`);
  expect(acked).toBe(6_000);
  expect(mostInFlight).toBeLessThan(35 * 100);
});
