import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const HERE = import.meta.dirname;
const EMULATOR = join(HERE, 'node_modules/amplify-dynamodb-simulator/emulator');

/** A running DynamoDB Local, empty at its start. */
export interface DynamoDbLocal {
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Starts DynamoDB Local, in memory, on a free port of 127.0.0.1, and waits until it answers: about 3 s,
 * and once half a minute more to install it (347 MB). It needs a JDK of 17 or later.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.html
 */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal> {
  if (!existsSync(join(EMULATOR, 'DynamoDBLocal.jar'))) await install();
  const java = spawn(
    'java',
    [
      '-Xmx1g',
      `-Djava.library.path=${join(EMULATOR, 'DynamoDBLocal_lib')}`,
      '-cp',
      [join(EMULATOR, 'DynamoDBLocal.jar'), join(EMULATOR, 'DynamoDBLocal_lib', '*')].join(':'),
      join(HERE, 'OnLoopback.java'),
    ],
    // It leaves a file of metadata where it runs.
    { cwd: EMULATOR, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const exited = once(java, 'exit');
  const lines = createInterface(java.stdout);
  const port = await Promise.race([
    portIn(lines),
    exited.then(([code]) =>
      Promise.reject(new Error(`DynamoDB Local ended with ${code} before it was ready.`)),
    ),
  ]);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      java.stdin.end();
      await exited;
    },
  };
}

function portIn(lines: ReturnType<typeof createInterface>): Promise<number> {
  return new Promise((resolve) => {
    // Reading goes on, since what it prints later must not fill the pipe.
    lines.on('line', (line) => {
      const port = /^port (\d+)$/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

async function install(): Promise<void> {
  const npm = spawn('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: HERE, stdio: 'inherit' });
  const [code] = await once(npm, 'exit');
  if (code !== 0) throw new Error(`npm ci in ${HERE} ended with ${code}; DynamoDB Local is not installed.`);
}
