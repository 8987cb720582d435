import { expect } from 'vitest';
import { failedStart } from '../../support/process.ts';

/**
 * What a process says that cannot start with this: one line without a stack, exit code 1, and nothing
 * that looks like a server that listens.
 */
export async function refusal(
  environment: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<string> {
  const { code, stderr, stdout } = await failedStart(environment, args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^ojs-aws cannot start\. [^\n]+\n$/);
  return stderr;
}
