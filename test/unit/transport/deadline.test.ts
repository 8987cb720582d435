import { expect, test } from 'vitest';
import { withDeadline } from '../../../src/transport/deadline.ts';
import { fakeClock } from '../../support/fake-clock.ts';

/** A call that ends only by its signal. */
const silent = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(new Error('aborted'))),
  );

test('what the call answers is the answer, and nothing is aborted afterwards', async () => {
  const clock = fakeClock();
  const controller = new AbortController();
  const signal = await withDeadline(clock, 1_000, async (given) => given, controller.signal);
  await clock.pass(2_000);
  controller.abort();
  expect(signal.aborted).toBe(false);
});

test('a silent call is aborted at its deadline, not before', async () => {
  const clock = fakeClock();
  let over = false;
  const call = withDeadline(clock, 1_000, silent).catch(() => {
    over = true;
  });
  await clock.pass(999);
  expect(over).toBe(false);
  await clock.pass(1);
  await call;
  expect(over).toBe(true);
});

test('the caller’s signal ends the call too, also one that fired before', async () => {
  const controller = new AbortController();
  const call = withDeadline(fakeClock(), 1_000, silent, controller.signal);
  controller.abort();
  await expect(call).rejects.toThrow('aborted');
  const late = withDeadline(fakeClock(), 1_000, async (signal) => signal.aborted, controller.signal);
  expect(await late).toBe(true);
});
