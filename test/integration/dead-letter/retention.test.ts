import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deadLetterSweep } from '../../../src/background/dead-letter-sweep.ts';
import { DEFAULT_RETENTION } from '../../../src/rules/retention.ts';
import { openStore } from '../../../src/table/store.ts';
import { api } from '../../support/api.ts';
import { deadLettered } from '../../support/dead-letter.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { memoryLog } from '../../unit/transport/scripted-sqs.ts';

const DAY = 86_400_000;
let server: TestServer;
let ids: string[];
beforeEach(async () => {
  server = await startTestServer({ environment: { OJS_RETENTION_DEAD_LETTER: 'PT1H' } });
  ids = [];
  for (let n = 0; n < 12; n += 1) {
    ids.unshift(await deadLettered(server.url, { queue: 'kept', args: ['x'.repeat(2_000)] }));
  }
});
afterEach(() => server.close());

/** The sweep of another server on the same table, `aheadMs` from now. */
function sweepOf(name: string, max: number, aheadMs = 0, retentionMs = DAY) {
  const clock = { now: () => Date.now() + aheadMs, after: () => () => undefined };
  const store = openStore(server.clients.documents, 'ojs-jobs', name, clock, {
    ...DEFAULT_RETENTION,
    deadLetterMs: retentionMs,
  });
  return deadLetterSweep({ store, clock, log: memoryLog().log }, max);
}

const listed = async () => (await api(server.url).deadLetter()).body.jobs.map(({ id }) => id);

describe('retention of the dead letter (ojs-dead-letter 5 and 8)', () => {
  it('by count: the oldest go, with all that is stored of them', async () => {
    expect(await sweepOf('sweeper1', 5).sweep()).toBe(7);
    expect(await listed()).toEqual(ids.slice(0, 5));
    for (const id of ids.slice(5)) expect((await api(server.url).get(id)).status).toBe(404);
    expect(await sweepOf('sweeper1', 5).sweep()).toBe(0);
  });

  it('by age: what is older goes, whatever the count', async () => {
    expect(await sweepOf('sweeper1', 10_000, DAY - 60_000).sweep()).toBe(0);
    expect(await sweepOf('sweeper1', 10_000, DAY).sweep()).toBe(12);
    expect(await listed()).toEqual([]);
  });

  it('by several servers at once: the same jobs go, each once', async () => {
    const sweeps = await Promise.all(
      ['sweeper1', 'sweeper2', 'sweeper3'].map((name) => sweepOf(name, 4).sweep()),
    );
    expect(sweeps.reduce((sum, count) => sum + count, 0)).toBe(8);
    expect(await listed()).toEqual(ids.slice(0, 4));
  });

  it('while a job is retried: it is either run again or gone, never half', async () => {
    const last = ids.at(-1) ?? '';
    const [answer] = await Promise.all([
      api(server.url).retryDeadLetter(last),
      sweepOf('sweeper1', 4).sweep(),
    ]);
    const { status, body } = await api(server.url).get(last);
    expect(status).toBe(answer.status);
    if (status === 200) expect([body.job.state, body.job.args]).toEqual(['available', ['x'.repeat(2_000)]]);
    expect(await listed()).toEqual(ids.slice(0, 4));
  });

  it('leaves alone what is in no dead letter', async () => {
    const [id = ''] = ids;
    await api(server.url).retryDeadLetter(id);
    expect(await sweepOf('sweeper1', 10_000, DAY).sweep()).toBe(11);
    expect((await api(server.url).get(id)).body.job.state).toBe('available');
  });

  it('what is past its age is gone for callers before a sweep comes', async () => {
    const later = await startTestServer({
      stores: { ...(await endpoints()), close: () => Promise.resolve() },
      environment: { OJS_RETENTION_DEAD_LETTER: 'PT1S' },
    });
    try {
      const [id = ''] = ids;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect((await api(later.url).deadLetter()).body.jobs).toEqual([]);
      expect((await api(later.url).retryDeadLetter(id)).status).toBe(404);
      expect((await api(later.url).deleteDeadLetter(id)).status).toBe(404);
      expect((await api(later.url).get(id)).status).toBe(404);
      expect((await api(server.url).get(id)).status).toBe(200);
    } finally {
      await later.close();
    }
  });

  it('the ending write sets ttl two days past the retention, a retry takes it off', async () => {
    const [id = ''] = ids;
    const ttl = async () => {
      const Key = { pk: `J#${id}`, sk: 'J' };
      return (await server.clients.documents.send(new GetCommand({ TableName: 'ojs-jobs', Key }))).Item?.ttl;
    };
    const at = Date.parse((await api(server.url).get(id)).body.job.discarded_at ?? '');
    expect(await ttl()).toBe(Math.ceil((at + 3_600_000 + 2 * DAY) / 1000));
    await api(server.url).retryDeadLetter(id);
    expect(await ttl()).toBeUndefined();
  });
});

/** Where the stores of this test's server are. */
async function endpoints() {
  const url = async (
    endpoint: (() => Promise<{ protocol: string; hostname: string; port?: number }>) | undefined,
  ) => {
    const at = await endpoint?.();
    return `${at?.protocol}//${at?.hostname}:${at?.port}`;
  };
  return {
    dynamodbEndpoint: await url(server.clients.dynamodb.config.endpoint),
    sqsEndpoint: await url(server.clients.sqs.config.endpoint),
  };
}
