import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A server in a process of its own, as a user runs it. */
export interface ServerProcess {
  readonly url: string;
  /** The line it printed when it was ready. */
  readonly startLine: string;
  /** Ms from the start of the process to that line. */
  readonly startMs: number;
  readonly child: ChildProcess;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; answers with the exit code. */
  stop(): Promise<number | null>;
}

/** Starts `node src/main.ts` on a free port and waits for its start line. */
export async function startServerProcess(
  environment: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['src/main.ts'], {
    env: { PATH: process.env.PATH, OJS_PORT: '0', OJS_LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let complaints = '';
  child.stderr?.on('data', (data) => {
    complaints += String(data);
  });
  const startLine = await Promise.race([
    firstLine(child),
    exited.then(([code]) => {
      throw new Error(`The server ended with ${code} before it was ready: ${complaints}`);
    }),
  ]);
  const url = /http:\/\/[^ ,]+/.exec(startLine)?.[0];
  if (url === undefined) throw new Error(`No address in the start line: ${startLine}`);
  return {
    url,
    startLine,
    startMs: performance.now() - startedAt,
    child,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      const [code] = await exited;
      return code;
    },
  };
}

/** What a server process says that cannot start. */
export async function failedStart(
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<{ code: number | null; stderr: string; stdout: string }> {
  const child = spawn(process.execPath, ['src/main.ts', ...args], {
    env: { PATH: process.env.PATH, OJS_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  let stdout = '';
  child.stderr.on('data', (data) => {
    stderr += String(data);
  });
  child.stdout.on('data', (data) => {
    stdout += String(data);
  });
  const [code] = await once(child, 'close');
  return { code, stderr, stdout };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The process has no standard output.');
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line');
  // Whatever it prints later must not fill the pipe.
  lines.on('line', () => undefined);
  return String(line);
}
