import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../scripts/stores.ts', import.meta.url));

/** What `make stores` started. */
export interface StoresProcess {
  readonly dynamodbEndpoint: string;
  readonly sqsEndpoint: string;
  /** Has the lies file read again. */
  signal(signal: 'SIGHUP'): void;
  /** Ends the process and answers its exit code, which is null after SIGKILL. */
  end(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** `make stores` on free ports. Throws what it printed where it did not start. */
export async function startStoresProcess(environment: {
  readonly OJS_DATA_DIR: string;
  readonly LIES?: string;
}): Promise<StoresProcess> {
  const child = spawn(process.execPath, [SCRIPT, '--dynamodb-port', '0', '--sqs-port', '0'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += String(chunk);
  });
  for await (const line of createInterface(child.stdout)) {
    const [, dynamodbEndpoint, sqsEndpoint] =
      /^export AWS_ENDPOINT_URL_DYNAMODB=(\S+) AWS_ENDPOINT_URL_SQS=(\S+)$/.exec(line) ?? [];
    if (dynamodbEndpoint === undefined || sqsEndpoint === undefined) continue;
    return {
      dynamodbEndpoint,
      sqsEndpoint,
      signal: (signal) => void child.kill(signal),
      async end(signal) {
        child.kill(signal);
        await exited;
        return child.exitCode;
      },
    };
  }
  await exited;
  throw new Error(complaint.trim());
}
