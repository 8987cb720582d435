import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServerProcess } from '../../support/process.ts';

let OJS_DATA_DIR: string;
beforeAll(async () => {
  OJS_DATA_DIR = await mkdtemp(join(tmpdir(), 'ojs-aws-ready-'));
});
afterAll(() => rm(OJS_DATA_DIR, { recursive: true }));

describe('a start that can be', () => {
  it('says in one line where it listens and where the data is, and warns of the missing key', async () => {
    const server = await startServerProcess({ OJS_DATA_DIR });
    expect(server.startLine).toContain(server.url);
    expect(server.startLine).toContain(OJS_DATA_DIR);
    expect(server.startLine).toContain('no key is asked for (set OJS_API_KEY)');
    expect(await server.stop()).toBe(0);
  });

  it('warns of those who reach the port where it was told to serve them without a key', async () => {
    // Loopback, in a form that is not known to be.
    const environment = { OJS_DATA_DIR, OJS_HOST: '127.1', OJS_ALLOW_INSECURE_NO_AUTH: 'true' };
    const server = await startServerProcess(environment);
    expect(server.startLine).toContain('anyone who reaches the port can use it');
    expect(await server.stop()).toBe(0);
  });
});
