import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clients, openClients } from '../../../src/clients.ts';
import { systemClock } from '../../../src/rules/clock.ts';
import { createTable } from '../../../src/table/create-table.ts';
import { openStore, type Store } from '../../../src/table/store.ts';
import { putBlocks, readBlocks, readLastEntries } from '../../../src/table/workflow-blocks.ts';
import { addToShard, readShard, readShards } from '../../../src/table/workflow-shards.ts';
import { startTestStores, type TestStores } from '../../support/server.ts';

const KEPT = Date.now() + 86_400_000;

let stores: TestStores;
let clients: Clients;
let store: Store;
beforeAll(async () => {
  stores = await startTestStores();
  clients = openClients({ region: 'us-east-1', ...stores });
  await createTable(clients.dynamodb, 'blocks');
  store = openStore(clients.documents, 'blocks', 'server', systemClock);
});
afterAll(async () => {
  clients.documents.destroy();
  await stores.close();
});

const texts = (found: ReadonlyMap<number, { text: string }>) =>
  [...found].sort(([a], [b]) => a - b).map(([index, { text }]) => [index, text]);
/** JSON text that does not get shorter when it is compressed. */
const noise = (bytes: number) => JSON.stringify(randomBytes(bytes / 2).toString('hex'));

describe('blocks of a workflow', () => {
  it('any range of thousands of entries comes back as it was, number text and all', async () => {
    const id = v7();
    const entries = Array.from({ length: 5_000 }, (_, n) => `{"n":${n}.10,"pad":"${'x'.repeat(n % 90)}"}`);
    await putBlocks(store, id, 'D', 0, entries, KEPT);
    for (const [from, before] of [
      [0, 1],
      [0, 5_000],
      [1_234, 1_240],
      [4_990, 9_000],
      [2_000, 4_000],
    ] as const) {
      const expected = entries.slice(from, before).map((text, at) => [from + at, text]);
      expect(texts(await readBlocks(store, id, 'D', from, before))).toEqual(expected);
    }
    expect(texts(await readBlocks(store, id, 'D', 6_000, 7_000))).toEqual([]);
    expect(texts(await readBlocks(store, v7(), 'D', 0, 10))).toEqual([]);
    expect(texts(await readBlocks(store, id, 'R', 0, 10))).toEqual([]);
  });

  it('an entry larger than an item of the table', async () => {
    const id = v7();
    const entries = ['1', noise(2_000_000), '"after"', noise(400_000), 'null'];
    await putBlocks(store, id, 'R', 0, entries, KEPT);
    const expected = entries.map((text, at) => [at, text]);
    expect(texts(await readBlocks(store, id, 'R', 0, 5))).toEqual(expected);
    expect(texts(await readBlocks(store, id, 'R', 1, 2))).toEqual(expected.slice(1, 2));
    expect(texts(await readLastEntries(store, id, 'R', 5, 10_000_000))).toEqual(expected);
  });

  it('the last entries, as many as have the bytes (DESIGN 22: at most 16 MiB are handed on)', async () => {
    const id = v7();
    // As the steps of a chain do it: one after the other.
    for (let n = 0; n < 6; n += 1) await putBlocks(store, id, 'R', n, [JSON.stringify('x'.repeat(98))], KEPT);
    const last = async (before: number, bytes: number) =>
      [...(await readLastEntries(store, id, 'R', before, bytes)).keys()].sort();
    expect(await last(6, 1_000)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await last(4, 1_000)).toEqual([0, 1, 2, 3]);
    expect(await last(6, 299)).toEqual([4, 5]);
    expect(await last(6, 300)).toEqual([3, 4, 5]);
    expect(await last(6, 10)).toEqual([]);
  });
});

describe('sets of a workflow', () => {
  it('a member goes into one set, once, where it came first', async () => {
    const id = v7();
    await addToShard(store, id, 0, 7, 'ok', KEPT);
    await addToShard(store, id, 0, 8, 'bad', KEPT);
    const { ok, bad } = await addToShard(store, id, 0, 7, 'ok', KEPT);
    expect([[...ok], [...bad]]).toEqual([[7], [8]]);
    const refused = await addToShard(store, id, 0, 7, 'bad', KEPT);
    expect([[...refused.ok], [...refused.bad]]).toEqual([[7], [8]]);
    expect(await readShard(store, id, 0)).toEqual(refused);
    await addToShard(store, id, 'full', 0, 'ok', KEPT);
    await addToShard(store, id, 'callbacks', 2, 'bad', KEPT);
    expect([...(await readShards(store, id)).keys()]).toEqual([0]);
  });
});
