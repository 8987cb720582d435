import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openClients } from '../../../src/clients.ts';
import { systemClock } from '../../../src/rules/clock.ts';
import { type Cron, decided, registered } from '../../../src/rules/cron.ts';
import { createTable } from '../../../src/table/create-table.ts';
import { createCron, replaceCron } from '../../../src/table/cron-item.ts';
import { putBeat } from '../../../src/table/server-beats.ts';
import { openStore, type Store } from '../../../src/table/store.ts';
import { api, eventually } from '../../support/api.ts';
import { expectedTicks, takeAll, tickOf } from '../../support/cron-jobs.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';

const TABLE = 'ojs-jobs';
let stores: TestStores;
let dead: Store;
let servers: TestServer[] = [];

/** A store as a server that is no more has left it. */
beforeEach(async () => {
  stores = await startTestStores();
  const clients = openClients({ region: 'us-east-1', ...stores });
  await createTable(clients.dynamodb, TABLE);
  dead = openStore(clients.documents, TABLE, 'deadbeef', systemClock);
});
afterEach(async () => {
  for (const server of servers) await server.close();
  servers = [];
  await stores.close();
});

async function start(): Promise<TestServer> {
  const server = await startTestServer({ stores });
  servers.push(server);
  return server;
}

async function left(name: string, expression: string, now: number): Promise<Cron> {
  const definition = {
    expression,
    zone: 'UTC',
    overlap: 'allow',
    template: `{"type":"left.test","args":[],"options":{"queue":"${name}"}}`,
    enabled: true,
  } as const;
  const outcome = await createCron(dead, registered(name, definition, dead.tokens.next(), now));
  if (!outcome.written) throw new Error('The cron is there already.');
  return outcome.cron;
}

const runsOf = (server: TestServer, name: string, count: number) =>
  eventually(async () => {
    const { cron } = (await api(server.url).getCron(name)).body;
    return cron.run_count >= count ? cron : undefined;
  }, 10_000);

/** The ticks of the first jobs of a cron, in their order. */
async function jobsOf(server: TestServer, name: string, count: number, withinMs: number): Promise<number[]> {
  const ended = new AbortController();
  const ticks: number[] = [];
  const taking = takeAll(
    () => server.url,
    name,
    ended.signal,
    (job) => ticks.push(tickOf(job)),
  );
  await eventually(async () => (ticks.length >= count ? true : undefined), withinMs);
  ended.abort();
  await taking;
  return ticks.sort((a, b) => a - b);
}

describe('DESIGN decision 23: a decision that its server leaves undone', () => {
  it('is carried out once, by whoever finds it, with the job it named', async () => {
    const cron = await left('undone', '@every 1h', Date.now() - 3_600_000);
    const half = await replaceCron(dead, cron, decided(cron, [], 0, Date.now()));
    expect(half.written).toBe(true);
    const [one, other] = [await start(), await start()];
    const { run_count, last_run_at, next_run_at } = await runsOf(one, 'undone', 1);
    expect({ run_count, last_run_at }).toEqual({
      run_count: 1,
      last_run_at: new Date(cron.nextRunAt ?? 0).toISOString(),
    });
    expect(Date.parse(next_run_at ?? '')).toBe((cron.nextRunAt ?? 0) + 3_600_000);
    const { jobs } = (await api(other.url).fetch({ queues: ['undone'], count: 5, wait_ms: 2_000 })).body;
    const decision = half.written ? half.cron.decision : undefined;
    expect(jobs.map(({ id }) => id)).toEqual([decision?.jobId]);
  });

  it('is carried out before a change of the cron', async () => {
    const cron = await left('changed', '@every 1h', Date.now() - 3_600_000);
    await replaceCron(dead, cron, decided(cron, [], 0, Date.now()));
    const server = await start();
    const changed = (await api(server.url).updateCron('changed', { enabled: false })).body.cron;
    expect(changed).toMatchObject({ enabled: false, run_count: 1, next_run_at: null });
    expect((await api(server.url).fetch({ queues: ['changed'], wait_ms: 2_000 })).body.jobs).toHaveLength(1);
  });
});

describe('ojs-cron 7.3 and DECISIONS 6: ticks that were missed while no server ran', () => {
  it('fire once together, and from then on each by itself', async () => {
    const cron = await left('missed', '* * * * * *', Date.now() - 60_000);
    const startedAt = Date.now();
    const [one] = [await start(), await start()];
    if (!one) throw new Error('No server.');
    const ticks = await jobsOf(one, 'missed', 4, 20_000);
    const [first = 0, second = 0, ...others] = ticks;
    expect(first).toBe(cron.nextRunAt);
    expect(second).toBeGreaterThan(startedAt);
    expect(others).toEqual(expectedTicks('* * * * * *', second, others.at(-1) ?? 0));
  });

  it('also after a kill -9, when the sign of life has stood still', async () => {
    const cron = await left('killed', '@every 10s', Date.now() - 120_000);
    await putBeat(dead, { server: 'deadbeef', count: 1, watchedSince: Date.now() - 300_000 });
    const startedAt = Date.now();
    const server = await start();
    const ticks = await jobsOf(server, 'killed', 2, 40_000);
    expect(ticks[0]).toBe(cron.nextRunAt);
    expect(ticks[1]).toBeGreaterThanOrEqual(startedAt);
    expect(ticks[1]).toBeLessThan(Date.now());
  });

  it('but each by itself while another server lives that is only late', async () => {
    const cron = await left('slow', '@every 10s', Date.now() - 120_000);
    let count = 0;
    const beating = setInterval(() => {
      count += 1;
      void putBeat(dead, { server: 'deadbeef', count, watchedSince: Date.now() - 300_000 });
    }, 500);
    try {
      const ticks = await jobsOf(await start(), 'slow', 12, 20_000);
      expect(ticks.slice(0, 12)).toEqual(
        Array.from({ length: 12 }, (_, n) => (cron.nextRunAt ?? 0) + n * 10_000),
      );
    } finally {
      clearInterval(beating);
    }
  });

  it('a single one that is late fires at once', async () => {
    const cron = await left('late', '@every 1h', Date.now() - 3_600_000 - 20_000);
    const server = await start();
    const { last_run_at, next_run_at } = await runsOf(server, 'late', 1);
    expect(Date.parse(last_run_at ?? '')).toBe(cron.nextRunAt);
    expect(Date.parse(next_run_at ?? '')).toBe((cron.nextRunAt ?? 0) + 3_600_000);
  });
});
