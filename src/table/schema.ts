import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Entity, item, map, number, string, Table } from 'dynamodb-toolbox';

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
      errors: string().savedAs('er').optional(),
      errorPieces: string().savedAs('ep').optional(),
      body: string().savedAs('b').optional(),
      bodyPieces: number().savedAs('bp').optional(),
      result: string().savedAs('r').optional(),
      resultPieces: string().savedAs('rr').optional(),
      openPartition: string().savedAs(KEYS.openPk).optional(),
      openOrder: string().savedAs(KEYS.openSk).optional(),
      batch: string().savedAs('ba').optional(),
      uniqueKey: string().savedAs('u').optional(),
      nonce: string().savedAs('n'),
      token: string().savedAs('w'),
      previousToken: string().savedAs('pw').optional(),
    }),
  });

  /** A part of what does not fit into a head; written before the head that names it. */
  const piece = new Entity({
    ...options,
    name: 'piece',
    schema: item({ partition, sort, text: string().savedAs('v') }),
  });

  /** A queue that had a job once. */
  const queue = new Entity({
    ...options,
    name: 'queue',
    schema: item({
      partition,
      sort,
      createdAt: number().savedAs('c'),
      sweptAt: number().savedAs('sw').optional(),
    }),
  });

  /** Decides whether the jobs of a batch exist (`batch-header.ts`). */
  const batch = new Entity({
    ...options,
    name: 'batch',
    schema: item({
      partition,
      sort,
      state: string().enum('open', 'committed', 'aborted').savedAs('s'),
      deadlineMs: number().savedAs('d'),
      ttl: number().savedAs(KEYS.ttl).optional(),
    }),
  });

  /** What a worker said of itself in its latest written heartbeat. */
  const worker = new Entity({
    ...options,
    name: 'worker',
    schema: item({ partition, sort, report: string().savedAs('v'), seenAt: number().savedAs('c') }),
  });

  const { partition: _partition, sort: _sort, ...headAttributes } = head.schema.attributes;

  /** The jobs of one fingerprint, the newest with its head (DESIGN decision 20). */
  const lock = new Entity({
    ...options,
    name: 'lock',
    schema: item({
      partition,
      sort,
      nonce: string().savedAs('n'),
      holders: string().savedAs('h'),
      head: map(headAttributes).savedAs('j').optional(),
      ttl: number().savedAs(KEYS.ttl),
    }),
  });

  return { table, head, piece, queue, batch, worker, lock };
}

export type TableSchema = ReturnType<typeof tableSchema>;
