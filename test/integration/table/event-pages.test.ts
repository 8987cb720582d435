import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clients, openClients } from '../../../src/clients.ts';
import { systemClock } from '../../../src/rules/clock.ts';
import { createTable } from '../../../src/table/create-table.ts';
import {
  fitEventPage,
  putEventHour,
  putEventPage,
  readEventHours,
  readEventPages,
} from '../../../src/table/event-pages.ts';
import { openStore, type Store } from '../../../src/table/store.ts';
import { startTestStores, type TestStores } from '../../support/server.ts';

describe('event pages in the table (DESIGN 18)', () => {
  let stores: TestStores;
  let clients: Clients;
  let store: Store;

  beforeAll(async () => {
    stores = await startTestStores();
    clients = openClients({ region: 'us-east-1', ...stores });
    await createTable(clients.dynamodb, 'pages');
    store = openStore(clients.documents, 'pages', 'server-1', systemClock);
  });
  afterAll(async () => {
    clients.documents.destroy();
    await stores.close();
  });

  it('come back line by line, in order, from any number on', async () => {
    const hour = 480_000;
    for (let sequence = 0; sequence < 120; sequence += 1) {
      const { content } = await fitEventPage([`{"n":${sequence}}`, '{"text":"ü\\n😀"}']);
      await putEventPage(store, hour, sequence, content);
    }
    const first = await readEventPages(store, { server: 'server-1', hour }, 7);
    expect(first.more).toBe(true);
    expect(first.pages[0]).toEqual({ sequence: 7, lines: ['{"n":7}', '{"text":"ü\\n😀"}'] });
    const last = await readEventPages(store, { server: 'server-1', hour }, 100);
    expect(last.more).toBe(false);
    expect(last.pages.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20 }, (_, n) => 100 + n));
  });

  it('stay within an item of AWS, whatever is told: the rest goes into the next page', async () => {
    // What does not compress, so that the text alone would never say how large a page gets.
    const lines = Array.from({ length: 700 }, () => randomBytes(1_000).toString('base64'));
    let left = lines;
    const back: string[] = [];
    for (let sequence = 0; left.length > 0; sequence += 1) {
      const { content, count } = await fitEventPage(left);
      expect(content.length).toBeLessThanOrEqual(300 * 1024);
      expect(count).toBeGreaterThan(0);
      await putEventPage(store, 480_001, sequence, content);
      left = left.slice(count);
    }
    for (let from = 0, more = true; more; ) {
      const read = await readEventPages(store, { server: 'server-1', hour: 480_001 }, from);
      back.push(...read.pages.flatMap((page) => page.lines));
      from = (read.pages.at(-1)?.sequence ?? 0) + 1;
      ({ more } = read);
    }
    expect(back).toEqual(lines);
  });

  it('are found by day and hour without a Scan', async () => {
    const day = 30_000;
    const other = openStore(clients.documents, 'pages', 'server-2', systemClock);
    for (const hour of [day * 24 + 3, day * 24 + 11, day * 24 + 24]) await putEventHour(store, hour);
    await putEventHour(other, day * 24 + 11);
    expect(await readEventHours(store, day * 24 + 4)).toEqual([
      { hour: day * 24 + 11, server: 'server-1' },
      { hour: day * 24 + 11, server: 'server-2' },
    ]);
  });
});
