import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clients, openClients } from '../../../src/clients.ts';
import { systemClock } from '../../../src/rules/clock.ts';
import type { Head } from '../../../src/rules/head.ts';
import { claimSweep } from '../../../src/table/claim-sweep.ts';
import { createHead } from '../../../src/table/create-head.ts';
import { createTable } from '../../../src/table/create-table.ts';
import { openOrder, openPartition } from '../../../src/table/keys.ts';
import { registerQueue } from '../../../src/table/queue-list.ts';
import { readHead } from '../../../src/table/read-head.ts';
import { openStore, type Store } from '../../../src/table/store.ts';
import { api, eventually } from '../../support/api.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { startTestServer, startTestStores, type TestStores } from '../../support/server.ts';
import { headOf, leaseOf } from '../../unit/rules/head-of.ts';

const MINUTE = 60_000;

let stores: TestStores;
let clients: Clients;
let store: Store;
beforeAll(async () => {
  stores = await startTestStores();
  clients = openClients({ region: 'us-east-1', ...stores });
  await createTable(clients.dynamodb, 'ojs-jobs');
  store = openStore(clients.documents, 'ojs-jobs', 'dead', systemClock);
});
afterAll(async () => {
  clients.documents.destroy();
  clients.sqs.destroy();
  await stores.close();
});

let count = 0;

/** A job as a server left it that is no more. */
async function leave(queue: string, now: number, changes: Partial<Head>): Promise<string> {
  count += 1;
  const id = `019461a8-1a2b-7c3d-8e4f-${String(count).padStart(12, '0')}`;
  const nonce = store.tokens.next();
  const createdAt = now - 10 * MINUTE;
  const place = {
    partition: openPartition(queue),
    order: openOrder('100', createdAt, count, 'dead'),
  };
  const body = '{"args":[],"meta":{}}';
  const times = { createdAt, enqueuedAt: createdAt };
  await registerQueue(store, queue, createdAt);
  await createHead(store, headOf({ id, queue, place, nonce, token: nonce, body, ...times, ...changes }));
  return id;
}

const heldUntil = (endsAt: number): Partial<Head> => ({
  state: 'active',
  attempt: 1,
  startedAt: endsAt - MINUTE,
  lease: leaseOf({ server: 'dead', endsAt, promisedAt: endsAt, deadlineAt: endsAt + 30 * MINUTE }),
});

const storedState = async (id: string) => (await readHead(store, id))?.state;
const reaches = (id: string, state: string) =>
  eventually(async () => ((await storedState(id)) === state ? true : undefined), 10_000);

describe('queues that nobody fetches from (DESIGN 13)', () => {
  it('are looked at at start: a lease that is over, a time-out, an expiry are written', async () => {
    const now = Date.now();
    const freed = await leave('unserved', now, heldUntil(now - MINUTE));
    const expired = await leave('unserved', now, { expiresAt: now - MINUTE });
    const discarded = await leave('unserved', now, {
      ...heldUntil(now + 10 * MINUTE),
      attempt: 3,
      lease: leaseOf({
        server: 'dead',
        endsAt: now + MINUTE,
        promisedAt: now + MINUTE,
        deadlineAt: now - MINUTE,
      }),
    });
    const held = await leave('unserved', now, heldUntil(now + 10 * MINUTE));
    const server = await startTestServer({ stores });
    await reaches(freed, 'available');
    await reaches(expired, 'discarded');
    await reaches(discarded, 'discarded');
    expect(await storedState(held)).toBe('active');
    const { body } = await api(server.url).fetch({ queues: ['unserved'], count: 5, wait_ms: 2_000 });
    expect(body.jobs.map(({ id, attempt }) => [id, attempt])).toEqual([[freed, 2]]);
    await server.close();
  });

  it('are looked at every 10 minutes after that', async () => {
    const clock = fakeClock(Date.now());
    const server = await startTestServer({ stores, clock });
    // The sweep at start goes on to its pause.
    await clock.pass(MINUTE);
    const id = await leave('later', clock.now(), heldUntil(clock.now() - MINUTE));
    const closing = new AbortController();
    const passing = (async () => {
      while (!closing.signal.aborted) {
        await clock.pass(5_000);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    await reaches(id, 'available');
    expect(clock.now() - Date.now()).toBeLessThan(25 * MINUTE);
    await server.close();
    closing.abort();
    await passing;
  });

  it('by one of any number of servers in an interval', async () => {
    const now = Date.now();
    await leave('shared', now, {});
    const claims = await Promise.all([1, 2, 3].map(() => claimSweep(store, 'shared', now, 10 * MINUTE)));
    expect(claims.filter(Boolean)).toEqual([true]);
    expect(await claimSweep(store, 'shared', now + 9 * MINUTE, 10 * MINUTE)).toBe(false);
    expect(await claimSweep(store, 'shared', now + 11 * MINUTE, 10 * MINUTE)).toBe(true);
    expect(await claimSweep(store, 'never-seen', now, 10 * MINUTE)).toBe(false);
  });
});
