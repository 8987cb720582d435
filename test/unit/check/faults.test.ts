import { expect, test } from 'vitest';
import { faultsIn } from '../../../scripts/check/faults.ts';

test('of a vitest run, what follows its list of failed tests', () => {
  const output = 'noise\n\u001b[31m⎯⎯ Failed Tests 1 ⎯⎯\u001b[39m\nFAIL unit a.test.ts\nexpected 1 to be 2';
  expect(faultsIn(output)).toEqual(['⎯⎯ Failed Tests 1 ⎯⎯', 'FAIL unit a.test.ts', 'expected 1 to be 2']);
});

test('of a conformance run, from its first failure', () => {
  expect(faultsIn('..F.\n\nFAILED own/a.json  (A a)\n    step 1: status\n\n1 passed, 1 failed')[0]).toBe(
    'FAILED own/a.json  (A a)',
  );
});

test('of anything else, its last lines', () => {
  const lines = Array.from({ length: 100 }, (_, line) => `line ${line}`);
  expect(faultsIn(lines.join('\n'))).toEqual(lines.slice(-40));
});
