import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clients, openClients } from '../../../src/clients.ts';
import { api } from '../../support/api.ts';
import { startServerProcess } from '../../support/process.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../../support/server.ts';

const TIMEOUT_MS = 5_000;
const LEASE_MS = 600_000;

let stores: TestStores;
let clients: Clients;
let other: TestServer;
beforeAll(async () => {
  stores = await startTestStores();
  clients = openClients({ region: 'us-east-1', ...stores });
  other = await startTestServer({ stores });
});
afterAll(async () => {
  await other.close();
  clients.documents.destroy();
  clients.sqs.destroy();
  await stores.close();
});

function startProcess() {
  return startServerProcess({
    AWS_ENDPOINT_URL_DYNAMODB: stores.dynamodbEndpoint,
    AWS_ENDPOINT_URL_SQS: stores.sqsEndpoint,
    OJS_SHUTDOWN_TIMEOUT_MS: String(TIMEOUT_MS),
  });
}

async function enqueue(url: string, queue: string): Promise<string> {
  const options = { queue, visibility_timeout_ms: LEASE_MS };
  return (await api(url).enqueue({ type: 'drain.test', args: [], options })).body.job.id;
}

/** Ms that the lease in the table lasts from now on. */
async function leaseLeft(id: string): Promise<number> {
  const Key = { pk: `J#${id}`, sk: 'J' };
  const { Item } = await clients.documents.send(
    new GetCommand({ TableName: 'ojs-jobs', Key, ConsistentRead: true }),
  );
  return Math.min(Number(Item?.le), Number(Item?.lp)) - Date.now();
}

describe('a server that is told to stop (DESIGN 7; DECISIONS 1.3)', () => {
  it('confirms the leases of what runs, ends waits, exits 0 in time; its jobs go on at other servers', async () => {
    const server = await startProcess();
    const ids = [await enqueue(server.url, 'drained'), await enqueue(server.url, 'drained')];
    const fetched = await api(server.url).fetch({ queues: ['drained'], worker_id: 'w', count: 2 });
    expect(fetched.body.jobs.map(({ id }) => id).sort()).toEqual(ids.sort());
    const waiting = api(server.url).fetch({ queues: ['nothing-comes'], wait_ms: 20_000 });
    // Begun before the signal: the server has answered what came after it.
    await api(server.url).get(ids[0] ?? '');

    const stoppedAt = performance.now();
    const code = await server.stop();
    const tookMs = performance.now() - stoppedAt;
    expect((await waiting).body.jobs).toEqual([]);
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(TIMEOUT_MS);
    for (const id of ids) expect(await leaseLeft(id)).toBeGreaterThan(LEASE_MS - 60_000);

    const again = await startProcess();
    expect((await api(again.url).fetch({ queues: ['drained'], worker_id: 'thief' })).body.jobs).toEqual([]);
    const beat = await api(other.url).heartbeat({ worker_id: 'w', active_jobs: ids });
    expect(beat.body.jobs_extended.sort()).toEqual(ids);
    for (const [n, job_id] of ids.entries()) {
      const answer = await api((n ? again : other).url).ack({ job_id, worker_id: 'w', attempt: 1 });
      expect([answer.status, answer.body.state]).toEqual([200, 'completed']);
    }
    expect(await again.stop()).toBe(0);
  });

  it('gives back what nobody received: a claim that was under way when the connections were closed', async () => {
    const server = await startTestServer({ stores, environment: { OJS_SHUTDOWN_TIMEOUT_MS: '3000' } });
    const id = await enqueue(server.url, 'unreceived');
    let claimed: () => void = () => undefined;
    const inTheTable = new Promise<void>((resolve) => {
      claimed = resolve;
    });
    server.clients.dynamodb.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const answer = await next(args);
          if (commandName === 'UpdateItemCommand') {
            claimed();
            // Longer than requests have, shorter than the server has.
            await new Promise((resolve) => setTimeout(resolve, 2_000));
          }
          return answer;
        },
      { step: 'initialize', name: 'slowClaim' },
    );
    const fetching = api(server.url).fetch({ queues: ['unreceived'], worker_id: 'w' });
    fetching.catch(() => undefined);
    await inTheTable;
    await server.close();
    await expect(fetching).rejects.toThrow();
    expect((await api(other.url).get(id)).body.job).toMatchObject({ state: 'available', attempt: 0 });
    const { body } = await api(other.url).fetch({ queues: ['unreceived'], worker_id: 'w', wait_ms: 5_000 });
    expect(body.jobs.map((job) => [job.id, job.attempt])).toEqual([[id, 1]]);
  });

  it('reads the heads of its leases as they are now: a claim made just before is confirmed', async () => {
    const server = await startTestServer({ stores });
    const consistent: unknown[] = [];
    server.clients.documents.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          const { RequestItems } = args.input as {
            RequestItems?: Record<string, { ConsistentRead?: boolean }>;
          };
          if (commandName === 'BatchGetCommand' || commandName === 'BatchGetItemCommand') {
            consistent.push(RequestItems?.['ojs-jobs']?.ConsistentRead);
          }
          return next(args);
        },
      { step: 'initialize', name: 'consistency' },
    );
    const id = await enqueue(server.url, 'just-claimed');
    await api(server.url).fetch({ queues: ['just-claimed'], worker_id: 'w' });
    await server.close();
    expect(consistent.at(-1)).toBe(true);
    expect(await leaseLeft(id)).toBeGreaterThan(LEASE_MS - 60_000);
  });
});

describe('a fetch that fails half-way (DESIGN 7)', () => {
  it('gives back what it had claimed, and keeps the hint of what it could not claim', async () => {
    const server = await startTestServer({ stores });
    const ids = [await enqueue(server.url, 'half-way'), await enqueue(server.url, 'half-way')];
    let updates = 0;
    server.clients.dynamodb.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          if (commandName === 'UpdateItemCommand' && ++updates === 2) throw new Error('no answer');
          return next(args);
        },
      { step: 'initialize', name: 'secondFails' },
    );
    const failed = await api(server.url).fetch({ queues: ['half-way'], worker_id: 'w', count: 2 });
    expect(failed.status).toBeGreaterThanOrEqual(500);
    server.clients.dynamodb.middlewareStack.remove('secondFails');
    const seen: [string, number][] = [];
    const startedAt = performance.now();
    while (seen.length < 2 && performance.now() - startedAt < 10_000) {
      const { body } = await api(server.url).fetch({ queues: ['half-way'], worker_id: 'w', wait_ms: 1_000 });
      for (const job of body.jobs) seen.push([job.id, job.attempt]);
    }
    expect(seen.sort()).toEqual(ids.sort().map((id) => [id, 1]));
    await server.close();
  });
});
