import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/api.ts';
import { type ServerProcess, startServerProcess } from '../support/process.ts';
import { enqueueMany, mostStartsIn, type Start, startWorkers } from '../support/rate-run.ts';
import { startTestStores, type TestStores } from '../support/server.ts';

const LIMIT = 50;
const WORKERS = 20;
/** Half a minute with both, then one is killed; 15 s later another one joins. */
const KILL_MS = 30_000;
const JOIN_MS = 45_000;
const END_MS = 65_000;

let stores: TestStores;
let running: ServerProcess[] = [];
const start = () =>
  startServerProcess({
    AWS_ENDPOINT_URL_DYNAMODB: stores.dynamodbEndpoint,
    AWS_ENDPOINT_URL_SQS: stores.sqsEndpoint,
  });
beforeAll(async () => {
  stores = await startTestStores();
  running = await Promise.all([start(), start()]);
});
afterAll(async () => {
  for (const server of running) await server.stop();
  await stores.close();
});

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('issue 7.3: 50 a second, two servers, 20 workers, one server killed and one joining', () => {
  it('no second has more than 50 starts, and the limit is nearly reached throughout', async () => {
    const [one, two] = running;
    if (!one || !two) throw new Error('There are no servers.');
    const jobs = Math.ceil((LIMIT * END_MS) / 1_000);
    await enqueueMany(one.url, 'minute', jobs, { rate_limit: { max_per_second: LIMIT } });
    const workers = startWorkers(['minute'], WORKERS, () => running.map(({ url }) => url));
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
    const rate = (since: number, until: number, of: readonly Start[] = starts) =>
      of.filter(({ startedAt }) => startedAt >= since && startedAt < until).length /
      ((until - since) / 1_000);
    const rates = {
      most: mostStartsIn(starts, 1_000),
      both: rate(from + 3_000, killedAt),
      firstSecondsAlone: rate(killedAt, killedAt + 3_000),
      alone: rate(killedAt + 3_000, joinedAt),
      bothAgain: rate(joinedAt + 3_000, from + END_MS),
      joined: starts.filter(({ server }) => server === joining.url).length,
    };
    console.log(JSON.stringify(rates));
    expect(rates.most).toBeLessThanOrEqual(LIMIT);
    for (const each of [rates.both, rates.alone, rates.bothAgain])
      expect(each).toBeGreaterThanOrEqual(0.9 * LIMIT);
    expect(rates.joined).toBeGreaterThan(0);
  });
});
