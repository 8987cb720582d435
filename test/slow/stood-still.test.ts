import { afterAll, beforeAll, expect, it } from 'vitest';
import { api, eventually } from '../support/api.ts';
import { startServerProcess } from '../support/process.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../support/server.ts';

let stores: TestStores;
let awake: TestServer;
beforeAll(async () => {
  stores = await startTestStores();
  awake = await startTestServer({ stores });
});
afterAll(async () => {
  await awake.close();
  await stores.close();
});

const enqueue = async (url: string) =>
  (await api(url).enqueue({ type: 'still.test', args: [], options: { queue: 'still' } })).body.job.id;
const available = async (url: string) => (await api(url).stats('still')).body.available;

it('DESIGN 17: a server that stood still and was taken for dead comes back: the counts are right again', async () => {
  const sleeper = await startServerProcess({
    AWS_ENDPOINT_URL_DYNAMODB: stores.dynamodbEndpoint,
    AWS_ENDPOINT_URL_SQS: stores.sqsEndpoint,
  });
  try {
    await enqueue(awake.url);
    await enqueue(sleeper.url);
    await eventually(async () => (await available(awake.url)) === 2 || undefined, 2_000);
    // Untold: the sleeper is stopped at once, so that only a walk can find it.
    await enqueue(sleeper.url);
    sleeper.child.kill('SIGSTOP');
    await eventually(async () => (await available(awake.url)) === 3 || undefined, 16_000);
    sleeper.child.kill('SIGCONT');
    await enqueue(sleeper.url);
    await enqueue(sleeper.url);
    for (const url of [awake.url, sleeper.url]) {
      await eventually(async () => (await available(url)) === 5 || undefined, 15_000);
    }
    await enqueue(awake.url);
    expect(await available(awake.url)).toBe(6);
    await eventually(async () => (await available(sleeper.url)) === 6 || undefined, 1_500);
  } finally {
    await sleeper.kill();
  }
});
