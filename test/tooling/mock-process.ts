import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** `make mock` on a free port. */
export interface MockProcess {
  readonly url: string;
  /** Ends it, and waits until it is gone. */
  stop(): Promise<void>;
}

/** Throws what was printed where the mock did not start. */
export async function startMock(port = '0'): Promise<MockProcess> {
  const child = spawn(process.execPath, ['scripts/mock.ts'], {
    env: { PATH: process.env.PATH, PORT: port },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let complaint = '';
  child.stderr.on('data', (data) => {
    complaint += String(data);
  });
  const lines = createInterface(child.stdout);
  const url = await new Promise<string | undefined>((resolve) => {
    lines.on('line', (line) => {
      const address = /Prism is listening on (http:\/\/\S+)/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
    void exited.then(() => resolve(undefined));
  });
  if (url === undefined) throw new Error(complaint.trim());
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
