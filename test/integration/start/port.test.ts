import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusal } from './refusal.ts';

let taken: Server;
let OJS_PORT: string;
let OJS_DATA_DIR: string;
beforeAll(async () => {
  OJS_DATA_DIR = await mkdtemp(join(tmpdir(), 'ojs-aws-port-'));
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  OJS_PORT = String(typeof address === 'object' ? address?.port : address);
});
afterAll(async () => {
  taken.close();
  await rm(OJS_DATA_DIR, { recursive: true });
});

test('a port in use', async () => {
  expect(await refusal({ OJS_PORT, OJS_DATA_DIR })).toContain(`OJS_PORT: port ${OJS_PORT} is in use`);
});

test('an address that is not of this machine', async () => {
  const OJS_HOST = '192.0.2.1';
  expect(await refusal({ OJS_HOST, OJS_DATA_DIR, OJS_API_KEY: 'a-key-of-16-chars' })).toContain(
    `OJS_HOST: ${OJS_HOST} cannot be listened on`,
  );
});
