import { expect, test } from 'vitest';
import { failedStart } from '../../support/process.ts';
import { refusal } from './refusal.ts';

// Each variable, and how they go together: test/unit/config. Here it is what a process says.

test('a variable that does not hold', async () => {
  expect(await refusal({ OJS_MAX_ENVELOPE_BYTES: '10485761' })).toContain(
    'OJS_MAX_ENVELOPE_BYTES: set a whole number from 1024 to 10485760',
  );
});

test('no key on a host that others reach', async () => {
  expect(await refusal({ OJS_HOST: '0.0.0.0' })).toContain('OJS_API_KEY: set a key');
});

test('a reset on AWS', async () => {
  const environment = { OJS_TEST_RESET: 'true', OJS_API_KEY: 'a-key-of-16-chars' };
  expect(await refusal(environment, '--aws')).toContain('OJS_TEST_RESET: set false');
});

test('several of them, a line each', async () => {
  const { code, stderr } = await failedStart({ OJS_PORT: 'http', OJS_LOG_LEVEL: 'loud' }, ['--verbose']);
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringContaining('--verbose: no such option'),
    expect.stringContaining('OJS_PORT: '),
    expect.stringContaining('OJS_LOG_LEVEL: '),
  ]);
});

test('--help is no start', async () => {
  const { code, stdout, stderr } = await failedStart({ OJS_PORT: 'http' }, ['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('OJS_MAX_ENVELOPE_BYTES');
});
