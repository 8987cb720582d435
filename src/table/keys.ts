import { createHash } from 'node:crypto';

/** Every key of the table is made here; README.md has them as one table. */

/** The largest share of a queue's open jobs that one index partition takes is a matter of shards; one so far. */
const FIRST_SHARD = 0;

export const HEAD_SORT = 'J';

/** Partition of everything that belongs to one job. */
export function jobPartition(id: string): string {
  return `J#${id}`;
}

/** The job id in a job's partition key. */
export function jobIdOf(partition: string): string {
  return partition.slice('J#'.length);
}

/** Sort key of a piece: `kind` B (body), R (result) or E (errors), `nonce` of its write, its number. */
export function pieceSort(kind: 'B' | 'R' | 'E', nonce: string, index: number): string {
  return `${kind}#${nonce}#${index}`;
}

/** Partition of a queue's open jobs in the open index. */
export function openPartition(queue: string): string {
  return `O#${queue}#${FIRST_SHARD}`;
}

/**
 * Order inside the open index: lane, then when first due (ms), then the server's own sequence, then
 * the server, so that two servers never make the same key.
 */
export function openOrder(lane: string, dueMs: number, sequence: number, server: string): string {
  return `${openOrderUpTo(lane, dueMs)}#${sequence.toString(36).padStart(7, '0')}#${server}`;
}

/** Prefix that sorts before every entry of `lane` due at `dueMs` or later. */
export function openOrderUpTo(lane: string, dueMs: number): string {
  return `${lane}#${String(dueMs).padStart(14, '0')}`;
}

/** When an entry of the open index is first due, in ms. */
export function dueMsOf(order: string): number {
  return Number(order.split('#')[1]);
}

export const BATCH_SORT = 'B';

/** Partition of a batch's header. */
export function batchPartition(id: string): string {
  return `B#${id}`;
}

/** The batch id in a batch's partition key. */
export function batchIdOf(partition: string): string {
  return partition.slice('B#'.length);
}

/** How many partitions the list of queues is spread over. */
export const QUEUE_LIST_PARTITIONS = 8;

/** Partition and sort key of a queue's own item. */
export function queueKey(queue: string): { partition: string; sort: string } {
  return { partition: queueListPartition(bucket(queue, QUEUE_LIST_PARTITIONS)), sort: queue };
}

/** One partition of the list of queues, 0 to `QUEUE_LIST_PARTITIONS` - 1. */
export function queueListPartition(index: number): string {
  return `Q#${index}`;
}

/** Partition and sort key of the lock of a fingerprint. */
export function lockKey(fingerprint: string): { partition: string; sort: string } {
  return { partition: `U#${fingerprint}`, sort: 'U' };
}

/** Partition and sort key of a worker's record. */
export function workerKey(workerId: string): { partition: string; sort: string } {
  return { partition: `WK#${bucket(workerId, 8)}`, sort: workerId };
}

function bucket(name: string, buckets: number): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0) % buckets;
}

/** AWS takes at most 100 keys in one BatchGetItem. */
export const KEYS_OF_A_BATCH = 100;
