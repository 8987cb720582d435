import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClients } from '../../src/clients.ts';
import { promoteDue } from '../../src/engine/promote.ts';
import { openQueueLanes } from '../../src/engine/queue-lanes.ts';
import { systemClock } from '../../src/rules/clock.ts';
import { createHead } from '../../src/table/create-head.ts';
import { createTable } from '../../src/table/create-table.ts';
import { openStore } from '../../src/table/store.ts';
import { openLanes } from '../../src/transport/lanes.ts';
import { standardTransport } from '../../src/transport/standard.ts';
import { meter } from '../support/meter.ts';
import { startTestStores, type TestStores } from '../support/server.ts';
import { headOf } from '../unit/rules/head-of.ts';

const DAY = 86_400_000;
let stores: TestStores;
beforeAll(async () => {
  stores = await startTestStores();
});
afterAll(() => stores.close());

describe('DESIGN decision 19: no cost grows with what waits', () => {
  it('10,000 jobs that wait cost a promotion what 100 do', async () => {
    const clients = openClients({ region: 'us-east-1', ...stores });
    const counts = meter(clients, 'start');
    await createTable(clients.dynamodb, 'waits');
    const store = openStore(clients.documents, 'waits', 'observer', systemClock);
    const log = pino({ level: 'silent' });
    const transport = standardTransport(clients.sqs, { prefix: 'waits', clock: systemClock, log });
    const lanes = openLanes(
      transport,
      openQueueLanes(store, systemClock, async () => undefined),
      systemClock,
      log,
    );
    const parts = { store, lanes, chronicle: () => undefined, clock: systemClock };
    let stored = 0;

    async function fillTo(count: number): Promise<void> {
      const put = async () => {
        while (stored < count) {
          stored += 1;
          const id = `019461a8-1a2b-7c3d-8e4f-${String(stored).padStart(12, '0')}`;
          const dueAt = Date.now() + 400 * DAY + stored;
          const nonce = store.tokens.next();
          const head = headOf({ id, state: 'scheduled', dueAt, awaitsPromotion: true, nonce, token: nonce });
          await createHead(store, head);
        }
      };
      await Promise.all(Array.from({ length: 40 }, put));
    }
    async function round(label: string) {
      counts.switchTo(label);
      const promoted = await promoteDue(parts);
      counts.switchTo('between');
      return { promoted, ...counts.totalOf(label) };
    }

    await fillTo(100);
    const few = await round('100');
    await fillTo(10_000);
    const many = await round('10,000');
    expect(few).toMatchObject({ promoted: 0, requests: 16, refusals: 0, writeUnits: 0 });
    expect(few.readUnits).toBeLessThanOrEqual(8);
    expect(many).toEqual(few);
    lanes.close();
    await transport.close(100);
  });
});
