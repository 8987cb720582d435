import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { EntityParser } from 'dynamodb-toolbox';
import { pino } from 'pino';
import { leaseKeeper } from '../../src/background/lease-keeper.ts';
import { openJobs } from '../../src/background/open-jobs.ts';
import { sweeper } from '../../src/background/sweep.ts';
import { openClients } from '../../src/clients.ts';
import { openQueueLanes, type QueueLanes } from '../../src/engine/queue-lanes.ts';
import type { Clock } from '../../src/rules/clock.ts';
import { systemClock } from '../../src/rules/clock.ts';
import type { Head } from '../../src/rules/head.ts';
import { DEFAULT_LANE } from '../../src/rules/lane.ts';
import { createTable } from '../../src/table/create-table.ts';
import { headToItem } from '../../src/table/head-item.ts';
import { openOrder, openPartition } from '../../src/table/keys.ts';
import { registerQueue } from '../../src/table/queue-list.ts';
import { openStore, type Store } from '../../src/table/store.ts';
import type { HeldHint } from '../../src/transport/lane-buffer.ts';
import { type Lanes, openLanes } from '../../src/transport/lanes.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { headOf, leaseOf } from '../unit/rules/head-of.ts';
import { meter } from './meter.ts';
import type { TestStores } from './server.ts';

/** What one sweep of one queue came to. */
export interface Swept {
  readonly readUnits: number;
  readonly writeUnits: number;
  /** Jobs that were put at hand or hinted at again. */
  readonly helped: number;
}

/**
 * `backlog`: waiting jobs, of which SQS has lost the oldest ones' messages. `held`: jobs held by
 * another server's workers; those in need are spread among them: one half held by a server that died,
 * the other ready without a message.
 */
export type Scene = 'backlog' | 'held';

const MINUTE = 60_000;
const QUEUE = 'swept';
const WRITES_AT_ONCE = 25;
const CALLS_AT_ONCE = 8;

/** Sweeps a queue of `open` jobs, `inNeed` of which need help, by a server that knows nothing, and again 10 minutes later. */
export async function measureSweeps(
  stores: TestStores,
  scene: Scene,
  open: number,
  inNeed: number,
): Promise<{ first: Swept; second: Swept }> {
  const clients = openClients({ region: 'us-east-1', ...stores });
  const counts = meter(clients, 'fill');
  let offsetMs = 0;
  const clock: Clock = { now: () => systemClock.now() + offsetMs, after: systemClock.after };
  const name = `${scene}-${open}`;
  await createTable(clients.dynamodb, name);
  const store = openStore(clients.documents, name, 'sweeping', clock);
  const helped = new Set<string>();
  const queueLanes = openQueueLanes(store, clock, async () => undefined);
  const lanes = recordingLanes(clock, queueLanes, helped);
  const log = pino({ level: 'silent' });
  const chronicle = () => undefined;
  const leases = leaseKeeper({ store, lanes, chronicle, clock, log });

  await registerQueue(store, QUEUE, clock.now());
  const every = open / inNeed;
  await fill(store, open, (n) =>
    scene === 'backlog'
      ? { createdAt: clock.now() - (n < inNeed ? 10 * MINUTE : MINUTE) }
      : amongHeld(n % every === 0 ? n / every : undefined, clock.now()),
  );
  const jobs = openJobs(clock.now, 'sweeping');
  const sweep = sweeper({ store, lanes, queueLanes, leases, chronicle, clock, log }, () => jobs);

  async function swept(label: string): Promise<Swept> {
    counts.switchTo(label);
    helped.clear();
    await sweep.start();
    const { readUnits, writeUnits } = counts.totalOf(label);
    return { readUnits, writeUnits, helped: helped.size };
  }
  const first = await swept('first');
  // Nobody has taken them: the same jobs are in need, and the others need nothing.
  offsetMs += 10 * MINUTE;
  const second = await swept('second');
  await sweep.close();
  clients.documents.destroy();
  clients.sqs.destroy();
  return { first, second };
}

/** The job in need with this number, or one whose lease ends in half an hour. */
function amongHeld(inNeed: number | undefined, now: number): Partial<Head> {
  const createdAt = now - 10 * MINUTE;
  if (inNeed !== undefined && inNeed % 2 === 0) return { createdAt };
  const server = inNeed === undefined ? 'living' : 'dead';
  const endsAt = server === 'dead' ? now - MINUTE : now + 40 * MINUTE;
  return {
    createdAt,
    state: 'active',
    attempt: 1,
    startedAt: now - 5 * MINUTE,
    lease: leaseOf({ server, endsAt, promisedAt: endsAt, deadlineAt: now + 60 * MINUTE }),
  };
}

async function fill(store: Store, open: number, changes: (n: number) => Partial<Head>): Promise<void> {
  const parser = store.schema.head.build(EntityParser);
  const TableName = store.schema.table.getName();
  let next = 0;
  const writer = async () => {
    while (next < open) {
      const from = next;
      next = Math.min(open, next + WRITES_AT_ONCE);
      const requests = Array.from({ length: next - from }, (_, at) => {
        const head = headAt(store, from + at, changes(from + at));
        return { PutRequest: { Item: parser.parse(headToItem(head)).item } };
      });
      await store.client.send(new BatchWriteCommand({ RequestItems: { [TableName]: requests } }));
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, writer));
}

function headAt(store: Store, n: number, changes: Partial<Head>): Head {
  const nonce = store.tokens.next();
  const createdAt = changes.createdAt ?? 0;
  return headOf({
    id: `019461a8-1a2b-7c3d-8e4f-${String(n).padStart(12, '0')}`,
    queue: QUEUE,
    body: '{"args":["some text",1],"meta":{}}',
    enqueuedAt: createdAt,
    place: {
      partition: openPartition(QUEUE),
      order: openOrder(DEFAULT_LANE, createdAt, n, 'filling'),
    },
    nonce,
    token: nonce,
    ...changes,
  });
}

/** Real lanes over an SQS that shows only the newest jobs, with fetches of this server that want more. */
function recordingLanes(clock: Clock, queueLanes: QueueLanes, helped: Set<string>): Lanes {
  const nothing = () => undefined;
  const transport: Transport = {
    capabilities: { delays: true, inFlightBlocks: false },
    send: (_lane, hint) => void helped.add(hint.jobId),
    flush: async () => undefined,
    unsent: () => 0,
    outstanding: () => 0,
    newestOutstanding: () => 0,
    dropped: () => 0,
    receive: async () => [],
    hide: (_handle, seconds) => seconds,
    release: nothing,
    done: nothing,
    close: async () => undefined,
  };
  const lanes = openLanes(transport, queueLanes, clock, pino({ level: 'silent' }));
  return {
    ...lanes,
    servedAt: () => clock.now(),
    newestReceived: () => clock.now() - MINUTE,
    ready: ({ hint }: HeldHint) => void helped.add(hint.jobId),
  };
}
