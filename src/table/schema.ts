import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { binary, Entity, item, map, number, set, string, Table } from 'dynamodb-toolbox';

/** Index of what is not ended, by queue: the looks read it (DESIGN decision 13). Keys only, sparse. */
export const OPEN_INDEX = 'open';
/** Index of what waits for a moment more than 15 minutes ahead. Keys only, sparse. */
export const DUE_INDEX = 'due';

/** Attribute names of the keys; README.md lists every item that carries them. */
export const KEYS = {
  pk: 'pk',
  sk: 'sk',
  openPk: 'ok',
  openSk: 'os',
  duePk: 'dk',
  dueSk: 'ds',
  ttl: 'ttl',
} as const;

const partition = string().key().savedAs(KEYS.pk);
const sort = string().key().savedAs(KEYS.sk);

/** The one table, with an entity for each kind of item. */
export function tableSchema(name: string, documentClient: DynamoDBDocumentClient) {
  const table = new Table({
    name,
    documentClient,
    partitionKey: { name: KEYS.pk, type: 'string' },
    sortKey: { name: KEYS.sk, type: 'string' },
    indexes: {
      [OPEN_INDEX]: {
        type: 'global',
        partitionKey: { name: KEYS.openPk, type: 'string' },
        sortKey: { name: KEYS.openSk, type: 'string' },
      },
      [DUE_INDEX]: {
        type: 'global',
        partitionKey: { name: KEYS.duePk, type: 'string' },
        sortKey: { name: KEYS.dueSk, type: 'string' },
      },
    },
  });
  const options = { table, timestamps: false, entityAttribute: false } as const;

  /** A job's head. Names have one or two letters because every claim pays for them in bytes. */
  const head = new Entity({
    ...options,
    name: 'head',
    schema: item({
      partition,
      sort,
      type: string().savedAs('t'),
      queue: string().savedAs('q'),
      state: string()
        .enum(
          'pending',
          'scheduled',
          'available',
          'active',
          'retryable',
          'completed',
          'cancelled',
          'discarded',
        )
        .savedAs('s'),
      priority: number().savedAs('p').optional(),
      attempt: number().savedAs('a'),
      retry: string().savedAs('rp').optional(),
      createdAt: number().savedAs('c'),
      enqueuedAt: number().savedAs('e'),
      readyAt: number().savedAs('d').optional(),
      expiresAt: number().savedAs('x'),
      timeoutMs: number().savedAs('to').optional(),
      visibilityTimeoutMs: number().savedAs('vt').optional(),
      startedAt: number().savedAs('st').optional(),
      activatedAt: number().savedAs('av').optional(),
      endedAt: number().savedAs('z').optional(),
      expired: number().savedAs('xx').optional(),
      retryDelayMs: number().savedAs('rd').optional(),
      workerId: string().savedAs('wk').optional(),
      leaseServer: string().savedAs('ls').optional(),
      leaseEndsAt: number().savedAs('le').optional(),
      leasePromisedAt: number().savedAs('lp').optional(),
      leaseLengthMs: number().savedAs('ll').optional(),
      leaseDeadlineAt: number().savedAs('ld').optional(),
      failures: number().savedAs('f').optional(),
      failuresBefore: number().savedAs('fb').optional(),
      attemptsBefore: number().savedAs('ab').optional(),
      errors: string().savedAs('er').optional(),
      errorPieces: string().savedAs('ep').optional(),
      body: string().savedAs('b').optional(),
      bodyPieces: number().savedAs('bp').optional(),
      result: string().savedAs('r').optional(),
      resultPieces: string().savedAs('rr').optional(),
      companionsTtl: number().savedAs('ct').optional(),
      openPartition: string().savedAs(KEYS.openPk).optional(),
      openOrder: string().savedAs(KEYS.openSk).optional(),
      duePartition: string().savedAs(KEYS.duePk).optional(),
      dueOrder: string().savedAs(KEYS.dueSk).optional(),
      batch: string().savedAs('ba').optional(),
      uniqueKey: string().savedAs('u').optional(),
      workflow: string().savedAs('wf').optional(),
      nonce: string().savedAs('n'),
      token: string().savedAs('w'),
      previousToken: string().savedAs('pw').optional(),
      ttl: number().savedAs(KEYS.ttl).optional(),
    }),
  });

  /** A part of what does not fit into a head; written before the head that names it. */
  const piece = new Entity({
    ...options,
    name: 'piece',
    schema: item({
      partition,
      sort,
      text: string().savedAs('v'),
      ttl: number().savedAs(KEYS.ttl).optional(),
    }),
  });

  /** How far the worker says it has come; beside the head, so that claims do not pay for it. */
  const progress = new Entity({
    ...options,
    name: 'progress',
    schema: item({
      partition,
      sort,
      attempt: number().savedAs('a'),
      startedAt: number().savedAs('st'),
      value: number().savedAs('p'),
      message: string().savedAs('m').optional(),
      data: string().savedAs('v').optional(),
      updatedAt: number().savedAs('u'),
      ttl: number().savedAs(KEYS.ttl).optional(),
    }),
  });

  /** A queue that a job or a pause has named. */
  const queue = new Entity({
    ...options,
    name: 'queue',
    schema: item({
      partition,
      sort,
      createdAt: number().savedAs('c'),
      sweptAt: number().savedAs('sw').optional(),
      pausedAt: number().savedAs('pa').optional(),
      resumedAt: number().savedAs('ra').optional(),
      lanes: set(string()).savedAs('ln').optional(),
      unhinted: set(string()).savedAs('lx').optional(),
      maxPerSecond: number().savedAs('rl').optional(),
      token: string().savedAs('w').optional(),
      previousToken: string().savedAs('pw').optional(),
    }),
  });

  /** Which server may start how many jobs of a queue with a rate limit (`rate-shares.ts`). */
  const rateShares = new Entity({
    ...options,
    name: 'rateShares',
    schema: item({
      partition,
      sort,
      holders: string().savedAs('h'),
      token: string().savedAs('w'),
      ttl: number().savedAs(KEYS.ttl),
    }),
  });

  /** What one server counts in one queue by its own writes, or, as the base, what nobody speaks for any more. */
  const counter = new Entity({
    ...options,
    name: 'counter',
    schema: item({
      partition,
      sort,
      totals: string().savedAs('v'),
      at: number().savedAs('c'),
      moves: string().savedAs('m').optional(),
      folded: string().savedAs('f').optional(),
      walkedAt: number().savedAs('wa').optional(),
      token: string().savedAs('w').optional(),
      previousToken: string().savedAs('pw').optional(),
    }),
  });

  /** A server that speaks for counts, or watches over crons, says that it lives. */
  const beat = new Entity({
    ...options,
    name: 'beat',
    schema: item({
      partition,
      sort,
      count: number().savedAs('n'),
      watchedSince: number().savedAs('c').optional(),
    }),
  });

  /** Decides whether the jobs of a batch exist (`batch-header.ts`). */
  const batch = new Entity({
    ...options,
    name: 'batch',
    schema: item({
      partition,
      sort,
      state: string().enum('open', 'replacing', 'committed', 'aborted').savedAs('s'),
      deadlineMs: number().savedAs('d'),
      ttl: number().savedAs(KEYS.ttl).optional(),
    }),
  });

  /** A workflow: what it is, and how far it has come (`workflow-item.ts`). */
  const workflow = new Entity({
    ...options,
    name: 'workflow',
    schema: item({
      partition,
      sort,
      kind: string().enum('chain', 'group', 'batch').savedAs('k'),
      stagedAs: string().savedAs('sa'),
      name: string().savedAs('nm').optional(),
      total: number().savedAs('to'),
      asked: string().savedAs('cb').optional(),
      state: string().enum('running', 'completed', 'failed', 'cancelled').savedAs('s'),
      at: number().savedAs('a').optional(),
      fired: string().savedAs('fd').optional(),
      createdAt: number().savedAs('c'),
      endedAt: number().savedAs('z').optional(),
      keptUntil: number().savedAs('ku'),
      resultsKeptAt: number().savedAs('rk').optional(),
      openPartition: string().savedAs(KEYS.openPk).optional(),
      openOrder: string().savedAs(KEYS.openSk).optional(),
      nonce: string().savedAs('n'),
      token: string().savedAs('w'),
      previousToken: string().savedAs('pw').optional(),
      ttl: number().savedAs(KEYS.ttl).optional(),
    }),
  });

  /** Which members of a workflow have ended, and how (`workflow-shards.ts`). */
  const shard = new Entity({
    ...options,
    name: 'shard',
    schema: item({
      partition,
      sort,
      ok: set(number()).savedAs('o').optional(),
      bad: set(number()).savedAs('x').optional(),
      ttl: number().savedAs(KEYS.ttl),
    }),
  });

  /** A part of the definitions or results of a workflow's steps, compressed (`workflow-blocks.ts`). */
  const block = new Entity({
    ...options,
    name: 'block',
    schema: item({ partition, sort, content: binary().savedAs('v'), ttl: number().savedAs(KEYS.ttl) }),
  });

  /** What a worker said of itself in its latest written heartbeat. */
  const worker = new Entity({
    ...options,
    name: 'worker',
    schema: item({ partition, sort, report: string().savedAs('v'), seenAt: number().savedAs('c') }),
  });

  /** A cron: what its owner says of it, its next tick, and what is decided about that. */
  const cron = new Entity({
    ...options,
    name: 'cron',
    schema: item({
      partition,
      sort,
      expression: string().savedAs('x'),
      zone: string().savedAs('tz').optional(),
      overlap: string().enum('skip', 'allow', 'cancel_previous', 'enqueue').savedAs('o').optional(),
      template: string().savedAs('v'),
      description: string().savedAs('de').optional(),
      disabled: number().savedAs('off').optional(),
      createdAt: number().savedAs('c'),
      runCount: number().savedAs('rc').optional(),
      lastRunAt: number().savedAs('lr').optional(),
      nextRunAt: number().savedAs('d').optional(),
      live: string().savedAs('l').optional(),
      decision: string().savedAs('dn').optional(),
      duePartition: string().savedAs(KEYS.duePk).optional(),
      dueOrder: string().savedAs(KEYS.dueSk).optional(),
      nonce: string().savedAs('n'),
      token: string().savedAs('w'),
      previousToken: string().savedAs('pw').optional(),
    }),
  });

  const { partition: _partition, sort: _sort, ...headAttributes } = head.schema.attributes;

  /** The jobs of one fingerprint, the newest with its head (DESIGN decision 20). */
  const lock = new Entity({
    ...options,
    name: 'lock',
    schema: item({
      partition,
      sort,
      version: string().savedAs('n'),
      holders: string().savedAs('h'),
      head: map(headAttributes).savedAs('j').optional(),
      batch: string().savedAs('ba').optional(),
      ttl: number().savedAs(KEYS.ttl),
    }),
  });

  /** What a server told in a third of a second, compressed. */
  const eventPage = new Entity({
    ...options,
    name: 'eventPage',
    schema: item({ partition, sort, content: binary().savedAs('v'), ttl: number().savedAs(KEYS.ttl) }),
  });

  /** Says that a server has event pages in an hour. */
  const eventHour = new Entity({
    ...options,
    name: 'eventHour',
    schema: item({ partition, sort, ttl: number().savedAs(KEYS.ttl) }),
  });

  return {
    table,
    head,
    piece,
    progress,
    queue,
    rateShares,
    batch,
    worker,
    counter,
    beat,
    eventPage,
    eventHour,
    cron,
    lock,
    workflow,
    shard,
    block,
  };
}

export type TableSchema = ReturnType<typeof tableSchema>;
