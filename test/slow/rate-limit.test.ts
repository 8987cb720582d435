import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/api.ts';
import { type ServerProcess, startServerProcess } from '../support/process.ts';
import { enqueueMany, mostStartsIn, type Start, startWorkers } from '../support/rate-run.ts';
import { type StoresProcess, startStoresProcess } from '../support/stores-process.ts';

const LIMIT = 50;
const WORKERS = 20;
/** Half a minute with both, then one is killed; 15 s later another one joins. */
const KILL_MS = 30_000;
const JOIN_MS = 45_000;
const END_MS = 65_000;
/** So long the same workers take from a queue without a limit: more than that this machine cannot do. */
const FREE_MS = 10_000;

/** In a process of their own: the workers of this one are not to wait for them. */
let stores: StoresProcess;
let dataDir: string;
let running: ServerProcess[] = [];
const start = () =>
  startServerProcess({
    AWS_ENDPOINT_URL_DYNAMODB: stores.dynamodbEndpoint,
    AWS_ENDPOINT_URL_SQS: stores.sqsEndpoint,
  });
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ojs-aws-rate-'));
  stores = await startStoresProcess({ OJS_DATA_DIR: dataDir });
  running = await Promise.all([start(), start()]);
});
afterAll(async () => {
  for (const server of running) await server.stop();
  await stores.end('SIGTERM');
  await rm(dataDir, { recursive: true, force: true });
});

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const within =
  (since: number, until: number) =>
  ({ startedAt }: Start) =>
    startedAt >= since && startedAt < until;

describe('issue 7.3: 50 a second, two servers, 20 workers, one server killed and one joining', () => {
  it('no second has more than 50 starts, and what the machine can do nearly reaches them throughout', async () => {
    const [one, two] = running;
    if (!one || !two) throw new Error('There are no servers.');
    const urls = () => running.map(({ url }) => url);
    await enqueueMany(one.url, 'free', 1_500);
    const free = startWorkers(['free'], WORKERS, urls);
    await sleep(FREE_MS);
    await free.stop();
    const can = free.starts.length / (FREE_MS / 1_000);
    const jobs = Math.ceil((LIMIT * END_MS) / 1_000);
    await enqueueMany(one.url, 'minute', jobs, { rate_limit: { max_per_second: LIMIT } });
    const workers = startWorkers(['minute'], WORKERS, urls);
    await eventually(async () => (workers.starts.length > 0 ? true : undefined), 10_000);
    const from = Date.now();
    await sleep(KILL_MS);
    running = [one];
    const killedAt = Date.now();
    await two.kill();
    await sleep(from + JOIN_MS - Date.now());
    const joining = await start();
    running = [one, joining];
    const joinedAt = Date.now();
    await sleep(from + END_MS - Date.now());
    await workers.stop();

    const { starts } = workers;
    const rate = (since: number, until: number) =>
      starts.filter(within(since, until)).length / ((until - since) / 1_000);
    const rates = {
      can,
      most: mostStartsIn(starts, 1_000),
      both: rate(from + 3_000, killedAt),
      firstSecondsAlone: rate(killedAt, killedAt + 3_000),
      alone: rate(killedAt + 3_000, joinedAt),
      bothAgain: rate(joinedAt + 3_000, from + END_MS),
      joined: starts.filter(({ server }) => server === joining.url).length,
    };
    process.stdout.write(`${JSON.stringify(rates)}\n`);
    expect(rates.most).toBeLessThanOrEqual(LIMIT);
    // A minute that is slower than those ten seconds is no fault of the limit.
    const near = 0.9 * Math.min(LIMIT, 0.8 * can);
    for (const each of [rates.both, rates.alone, rates.bothAgain]) {
      expect(each).toBeGreaterThanOrEqual(near);
    }
    // The survivor has had the share of the dead one.
    expect(mostStartsIn(starts.filter(within(killedAt, joinedAt)), 1_000)).toBeGreaterThan(
      0.75 * Math.min(LIMIT, can),
    );
    expect(rates.joined).toBeGreaterThan(0);
  });
});
