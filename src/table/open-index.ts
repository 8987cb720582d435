import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { NativeAttributeValue } from '@aws-sdk/util-dynamodb';
import { behindLane, jobIdOf, laneIn, openOrderUpTo, openPartition } from './keys.ts';
import { KEYS, OPEN_INDEX } from './schema.ts';
import type { Store } from './store.ts';

/** Where a page of the open index ended. */
export type OpenCursor = Record<string, NativeAttributeValue>;

/** One page of a queue's open jobs, oldest first. */
export interface OpenPage {
  readonly entries: readonly OpenEntry[];
  /** Present where there may be more. */
  readonly next?: OpenCursor;
}

export interface OpenEntry {
  readonly jobId: string;
  /** Sort key: order within the queue. */
  readonly order: string;
}

/**
 * Jobs of one lane that have not ended and were first due at or before `dueUpToMs`, oldest first.
 * Costs 0.5 read units per 4 KB of index entries (about 100 bytes each).
 *
 * @param from sort key to begin with; undefined: the oldest. The same for every page of one walk.
 */
export async function readOpenPage(
  store: Store,
  queue: string,
  lane: string,
  dueUpToMs: number,
  limit: number,
  from: string | undefined,
  after?: OpenCursor,
): Promise<OpenPage> {
  const first = from ?? openOrderUpTo(lane, 0);
  return readPage(store, queue, first, openOrderUpTo(lane, dueUpToMs + 1), limit, after);
}

/** Lanes next to each other, the highest first; both ends are included. */
export interface LaneRange {
  readonly first: string;
  readonly last: string;
}

/**
 * Jobs of several lanes that have not ended, due or not: lane by lane, in each the one first due at the front.
 * Costs what `readOpenPage` does.
 *
 * @param from sort key to begin with; undefined: the oldest of the first lane.
 */
export function readOpenRange(
  store: Store,
  queue: string,
  { first, last }: LaneRange,
  limit: number,
  from?: string,
): Promise<OpenPage> {
  return readPage(store, queue, from ?? first, behindLane(last), limit);
}

async function readPage(
  store: Store,
  queue: string,
  from: string,
  to: string,
  limit: number,
  after?: OpenCursor,
): Promise<OpenPage> {
  const { Items = [], LastEvaluatedKey } = await store.client.send(
    new QueryCommand({
      TableName: store.schema.table.getName(),
      IndexName: OPEN_INDEX,
      KeyConditionExpression: '#p = :p AND #s BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#p': KEYS.openPk, '#s': KEYS.openSk },
      ExpressionAttributeValues: { ':p': openPartition(queue), ':from': from, ':to': to },
      Limit: limit,
      ...(after && { ExclusiveStartKey: after }),
    }),
  );
  const entries = Items.map((item) => ({
    jobId: jobIdOf(String(item[KEYS.pk])),
    order: String(item[KEYS.openSk]),
  }));
  return { entries, ...(LastEvaluatedKey && { next: LastEvaluatedKey }) };
}

/**
 * The lanes of a queue that have open jobs, the highest priority first, whatever its item says of lanes.
 * 1 Query of 0.5 read units for each, and 1 more.
 */
export async function readOpenLanes(store: Store, queue: string): Promise<string[]> {
  const lanes: string[] = [];
  for (;;) {
    const last = lanes.at(-1);
    const { Items = [] } = await store.client.send(
      new QueryCommand({
        TableName: store.schema.table.getName(),
        IndexName: OPEN_INDEX,
        KeyConditionExpression: '#p = :p AND #s > :after',
        ExpressionAttributeNames: { '#p': KEYS.openPk, '#s': KEYS.openSk },
        ExpressionAttributeValues: { ':p': openPartition(queue), ':after': last ? behindLane(last) : ' ' },
        Limit: 1,
      }),
    );
    const [first] = Items;
    if (!first) return lanes;
    lanes.push(laneIn(String(first[KEYS.openSk])));
  }
}
