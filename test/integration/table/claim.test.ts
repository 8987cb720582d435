import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clients, openClients } from '../../../src/clients.ts';
import { systemClock } from '../../../src/rules/clock.ts';
import type { Head } from '../../../src/rules/head.ts';
import { claimed, completed, resolve } from '../../../src/rules/lifecycle.ts';
import { commitBatch, openBatch } from '../../../src/table/batch-header.ts';
import { claimHead } from '../../../src/table/claim-head.ts';
import { completeHead } from '../../../src/table/complete-head.ts';
import { createHead } from '../../../src/table/create-head.ts';
import { createTable } from '../../../src/table/create-table.ts';
import { deleteHead } from '../../../src/table/delete-head.ts';
import { readHead } from '../../../src/table/read-head.ts';
import { openStore, type Store } from '../../../src/table/store.ts';
import { startTestStores, type TestStores } from '../../support/server.ts';
import { headOf } from '../../unit/rules/head-of.ts';

/** The blind writes are the rules said a second time, in the store's language: here they are held together. */
describe('the blind writes do what the rules do (DESIGN 2)', () => {
  let stores: TestStores;
  let clients: Clients;
  let store: Store;
  let count = 0;

  beforeAll(async () => {
    stores = await startTestStores();
    clients = openClients({ region: 'us-east-1', ...stores });
    await createTable(clients.dynamodb, 'blind');
    store = openStore(clients.documents, 'blind', 'me', systemClock);
  });
  afterAll(async () => {
    clients.documents.destroy();
    await stores.close();
  });

  async function stored(changes: Partial<Head>): Promise<Head> {
    count += 1;
    const id = `019461a8-1a2b-7c3d-8e4f-${String(count).padStart(12, '0')}`;
    const nonce = store.tokens.next();
    const head = headOf({ id, nonce, token: nonce, ...changes });
    await createHead(store, head);
    return head;
  }

  /** Without tokens, which only the store sets, and without the keys that are undefined. */
  function comparable(head: Head | undefined): unknown {
    return JSON.parse(JSON.stringify({ ...head, token: '', previousToken: '', nonce: '' }));
  }

  const NOW = 2_000_000;
  const HEADS: [string, Partial<Head>][] = [
    ['available', {}],
    ['scheduled, due', { state: 'scheduled', dueAt: NOW - 10 }],
    ['scheduled, due this very ms', { state: 'scheduled', dueAt: NOW }],
    ['scheduled, not due', { state: 'scheduled', dueAt: NOW + 1 }],
    ['retryable, due', { state: 'retryable', dueAt: NOW - 1, attempt: 1, retryDelayMs: 1000, failures: 1 }],
    ['retryable, not due', { state: 'retryable', dueAt: NOW + 1, attempt: 1, retryDelayMs: 1000 }],
    ['expired this very ms', { expiresAt: NOW }],
    ['not yet expired', { expiresAt: NOW + 1 }],
    ['with a visibility time-out of its own', { visibilityTimeoutMs: 2_000 }],
    ['with a time-out of its own', { timeoutMs: 5_000 }],
    ['completed', { state: 'completed', endedAt: NOW - 5, place: undefined }],
    ['dead-lettered', { state: 'discarded', endedAt: NOW - 5, deadLettered: true, place: undefined }],
    ['cancelled', { state: 'cancelled', endedAt: NOW - 5, place: undefined }],
  ];
  const CLAIMS = [
    { server: 'me', workerId: 'w1', leaseMs: 7_000, defaultLeaseMs: 1_800_000 },
    { server: 'me', defaultLeaseMs: 60_000 },
  ];

  describe.each(HEADS)('a job %s', (_name, changes) => {
    it.each(CLAIMS)('claimed with %o', async (claim) => {
      const head = await stored(changes);
      const current = resolve(head, NOW, 'me');
      const outcome = await claimHead(store, head, claim, NOW);
      expect(outcome.written).toBe(current.state === 'available');
      const expected = outcome.written ? claimed(current, claim, NOW) : head;
      expect(comparable(outcome.written ? outcome.head : outcome.stored)).toEqual(comparable(expected));
      expect(comparable(await readHead(store, head.id))).toEqual(comparable(expected));
    });
  });

  const LEASES: [string, number, string][] = [
    ['runs', NOW + 1, 'me'],
    ['ended this very ms', NOW, 'me'],
    ['of another server, within its margin', NOW - 499, 'other'],
    ['of another server, past its margin', NOW - 500, 'other'],
  ];
  it.each(LEASES)('an ack whose lease %s', async (_name, promisedAt, server) => {
    const lease = { server, endsAt: NOW + 30_000, promisedAt, lengthMs: 1, deadlineAt: NOW + 30_000 };
    const head = await stored({ state: 'active', attempt: 1, workerId: 'w1', startedAt: NOW - 5, lease });
    const current = resolve(head, NOW, 'me');
    const token = store.tokens.next();
    const outcome = await completeHead(store, head.id, {}, { text: '1' }, token, NOW, server === 'me');
    expect(outcome.written).toBe(current.state === 'active');
    if (outcome.written)
      expect(comparable(outcome.head)).toEqual(comparable({ ...completed(head, NOW), result: '1' }));
  });

  it.each([
    ['the holder', { workerId: 'w1', attempt: 1 }, true],
    ['nobody named', {}, true],
    ['another worker', { workerId: 'w2' }, false],
    ['another attempt', { workerId: 'w1', attempt: 2 }, false],
  ])('an ack by %s', async (_name, holder, accepted) => {
    const lease = { server: 'me', endsAt: NOW + 9, promisedAt: NOW + 9, lengthMs: 1, deadlineAt: NOW + 9 };
    const head = await stored({ state: 'active', attempt: 1, workerId: 'w1', lease });
    const outcome = await completeHead(store, head.id, holder, {}, store.tokens.next(), NOW, true);
    expect(outcome.written).toBe(accepted);
  });

  it('DESIGN decision 21: a hint of a deleted job does not claim one that is staged under its id', async () => {
    const claim = { server: 'me', workerId: 'w', defaultLeaseMs: 1_800_000 };
    const deleted = await stored({ state: 'discarded', endedAt: NOW, deadLettered: true, place: undefined });
    await deleteHead(store, deleted);
    const batch = 'a-batch';
    await openBatch(store, batch, systemClock.now() + 60_000);
    const nonce = store.tokens.next();
    const staged = headOf({ id: deleted.id, nonce, token: nonce, batch });
    await createHead(store, staged);
    const early = await claimHead(store, deleted, claim, NOW);
    expect(early).toEqual({ written: false, stored: undefined });
    await commitBatch(store, batch, systemClock.now());
    // The refusal brings the head, and a claim of what was read follows.
    expect(await claimHead(store, deleted, claim, NOW)).toMatchObject({ written: false, stored: { nonce } });
    expect(await claimHead(store, staged, claim, NOW)).toMatchObject({ written: true });
  });
});
