import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api } from '../../support/api.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let ojs: ReturnType<typeof api>;
beforeAll(async () => {
  server = await startTestServer();
  ojs = api(server.url);
});
afterAll(() => server.close());

describe('ojs-cron 2 and 8: what is asked of crons', () => {
  it.each([
    ['longer than a key of the table', 'a'.repeat(1_025)],
    ['longer than a name', 'a'.repeat(256)],
    ['with a capital', 'Nightly'],
  ])('a name that no cron can have is unknown: %s', async (_what, name) => {
    const answers = [
      await ojs.getCron(name),
      await ojs.updateCron(name, { enabled: false }),
      await ojs.deleteCron(name),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });
});
