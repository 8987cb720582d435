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

  const YEARLY = { cron: '@yearly', type: 'cron.test' };
  /** The template as it is stored then. */
  const changed = async (name: string, change: object) => {
    const { status, body } = await ojs.updateCron(name, change);
    expect(status, JSON.stringify(body)).toBe(200);
    return body.cron.job_template;
  };

  it('a flat registration takes the options at the top level too (2.1; DECISIONS 1.5)', async () => {
    const job = { args: [1], queue: 'reports', priority: 5, schema: 'urn:a', tags: ['x'] };
    const { body } = await ojs.registerCron({ name: 'flat', ...YEARLY, ...job });
    expect(body.cron.job_template).toEqual({ type: 'cron.test', ...job });
    const { status } = await ojs.registerCron({ name: 'flat-bad', ...YEARLY, priority: 101 });
    expect(status).toBe(400);
  });

  it('a flat change takes the place of what the template says under that name', async () => {
    const meta = { a: 1 };
    const options = { queue: 'a', timeout: 5, meta: { b: 1 } };
    await ojs.registerCron({ name: 'changing', ...YEARLY, args: [1], meta, options });
    const cleared = { type: 'cron.test', args: [2], meta };
    expect(await changed('changing', { args: [2] })).toEqual({ ...cleared, options });
    expect(await changed('changing', { queue: 'b', timeout_ms: 9, meta: {} })).toEqual({
      ...cleared,
      meta: {},
      queue: 'b',
      timeout_ms: 9,
      options: {},
    });
    expect(await changed('changing', { type: 'other', options: { queue: 'c' } })).toMatchObject({
      type: 'other',
      options: { queue: 'c' },
    });
    expect(await changed('changing', { job_template: { type: 'all', args: [] }, args: [3] })).toEqual({
      type: 'all',
      args: [],
    });
  });

  it('a flat change that does not hold is refused and changes nothing', async () => {
    const { cron } = (await ojs.registerCron({ name: 'kept', ...YEARLY })).body;
    for (const [field, wrong] of [
      ['args', { args: {} }],
      ['queue', { options: { queue: 'Bad' } }],
      ['priority', { priority: 101 }],
      ['max_attempts', { retry: { max_attempts: -1 } }],
    ] as const) {
      const { status, body } = await ojs.updateCron('kept', wrong);
      expect([400, 422]).toContain(status);
      expect(body.error?.message).toContain(field);
    }
    expect((await ojs.getCron('kept')).body.cron).toEqual(cron);
  });
});
