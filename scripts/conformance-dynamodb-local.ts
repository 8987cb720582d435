import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startDynamoDbLocal } from '../test/dynamodb-local/start.ts';

/**
 * Runs the conformance cases with DynamoDB Local as the table, which alone returns the old item with a
 * refused condition, as AWS does. What it is given goes on to the runner; by default levels 0 to 4.
 */

const DEFAULTS = [0, 1, 2, 3, 4].flatMap((level) => ['--level', String(level)]);

const given = process.argv.slice(2);
const local = await startDynamoDbLocal();
try {
  const runner = spawn(
    process.execPath,
    [
      'conformance/run.ts',
      '--no-slow',
      '--by-intent',
      '--dynamodb-endpoint',
      local.endpoint,
      ...(given.length > 0 ? given : DEFAULTS),
    ],
    { stdio: 'inherit' },
  );
  const [code] = await once(runner, 'exit');
  process.exitCode = code ?? 1;
} finally {
  await local.close();
}
