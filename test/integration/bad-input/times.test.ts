import { v7 } from 'uuid';
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

describe('ojs-json-format 5.3, DECISIONS 1.1 and 6: times over HTTP', () => {
  const bad = [
    ['no zone', '2030-01-01T00:00:00'],
    ['a date alone', '2030-01-01'],
    ['a day that is none', '2030-02-30T00:00:00Z'],
    ['hour 25', '2030-01-01T25:00:00Z'],
    ['the year 10000', '10000-01-01T00:00:00Z'],
    ['an infinite year', '+999999-01-01T00:00:00Z'],
    ['seconds since 1970', 1_900_000_000],
    ['words', 'tomorrow'],
    ['a year as duration', '+P1Y'],
    ['a duration backwards', '-PT5S'],
    ['a duration of 400 years', '+P146100D'],
    ['nothing', ''],
  ] as const;

  it.each(
    ['scheduled_at', 'delay_until', 'expires_at'].flatMap((field) =>
      bad.map((one) => [field, ...one] as const),
    ),
  )('%s with %s is refused by its name, and nothing is stored', async (field, what, value) => {
    const id = v7();
    const queue = `bad-${field.replace('_', '-')}-${what.replace(/[^a-z0-9]/g, '-')}`;
    const { status, body } = await ojs.enqueue({
      id,
      type: 'a',
      args: [],
      options: { queue, [field]: value },
    });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: 'invalid_request',
      details: { field: expect.stringContaining(field) },
    });
    expect((await ojs.get(id)).status).toBe(404);
    expect((await ojs.queues('?limit=1000')).body.queues.map(({ name }) => name)).not.toContain(queue);
  });

  it('one bad time in a batch: none of its jobs, and the answer says which', async () => {
    const ids = [v7(), v7(), v7()];
    const { status, body } = await ojs.enqueueBatch(
      ids.map((id, n) => ({
        id,
        type: 'a',
        args: [],
        options: { queue: 'bad-batch', scheduled_at: n === 1 ? '2030-01-01T00:00:00' : '+PT1H' },
      })),
    );
    expect([status, body.error?.details?.index]).toEqual([400, 1]);
    for (const id of ids) expect((await ojs.get(id)).status).toBe(404);
  });

  it.each([
    ['0001-01-01T00:00:00Z', 'available'],
    ['1969-12-31T23:59:59.999999999-00:00', 'available'],
    ['2000-02-29T12:00:00+14:00', 'available'],
    ['9999-12-31T23:59:59.9Z', 'scheduled'],
    ['2999-06-01t09:00:00.120z', 'scheduled'],
  ])('scheduled_at %s: %s, and it comes back character for character', async (scheduled_at, state) => {
    const { status, body } = await ojs.enqueue({
      type: 'a',
      args: [],
      options: { queue: 'absurd', scheduled_at },
    });
    expect([status, body.job.state, body.job.scheduled_at]).toEqual([201, state, scheduled_at]);
    const { job } = (await ojs.get(body.job.id)).body;
    expect([job.state, job.scheduled_at]).toEqual([state, scheduled_at]);
    expect((await ojs.cancel(job.id)).status).toBe(200);
  });

  it.each([
    '0001-01-01T00:00:00Z',
    '2000-02-29T12:00:00+14:00',
  ])('expires_at %s: stored, discarded at once, and kept as long as what expires now', async (expires_at) => {
    const { status, body } = await ojs.enqueue({
      type: 'a',
      args: [],
      options: { queue: 'absurd', expires_at },
    });
    expect([status, body.job.state]).toEqual([201, 'discarded']);
    const { job } = (await ojs.get(body.job.id)).body;
    expect([job.state, job.expires_at]).toEqual(['discarded', expires_at]);
    expect(job.discarded_at).toBe(job.created_at);
    expect((await ojs.cancel(job.id)).status).toBe(409);
  });

  it.each([
    ['visibility_timeout', 'P1Y', 400],
    ['visibility_timeout', 'PT', 400],
    ['visibility_timeout', 'P36501D', 400],
    ['visibility_timeout_ms', -1, 400],
    ['timeout_ms', -1, 400],
    ['timeout', -0.5, 400],
    ['retry', { initial_interval: 'PT0S' }, 422],
    ['retry', { initial_interval: '5 minutes' }, 422],
    ['retry', { max_interval: 'P1M' }, 422],
    ['retry', { initial_interval: 'PT10S', max_interval: 'PT5S' }, 422],
    ['unique', { keys: ['type'], period: 'P1Y' }, 422],
    ['unique', { keys: ['type'], period: '' }, 422],
  ])('%s: %j is refused by its name, and nothing is stored', async (name, value, expected) => {
    const id = v7();
    const { status, body } = await ojs.enqueue({
      id,
      type: 'a',
      args: [],
      options: { queue: 'bad-length', [name]: value },
    });
    expect([status, body.error?.message]).toEqual([expected, expect.stringContaining(name)]);
    expect((await ojs.get(id)).status).toBe(404);
  });
});

describe('ojs-cron 2 to 5: crons over HTTP', () => {
  const good = {
    name: 'refused',
    expression: '0 9 * * *',
    job_template: { type: 'cron.test', args: [], options: { queue: 'bad-cron' } },
  };
  const template = (more: object) => ({ job_template: { ...good.job_template, ...more } });

  it.each([
    ['expression', 'four fields', { expression: '* * * *' }, 400],
    ['expression', 'seven fields', { expression: '0 0 0 0 0 0 0' }, 400],
    ['expression', 'step 0', { expression: '*/0 * * * *' }, 400],
    ['expression', 'an inverted range', { expression: '30-10 * * * *' }, 400],
    ['expression', 'minute 60', { expression: '60 * * * *' }, 400],
    ['expression', 'a day that never comes', { expression: '0 0 31 2 *' }, 400],
    ['expression', '@every 0s', { expression: '@every 0s' }, 400],
    ['expression', 'a number', { expression: 5 }, 400],
    ['timezone', 'an abbreviation', { timezone: 'EST' }, 400],
    ['timezone', 'an offset', { timezone: '+02:00' }, 400],
    ['timezone', 'an unknown place', { timezone: 'Europe/Nowhere' }, 400],
    ['name', 'capitals', { name: 'Refused' }, 400],
    ['name', '256 characters', { name: 'n'.repeat(256) }, 400],
    ['overlap_policy', 'never', { overlap_policy: 'never' }, 400],
    ['enabled', 'a word', { enabled: 'yes' }, 400],
    ['type', 'no type', { job_template: { args: [] } }, 400],
    ['args', 'no list', template({ args: {} }), 400],
    ['queue', 'a queue in capitals', template({ options: { queue: 'Bad' } }), 400],
    ['priority', 'priority 101', template({ options: { priority: 101 } }), 400],
    [
      'scheduled_at',
      'a time without zone',
      template({ options: { scheduled_at: '2030-01-01T00:00:00' } }),
      400,
    ],
    [
      'initial_interval',
      'a bad interval',
      template({ options: { retry: { initial_interval: 'soon' } } }),
      422,
    ],
    ['period', 'a bad period', template({ options: { unique: { keys: ['type'], period: 'P1M' } } }), 422],
  ])('%s: %s is refused by its name, and there is no cron', async (field, _what, wrong, expected) => {
    const { status, body } = await ojs.registerCron({ ...good, ...wrong });
    expect([status, body.error?.message]).toEqual([expected, expect.stringContaining(field)]);
    expect((await ojs.listCrons()).body.crons).toEqual([]);
  });

  it('a change that is refused changes nothing; a taken name is 409 and leaves the cron alone', async () => {
    const { cron } = (await ojs.registerCron({ ...good, name: 'kept' })).body;
    for (const wrong of [{ expression: '*/0 * * * *' }, { timezone: 'EST' }, { overlap_policy: 'never' }]) {
      expect((await ojs.updateCron('kept', { description: 'x', ...wrong })).status).toBe(400);
    }
    const taken = await ojs.registerCron({ ...good, name: 'kept', expression: '@daily' });
    expect([taken.status, taken.body.error?.code]).toEqual([409, 'duplicate']);
    expect((await ojs.getCron('kept')).body.cron).toEqual(cron);
    await ojs.deleteCron('kept');
  });
});
