import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, eventually } from '../support/api.ts';
import { startServerProcess } from '../support/process.ts';
import { startTestStores, type TestStores } from '../support/server.ts';

/** Passes everything on to DynamoDB, but the answers to updates: those are held back for ever. */
async function holdUpdates(endpoint: string) {
  let held: () => void = () => undefined;
  const claimed = new Promise<void>((resolve) => {
    held = resolve;
  });
  const proxy = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.entries(request.headers).filter(([name]) => name !== 'connection');
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
      body: Buffer.concat(chunks),
    });
    const body = Buffer.from(await answer.arrayBuffer());
    if (String(request.headers['x-amz-target']).endsWith('.UpdateItem')) return held();
    response.writeHead(answer.status, {
      'Content-Type': 'application/x-amz-json-1.0',
      'x-amz-crc32': answer.headers.get('x-amz-crc32') ?? '',
      'Content-Length': body.length,
    });
    response.end(body);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    claimed,
    close: () => {
      proxy.closeAllConnections();
      proxy.close();
    },
  };
}

describe.concurrent('kill -9 between claim and answer (DESIGN 7)', () => {
  let stores: TestStores;
  beforeAll(async () => {
    stores = await startTestStores();
  });
  afterAll(() => stores.close());

  it.each([
    1, 3,
  ])('the job is fetchable again within 31 s, with %i attempts allowed', async (max_attempts) => {
    const queue = `between-${max_attempts}`;
    const proxy = await holdUpdates(stores.dynamodbEndpoint);
    const doomed = await startServerProcess({
      AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint,
      AWS_ENDPOINT_URL_SQS: stores.sqsEndpoint,
    });
    const { body } = await api(doomed.url).enqueue({
      type: 'kill.test',
      args: [],
      options: { queue, retry: { max_attempts } },
    });
    const fetching = api(doomed.url).fetch({ queues: [queue], worker_id: 'doomed' });
    fetching.catch(() => undefined);
    await proxy.claimed;
    const claimedAt = performance.now();
    await doomed.kill();
    proxy.close();

    const heir = await startServerProcess({
      AWS_ENDPOINT_URL_DYNAMODB: stores.dynamodbEndpoint,
      AWS_ENDPOINT_URL_SQS: stores.sqsEndpoint,
    });
    const job = await eventually(
      async () =>
        (await api(heir.url).fetch({ queues: [queue], worker_id: 'heir', wait_ms: 1_000 })).body.jobs[0],
      40_000,
    );
    expect(performance.now() - claimedAt).toBeLessThan(31_000);
    expect(job).toMatchObject({ id: body.job.id, attempt: 2, worker_id: 'heir' });
    expect((await api(heir.url).ack({ job_id: job.id, worker_id: 'heir', attempt: 2 })).status).toBe(200);
    expect(await heir.stop()).toBe(0);
  });
});
