import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validatedFetch } from '../support/answers.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ environment: { OJS_API_KEY: 'a-key-that-probes-do-not-have' } });
});
afterAll(() => server.close());

const get = (path: string, headers = {}) => validatedFetch(server.url + path, { headers });

describe('ojs-observability 5, EXTENSIONS 1.15: probes on a server with a key', () => {
  it.each(['/health', '/ready', '/live'])('GET %s needs neither key nor version', async (path) => {
    expect((await get(path)).status).toBe(200);
    expect((await get(path, { 'OJS-Version': '9.9', Authorization: 'Bearer wrong' })).status).toBe(200);
  });

  it('GET /ojs/v1/health and the manifest need the key', async () => {
    for (const path of ['/ojs/v1/health', '/ojs/manifest']) expect((await get(path)).status, path).toBe(401);
  });

  it('says ok in the words that the conformance cases know', async () => {
    expect(await (await get('/health')).json()).toMatchObject({ status: 'ok', backend: { status: 'ok' } });
  });
});
