import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventWriter } from '../../../src/background/event-writer.ts';
import { type Clients, openClients } from '../../../src/clients.ts';
import { queueEvent } from '../../../src/rules/event.ts';
import type { Log } from '../../../src/rules/log.ts';
import { createTable } from '../../../src/table/create-table.ts';
import { readEventHours, readEventPages } from '../../../src/table/event-pages.ts';
import { openStore } from '../../../src/table/store.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { type Faults, faults } from '../../support/faults.ts';
import { startTestStores, type TestStores } from '../../support/server.ts';

const HOUR = 3_600_000;
const START = 490_000 * HOUR;

describe('the writer of event pages (DESIGN 18)', () => {
  let stores: TestStores;
  let clients: Clients;
  let trouble: Faults;

  beforeAll(async () => {
    stores = await startTestStores();
    clients = openClients({ region: 'us-east-1', ...stores });
    await createTable(clients.dynamodb, 'writer');
    trouble = faults(clients);
  });
  afterAll(async () => {
    clients.documents.destroy();
    await stores.close();
  });

  /** A writer of a server of its own, at `startMs`. */
  function writerAt(startMs: number) {
    const clock = fakeClock(startMs);
    const warnings: string[] = [];
    const log: Log = {
      debug: () => undefined,
      info: () => undefined,
      warn: (_fields, message) => warnings.push(message),
      error: () => undefined,
    };
    const store = openStore(clients.documents, 'writer', randomBytes(6).toString('base64url'), clock);
    const writer = eventWriter(store, clock, log, () => v7());
    const { server } = store.tokens;
    /** Subjects by page of one hour. */
    const written = async (hour: number) => {
      const { pages } = await readEventPages(store, { server, hour }, 0);
      return pages.map(({ sequence, lines }) => ({
        sequence,
        subjects: lines.map((line) => (JSON.parse(line) as { subject: string }).subject),
      }));
    };
    const hours = async (from: number) =>
      (await readEventHours(store, from)).filter((each) => each.server === server).map(({ hour }) => hour);
    return { clock, writer, warnings, written, hours };
  }

  const refuse = () => trouble.plan(() => ({ kind: 'fail', status: 400, code: 'ValidationException' }));

  it('puts what is told before and after the end of an hour into two pages, numbered on', async () => {
    const { clock, writer, written, hours } = writerAt(START + HOUR - 100);
    writer.tell(queueEvent('queue.paused', 'before'));
    await clock.pass(150);
    writer.tell(queueEvent('queue.resumed', 'after'));
    await writer.flush();
    expect(await written(490_000)).toEqual([{ sequence: 1, subjects: ['before'] }]);
    expect(await written(490_001)).toEqual([{ sequence: 2, subjects: ['after'] }]);
    expect(await hours(490_000)).toEqual([490_000, 490_001]);
  });

  it('tries a page that was refused again as it was, in its own hour, and what came since after it', async () => {
    const { clock, writer, written, warnings } = writerAt(START + HOUR - 100);
    writer.tell(queueEvent('queue.paused', 'first'));
    refuse();
    await writer.flush();
    trouble.plan(undefined);
    expect(warnings).toEqual(['Events could not be written; they will be tried again.']);
    writer.tell(queueEvent('queue.paused', 'second'));
    await clock.pass(200);
    await writer.flush();
    expect((await written(490_000)).map(({ subjects }) => subjects)).toEqual([['first'], ['second']]);
  });

  it('puts a page that is over a minute late into the present hour, since readers have left its own', async () => {
    const { clock, writer, written } = writerAt(START + HOUR - 1_000);
    writer.tell(queueEvent('queue.paused', 'late'));
    refuse();
    await writer.flush();
    await clock.pass(62_000);
    await writer.flush();
    trouble.plan(undefined);
    await writer.flush();
    expect(await written(490_000)).toEqual([]);
    expect(await written(490_001)).toEqual([{ sequence: 1, subjects: ['late'] }]);
  });

  it('keeps 20,000 events while the table is away, lets the oldest go, and says so', async () => {
    const { writer, warnings, written } = writerAt(START);
    for (let n = 0; n < 20_003; n += 1) writer.tell(queueEvent('queue.paused', `q${n}`));
    await writer.flush();
    expect(warnings).toEqual(['Too many events wait for the table; the oldest are let go.']);
    const subjects = (await written(490_000)).flatMap((page) => page.subjects);
    expect([subjects[0], subjects.at(-1), subjects.length]).toEqual(['q3', 'q20002', 20_000]);
  });
});
