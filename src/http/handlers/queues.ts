import type { Engine } from '../../engine/engine.ts';
import { pauseQueue, resumeQueue } from '../../engine/pause-queue.ts';
import { getQueue, listQueues, type QueueDetail } from '../../engine/read-queues.ts';
import type { Page } from '../../rules/page.ts';
import { formatMs } from '../../rules/timestamp.ts';
import type { AllHandlers } from '../call.ts';

type QueueHandlers = Pick<
  AllHandlers,
  'listQueues' | 'getQueue' | 'getQueueStats' | 'pauseQueue' | 'resumeQueue'
>;

/** Over how many partitions of the open index a queue's jobs are spread: one so far. */
const INDEX_SHARDS = 1;

/** For those who look after queues. The forms of the answers: DECISIONS.md 1.7. */
export function queueHandlers(engine: Engine): QueueHandlers {
  return {
    async listQueues({ query }) {
      const page = await listQueues(engine, query);
      const queues = page.entries.map(({ name, createdAt, pausedAt }) => ({
        name,
        ...statusOf(pausedAt),
        created_at: formatMs(createdAt),
      }));
      return { status: 200, body: { queues, pagination: paginationOf(page) } };
    },

    async getQueue({ params: { name } }) {
      return { status: 200, body: { queue: detailOf(name, await getQueue(engine, name)) } };
    },

    async getQueueStats({ params: { name } }) {
      const [stats, paused] = await Promise.all([engine.counts.of(name), engine.pauses.isPaused(name)]);
      const computed_at = formatMs(engine.clock.now());
      return {
        status: 200,
        body: {
          queue: { name, ...stats, paused },
          stats,
          name,
          ...stats,
          paused,
          status: paused ? 'paused' : 'active',
          computed_at,
        },
      };
    },

    async pauseQueue({ params: { name } }) {
      const pausedAt = await pauseQueue(engine, name);
      return {
        status: 200,
        body: { queue: { name, paused: true }, status: 'paused', paused_at: formatMs(pausedAt) },
      };
    },

    async resumeQueue({ params: { name } }) {
      const resumedAt = await resumeQueue(engine, name);
      return {
        status: 200,
        body: { queue: { name, paused: false }, status: 'active', resumed_at: formatMs(resumedAt) },
      };
    },
  };
}

function statusOf(pausedAt: number | undefined) {
  const paused = pausedAt !== undefined;
  return { status: paused ? 'paused' : 'active', paused } as const;
}

function detailOf(name: string, { stored, lanes, deadLetterSqsName }: QueueDetail) {
  return {
    name,
    ...statusOf(stored?.pausedAt),
    ...(stored && { created_at: formatMs(stored.createdAt) }),
    ...(stored?.pausedAt !== undefined && { paused_at: formatMs(stored.pausedAt) }),
    config: {
      index_shards: INDEX_SHARDS,
      ...(stored?.maxPerSecond !== undefined && { rate_limit: { max_per_second: stored.maxPerSecond } }),
    },
    sqs: {
      lanes: lanes.map(({ lane, sqsName }) => ({ lane, name: sqsName })),
      dead_letter: deadLetterSqsName,
    },
  };
}

function paginationOf({ entries, total, limit, offset, nextCursor }: Page<unknown>) {
  return {
    total,
    limit,
    offset,
    has_more: offset + entries.length < total,
    ...(nextCursor !== undefined && { next_cursor: nextCursor }),
  };
}
