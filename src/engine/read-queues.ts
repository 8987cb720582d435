import { DEFAULT_LANE } from '../rules/lane.ts';
import { type Page, type PageRequest, pageOf } from '../rules/page.ts';
import { readQueue, type StoredQueue } from '../table/queue-item.ts';
import { listQueues as listStoredQueues } from '../table/queue-list.ts';
import type { Engine } from './engine.ts';

/** A page of all queues that a job or a pause has named, in the order of their names. 8 Querys. */
export async function listQueues(engine: Engine, asked: PageRequest): Promise<Page<StoredQueue>> {
  const queues = await listStoredQueues(engine.store);
  return pageOf(
    queues.sort((one, other) => (one.name < other.name ? -1 : 1)),
    ({ name }) => name,
    asked,
  );
}

/** A queue, and under which names it is found in SQS. */
export interface QueueDetail {
  /** Undefined where nothing has named the queue yet. */
  readonly stored: StoredQueue | undefined;
  /** Those that have an SQS queue, the highest priority first. */
  readonly lanes: readonly { readonly lane: string; readonly sqsName: string }[];
  readonly deadLetterSqsName: string;
}

/** What is known of a queue. 1 read unit. */
export async function getQueue({ store, sqsNames }: Engine, name: string): Promise<QueueDetail> {
  const stored = await readQueue(store, name, true);
  const lanes = stored?.lanes ?? [DEFAULT_LANE];
  return {
    stored,
    lanes: lanes.map((lane) => ({ lane, sqsName: sqsNames({ queue: name, lane, kind: 'main' }) })),
    deadLetterSqsName: sqsNames({ queue: name, lane: DEFAULT_LANE, kind: 'dead-letter' }),
  };
}
