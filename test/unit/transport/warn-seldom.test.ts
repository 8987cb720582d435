import { expect, test } from 'vitest';
import { warnSeldom } from '../../../src/transport/warn-seldom.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { memoryLog } from './scripted-sqs.ts';

test('one line a second, with the number of those left out', async () => {
  const clock = fakeClock();
  const { log, warnings } = memoryLog();
  const warn = warnSeldom(log, clock);
  for (let number = 0; number < 5; number += 1) warn({ number }, 'down');
  await clock.pass(1_000);
  warn({ number: 5 }, 'down');
  expect(warnings).toEqual([
    { fields: { number: 0, leftOut: 0 }, message: 'down' },
    { fields: { number: 5, leftOut: 4 }, message: 'down' },
  ]);
});
