import { expect, test } from 'vitest';
import { outstandingHints } from '../../../src/transport/outstanding.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const email = { queue: 'email', lane: '100' };
const high = { queue: 'email', lane: '090' };

test('a hint counts in its lane until it is seen, for 2 s at most', async () => {
  const clock = fakeClock();
  const outstanding = outstandingHints(clock);
  for (const jobId of ['a', 'b', 'c']) outstanding.sent(email, jobId);
  outstanding.seen(high, 'a');
  outstanding.seen(email, 'b');
  outstanding.seen(email, 'never sent');
  expect([outstanding.count(email), outstanding.count(high)]).toEqual([2, 0]);
  await clock.pass(1_999);
  expect(outstanding.count(email)).toBe(2);
  await clock.pass(1);
  expect(outstanding.count(email)).toBe(0);
});

test('a job that is hinted again counts once, from the last time', async () => {
  const clock = fakeClock();
  const outstanding = outstandingHints(clock);
  outstanding.sent(email, 'a');
  await clock.pass(500);
  outstanding.sent(email, 'b');
  await clock.pass(500);
  outstanding.sent(email, 'a');
  expect(outstanding.count(email)).toBe(2);
  await clock.pass(1_600);
  expect(outstanding.count(email)).toBe(1);
  await clock.pass(400);
  expect(outstanding.count(email)).toBe(0);
});

test('of more than 10,000 the oldest are forgotten', () => {
  const outstanding = outstandingHints(fakeClock());
  for (let number = 0; number < 10_002; number += 1) outstanding.sent(email, `job-${number}`);
  expect(outstanding.count(email)).toBe(10_000);
  outstanding.seen(email, 'job-1');
  expect(outstanding.count(email)).toBe(10_000);
  outstanding.seen(email, 'job-2');
  expect(outstanding.count(email)).toBe(9_999);
});
