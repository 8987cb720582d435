import { pino } from 'pino';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Counters, openCounters } from '../../../src/background/counters.ts';
import { type FoldOutcome, fold } from '../../../src/background/fold.ts';
import { type Clients, openClients } from '../../../src/clients.ts';
import { systemClock as clock } from '../../../src/rules/clock.ts';
import { NO_TOTALS, type Totals } from '../../../src/rules/counts.ts';
import type { Head } from '../../../src/rules/head.ts';
import { cancelled } from '../../../src/rules/lifecycle.ts';
import { putCounterRow, readCounters } from '../../../src/table/counter-rows.ts';
import { createHead } from '../../../src/table/create-head.ts';
import { createTable } from '../../../src/table/create-table.ts';
import { openOrder, openPartition } from '../../../src/table/keys.ts';
import { replaceHead } from '../../../src/table/replace-head.ts';
import { openStore, type Store } from '../../../src/table/store.ts';
import { eventually } from '../../support/api.ts';
import { startTestStores, type TestStores } from '../../support/server.ts';
import { headOf } from '../../unit/rules/head-of.ts';

/** A server that writes heads and counts them, without HTTP and SQS. */
interface Writer {
  readonly store: Store;
  readonly counters: Counters;
}

let stores: TestStores;
let clients: Clients;
let queue = '';
let runs = 0;
beforeAll(async () => {
  stores = await startTestStores();
  clients = openClients({ region: 'us-east-1', ...stores });
  await createTable(clients.dynamodb, 'folds');
});
afterAll(async () => {
  clients.dynamodb.destroy();
  clients.sqs.destroy();
  await stores.close();
});
beforeEach(() => {
  runs += 1;
  queue = `fold-${runs}`;
});

function writer(name: string): Writer {
  const store = openStore(clients.documents, 'folds', `${name}-${runs}`, clock);
  return { store, counters: openCounters(store, clock, pino({ level: 'silent' }), () => undefined) };
}

let sequence = 0;
async function put(
  { store, counters }: Writer | (Pick<Writer, 'store'> & { counters?: Counters }),
  changes: Partial<Head> = {},
) {
  const nonce = store.tokens.next();
  sequence += 1;
  const place = {
    partition: openPartition(queue),
    order: openOrder('100', clock.now(), sequence, store.tokens.server),
  };
  const head = headOf({ id: v7(), queue, nonce, token: nonce, place, ...changes });
  await createHead(store, head);
  counters?.chronicle({ head });
  return head;
}

async function cancel({ store, counters }: Writer, from: Head) {
  const outcome = await replaceHead(store, from, cancelled(from, clock.now()), store.tokens.next());
  if (outcome.written) counters.chronicle({ from, head: outcome.head });
}

/** What a server last told that died, and heads of it that it never told. */
async function dead(told: Partial<Totals>, heads: readonly Partial<Head>[]): Promise<string> {
  const { store } = writer('dead');
  await putCounterRow(
    store,
    queue,
    { server: store.tokens.server, totals: { ...NO_TOTALS, ...told }, at: clock.now() },
    false,
  );
  for (const head of heads) await put({ store }, head);
  return store.tokens.server;
}

const folded = (by: Writer, name: string, force = false) =>
  fold({ ...by, clock }, queue, (server) => server === name, force);
const told = (by: Writer, within: number) =>
  eventually(async () => {
    const { rows } = await readCounters(by.store, queue);
    return (
      rows.some(({ server, totals }) => server === by.counters.name() && totals.available === within) ||
      undefined
    );
  }, 3_000);
const open = async (by: Writer) => {
  const { available, scheduled, active } = await by.counters.of(queue);
  return { available, scheduled, active };
};

describe('DESIGN 17: what a dead server counted is taken over', () => {
  it('exactly, whatever it told, while the one who takes over works on', async () => {
    const name = await dead({ available: 9, active: 4, completed: 7 }, [
      {},
      {},
      { state: 'scheduled', dueAt: clock.now() + 60_000 },
    ]);
    const me = writer('me');
    const mine = await put(me);
    const folding = folded(me, name);
    await put(me);
    await cancel(me, mine);
    await put(me, { state: 'scheduled', dueAt: clock.now() + 60_000 });
    expect(await folding).toBe('exact');
    expect(await me.counters.of(queue)).toMatchObject({
      available: 3,
      scheduled: 2,
      active: 0,
      completed: 7,
      cancelled: 1,
    });
    expect((await readCounters(me.store, queue)).rows.map(({ server }) => server)).not.toContain(name);
    await cancel(me, await put(me));
    expect(await open(me)).toEqual({ available: 3, scheduled: 2, active: 0 });
  });

  it('with the jobs that are due later: they move by themselves, whoever had seen them coming', async () => {
    const soon = clock.now() + 2_500;
    const name = await dead({}, [{ state: 'scheduled', dueAt: soon }]);
    const me = writer('me');
    const gone = await put(me, { state: 'scheduled', dueAt: soon });
    await put(me, { state: 'scheduled', dueAt: soon });
    expect(await folded(me, name)).toBe('exact');
    await cancel(me, gone);
    expect(await open(me)).toEqual({ available: 0, scheduled: 2, active: 0 });
    await eventually(
      async () => (clock.now() > soon && (await open(me)).available === 2) || undefined,
      4_000,
    );
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(await open(me)).toEqual({ available: 2, scheduled: 0, active: 0 });
    expect(await open(writer('late'))).toEqual({ available: 2, scheduled: 0, active: 0 });
  });

  it('once, by one of several', async () => {
    const name = await dead({ available: 1, completed: 3 }, [{}]);
    const outcomes = await Promise.all([
      folded(writer('a'), name),
      folded(writer('b'), name),
      folded(writer('c'), name),
    ]);
    const sorted: FoldOutcome[] = ['exact', 'lost', 'lost'];
    expect(outcomes.sort()).toEqual(sorted);
    expect(await writer('reader').counters.of(queue)).toMatchObject({ available: 1, completed: 3 });
  });

  it('not while other servers are at work, but for those who insist; and exactly when they rest', async () => {
    const name = await dead({ available: 5 }, [{}]);
    const me = writer('me');
    const other = writer('other');
    await put(other);
    await told(other, 1);
    const folding = folded(me, name);
    await put(other);
    await told(other, 2);
    expect(await folding).toBe('busy');
    expect((await me.counters.of(queue)).available).toBe(7);
    const insisting = folded(me, name, true);
    await put(other);
    expect(await insisting).toBe('about');
    await told(other, 3);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await folded(me, name)).toBe('exact');
    for (const by of [me, other]) expect((await by.counters.of(queue)).available).toBe(4);
  });

  it('where a server folded before and died before it deleted the row: it does not count twice', async () => {
    const name = await dead({ available: 1, completed: 2 }, [{}]);
    const me = writer('me');
    expect(await folded(me, name)).toBe('exact');
    // As if the delete had not come about.
    await putCounterRow(
      me.store,
      queue,
      { server: name, totals: { ...NO_TOTALS, available: 1, completed: 2 }, at: clock.now() },
      false,
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await me.counters.of(queue)).toMatchObject({ available: 1, completed: 2 });
    expect(await folded(me, name)).toBe('exact');
    expect(await me.counters.of(queue)).toMatchObject({ available: 1, completed: 2 });
  });
});
