import { createHash } from 'node:crypto';

/** Every key of the table is made here; README.md has them as one table. */

/** The largest share of a queue's open jobs that one index partition takes is a matter of shards; one so far. */
const FIRST_SHARD = 0;

export const HEAD_SORT = 'J';

/** Sort key of what the worker said of its progress. */
export const PROGRESS_SORT = 'P';

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

/** The lane of an entry of the open index. */
export function laneIn(order: string): string {
  return order.split('#')[0] ?? '';
}

/** Sorts behind the entry `order`, and before the next one. */
export function behindOrder(order: string): string {
  return `${order} `;
}

/** Sorts behind every entry of `lane`, and before those of the next one. */
export function behindLane(lane: string): string {
  return `${lane}$`;
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

export const WORKFLOW_SORT = 'W';

/** Partition of everything that belongs to one workflow, its jobs apart. */
export function workflowPartition(id: string): string {
  return `W#${id}`;
}

/** The workflow id in a workflow's partition key. */
export function workflowIdOf(partition: string): string {
  return partition.slice('W#'.length);
}

/** Prefix of the sets of members that have ended. */
export const SHARD_PREFIX = 'S#';

/** Sort key of the set of members `shard`; of the full ones among these sets; of the callbacks. */
export function shardSort(shard: number | 'full' | 'callbacks'): string {
  return SHARD_PREFIX + (typeof shard === 'number' ? String(shard).padStart(3, '0') : shard);
}

/** The number of a set of members in its sort key; undefined for the other two. */
export function shardOf(sort: string): number | undefined {
  const shard = sort.slice(SHARD_PREFIX.length);
  return /^\d+$/.test(shard) ? Number(shard) : undefined;
}

/** Prefix of the blocks of one kind: D (definitions of steps) or R (their results). */
export function blockPrefix(kind: 'D' | 'R'): string {
  return `${kind}#`;
}

/** Prefix of the parts of blocks that begin with the entry `from`. */
export function blockSortFrom(kind: 'D' | 'R', from: number): string {
  return `${blockPrefix(kind)}${String(from).padStart(6, '0')}`;
}

/** Sort key of a part of the block that begins with the entry `from`. */
export function blockSort(kind: 'D' | 'R', from: number, part: number): string {
  return `${blockSortFrom(kind, from)}#${String(part).padStart(3, '0')}`;
}

/** What `blockSort` was made of. */
export function blockOf(sort: string): { from: number; part: number } {
  const [, from, part] = sort.split('#');
  return { from: Number(from), part: Number(part) };
}

/** How many partitions of the open index the workflows are spread over. */
export const OPEN_WORKFLOW_PARTITIONS = 8;

/** Where a workflow that is not through stands in the open index. */
export function openWorkflowPlace(id: string, createdAt: number) {
  return {
    partition: openWorkflowPartition(bucket(id, OPEN_WORKFLOW_PARTITIONS)),
    order: String(createdAt).padStart(14, '0'),
  };
}

/** One partition of the open workflows, 0 to `OPEN_WORKFLOW_PARTITIONS` - 1. */
export function openWorkflowPartition(index: number): string {
  return `OW#${index}`;
}

/** How many partitions of the open index the dead letter is spread over. */
export const DEAD_LETTER_PARTITIONS = 8;

const DEAD_LETTER_MARK = 'X#';

/** One partition of the dead letter, 0 to `DEAD_LETTER_PARTITIONS` - 1. */
export function deadLetterPartition(index: number): string {
  return `${DEAD_LETTER_MARK}${index}`;
}

/** Whether a partition of the open index is one of the dead letter. */
export function isDeadLetterPartition(partition: string): boolean {
  return partition.startsWith(DEAD_LETTER_MARK);
}

/** An entry of the dead letter: what its key in the index says. */
export interface DeadLetterEntry {
  readonly jobId: string;
  /** When the job was discarded, in ms. */
  readonly endedAt: number;
  readonly queue: string;
  readonly type: string;
}

/** Where a dead-lettered job stands in the open index. */
export function deadLetterPlace({ jobId, endedAt, queue, type }: DeadLetterEntry) {
  return {
    partition: deadLetterPartition(bucket(jobId, DEAD_LETTER_PARTITIONS)),
    order: `${deadLetterOrderAt(endedAt)}#${jobId}#${queue}#${type}`,
  };
}

/** Prefix that sorts before every entry discarded at `ms` or later. */
export function deadLetterOrderAt(ms: number): string {
  return String(ms).padStart(14, '0');
}

/** What `deadLetterPlace` made, or undefined where the text is no order of an entry. */
export function deadLetterEntryOf(order: string): DeadLetterEntry | undefined {
  const [ms = '', jobId, queue, type, ...more] = order.split('#');
  if (!/^\d{14}$/.test(ms) || !jobId || !queue || !type || more.length > 0) return undefined;
  return { jobId, endedAt: Number(ms), queue, type };
}

/** Range of sort keys that holds every piece of errors and results of a job, and none of its body. */
export const FAILURES_TO_RESULTS = { from: 'E#', to: 'R#~' } as const;

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

/** Partition and sort key of the shares in a queue's rate limit. */
export function rateSharesKey(queue: string): { partition: string; sort: string } {
  return { partition: `L#${queue}`, sort: 'L' };
}

/** Partition and sort key of the lock of a fingerprint. */
export function lockKey(fingerprint: string): { partition: string; sort: string } {
  return { partition: `U#${fingerprint}`, sort: 'U' };
}

/** How many partitions the counters of all queues are spread over. */
export const COUNTER_PARTITIONS = 64;

/** One partition of counters, 0 to `COUNTER_PARTITIONS` - 1. */
export function counterPartition(index: number): string {
  return `N#${index}`;
}

/**
 * Partition and sort key of what `server` counts in `queue`; without a server that of the queue's base.
 * No queue name has a `#`, so all of a queue stand together, the base first.
 */
export function counterKey(queue: string, server = ''): { partition: string; sort: string } {
  return { partition: counterPartition(bucket(queue, COUNTER_PARTITIONS)), sort: `${queue}#${server}` };
}

/** Queue and server in a counter's sort key. */
export function counterOf(sort: string): { queue: string; server: string } {
  const [queue = '', server = ''] = sort.split('#');
  return { queue, server };
}

/** Partition of the beats of all servers. */
export const SERVER_PARTITION = 'S';

/** Partition and sort key of a worker's record. */
export function workerKey(workerId: string): { partition: string; sort: string } {
  return { partition: `WK#${bucket(workerId, 8)}`, sort: workerId };
}

/** How many partitions crons are spread over, in the table and in the due index. */
export const CRON_PARTITIONS = 4;

/** Partition and sort key of a cron. */
export function cronKey(name: string): { partition: string; sort: string } {
  return { partition: cronPartition(bucket(name, CRON_PARTITIONS)), sort: name };
}

/** One partition of the crons, 0 to `CRON_PARTITIONS` - 1. */
export function cronPartition(index: number): string {
  return `C#${index}`;
}

/** Partition of a cron in the due index. */
export function cronDuePartition(name: string): string {
  return cronDuePartitionAt(bucket(name, CRON_PARTITIONS));
}

/** One partition of the crons in the due index. */
export function cronDuePartitionAt(index: number): string {
  return `D#C${index}`;
}

/** How many partitions of the due index the jobs that wait long are spread over. */
export const JOB_DUE_PARTITIONS = 16;

/** Partition of a job in the due index. */
export function jobDuePartition(id: string): string {
  return jobDuePartitionAt(bucket(id, JOB_DUE_PARTITIONS));
}

/** One partition of the jobs in the due index, 0 to `JOB_DUE_PARTITIONS` - 1. */
export function jobDuePartitionAt(index: number): string {
  return `D#${index}`;
}

/** Sort key in the due index: the moment in ms. */
export function dueOrder(ms: number): string {
  return String(ms).padStart(14, '0');
}

/** Events lie by the hour: a page is found again by its server, the hour and its number. */
export function eventPageKey(server: string, hour: number, sequence: number) {
  return { partition: eventPartition(server, hour), sort: eventPageSort(sequence) };
}

/** Partition of one server's event pages of one hour (hours since 1970). */
export function eventPartition(server: string, hour: number): string {
  return `S#${server}#${hour}`;
}

/** Sort key of an event page; a server's pages are numbered from 1 on. */
export function eventPageSort(sequence: number): string {
  return String(sequence).padStart(12, '0');
}

/** The number in the sort key of an event page. */
export function sequenceOf(sort: string): number {
  return Number(sort);
}

/** Says that a server has event pages in an hour. One partition a day, so that nothing grows. */
export function eventHourKey(server: string, hour: number) {
  return { partition: eventDayPartition(dayOf(hour)), sort: `${eventHourSort(hour)}#${server}` };
}

/** Partition of the list of servers that told something on a day (days since 1970). */
export function eventDayPartition(day: number): string {
  return `SH#${day}`;
}

/** Prefix that sorts before every server of this hour. */
export function eventHourSort(hour: number): string {
  return String(hour).padStart(8, '0');
}

/** Hour and server of an entry in a day's list. */
export function eventHourOf(sort: string): { hour: number; server: string } {
  const [hour = '', server = ''] = sort.split('#');
  return { hour: Number(hour), server };
}

/** The day an hour is in. */
export function dayOf(hour: number): number {
  return Math.floor(hour / 24);
}

function bucket(name: string, buckets: number): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0) % buckets;
}

/** AWS takes at most 100 keys in one BatchGetItem. */
export const KEYS_OF_A_BATCH = 100;
