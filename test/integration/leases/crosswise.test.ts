import { afterAll, beforeAll, expect, it } from 'vitest';
import { acksCrosswise } from '../../support/crosswise.ts';
import { startTestStores, type TestStores } from '../../support/server.ts';

/** A message of an ack elsewhere is deleted at the first look, 10 s after the claim; the full size is in test/slow. */
const SECONDS = 14;
const PER_SECOND = 50;
const SECONDS_OF_WORK = 13;

let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.close());

it('acks at the server that did not give the lease: messages in flight stay under 13 s of work (DESIGN 7)', async () => {
  const { acked, mostInFlight } = await acksCrosswise(stores, PER_SECOND, SECONDS);
  expect(acked).toBe(SECONDS * PER_SECOND);
  expect(mostInFlight).toBeGreaterThan(0);
  expect(mostInFlight).toBeLessThan(SECONDS_OF_WORK * PER_SECOND);
});
