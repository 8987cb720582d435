/**
 * A mock of the server: Prism on the specification, which answers with its examples and refuses what
 * does not fit it. It keeps nothing, and any key will do.
 *
 *     PORT=4010 node scripts/mock.ts
 *
 * `Prefer: code=409` or `Prefer: example=several` in a request chooses the answer. A bad body is
 * refused with 422, which Prism puts before the server's 400; its header `sl-violations` says what is
 * wrong. One that is no JSON at all is never answered, a fault of Prism 5.16.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const port = process.env.PORT || '4010';

if (/^\d+$/.test(port) && Number(port) <= 65_535) {
  run();
} else {
  console.error(`PORT is '${port}'; it must be a port from 0 (any free one) to 65535.`);
  process.exitCode = 1;
}

function run(): void {
  const prism = spawn(
    process.execPath,
    [
      'node_modules/@stoplight/prism-cli/dist/index.js',
      'mock',
      '--host',
      '127.0.0.1',
      '--port',
      port,
      'generated/openapi.json',
    ],
    { cwd: root, stdio: 'inherit' },
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => prism.kill(signal));
  prism.on('exit', (code) => {
    process.exitCode = code ?? 0;
  });
}
