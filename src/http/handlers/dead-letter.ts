import { countDeadLetter } from '../../engine/count-dead-letter.ts';
import { deleteDeadLetter } from '../../engine/delete-dead-letter.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Job } from '../../engine/job.ts';
import { isDeadLetterCursor, listDeadLetter } from '../../engine/list-dead-letter.ts';
import { retryDeadLetter } from '../../engine/retry-dead-letter.ts';
import { formatDuration } from '../../rules/duration.ts';
import { invalidRequest, unsupported } from '../../rules/errors.ts';
import { received } from '../../rules/received.ts';
import { formatMs } from '../../rules/timestamp.ts';
import type { AllHandlers, CallOf } from '../call.ts';
import { jobAnswer } from '../job-answer.ts';

type DeadLetterHandlers = Pick<
  AllHandlers,
  | 'listDeadLetterJobs'
  | 'retryDeadLetterJob'
  | 'deleteDeadLetterJob'
  | 'adminListDeadLetter'
  | 'adminDeadLetterStats'
  | 'adminRetryDeadLetter'
>;
type ListQuery = CallOf<'listDeadLetterJobs'>['query'];

const DEFAULT_LIMIT = 50;
const MOST_JOBS = 200;
/** Each entry that is passed over is read from the index: further on, a cursor is cheaper. */
const FURTHEST_OFFSET = 10_000;

/**
 * For those who look after jobs that failed for good. The admin API has the same under other names.
 * @param max how many jobs the dead letter keeps.
 */
export function deadLetterHandlers(engine: Engine, max: number): DeadLetterHandlers {
  async function retry(id: string, body: CallOf<'retryDeadLetterJob'>['body']) {
    if (Object.keys(body?.override ?? {}).length > 0) {
      throw unsupported('override', 'override is not offered yet; leave it out, or enqueue a new job.');
    }
    return { status: 200 as const, body: { job: jobAnswer(await retryDeadLetter(engine, id)) } };
  }

  return {
    async listDeadLetterJobs({ query }) {
      const part = partOf(query);
      const { jobs, next, total } = await listDeadLetter(engine, part);
      return {
        status: 200,
        body: {
          jobs: jobs.map(entryAnswer),
          pagination: {
            limit: part.limit,
            ...(part.after === undefined && { offset: part.offset }),
            has_more: next !== undefined,
            ...(next !== undefined && { next_cursor: cursorOf(next) }),
            ...(total !== undefined && { total }),
          },
        },
      };
    },
    retryDeadLetterJob: ({ params, body }) => retry(params.id, body),
    async deleteDeadLetterJob({ params }) {
      await deleteDeadLetter(engine, params.id);
      return { status: 200, body: { deleted: true, job_id: params.id } };
    },
    async adminListDeadLetter({ query }) {
      const part = partOf(query);
      const [{ jobs, next }, { total }] = await Promise.all([
        listDeadLetter(engine, part),
        countDeadLetter(engine, part),
      ]);
      return {
        status: 200,
        body: {
          items: jobs.map(entryAnswer),
          pagination: {
            total,
            ...(part.after === undefined && { page: Math.floor(part.offset / part.limit) + 1 }),
            per_page: part.limit,
            has_more: next !== undefined,
            ...(next !== undefined && { next_cursor: cursorOf(next) }),
          },
        },
      };
    },
    async adminDeadLetterStats() {
      const { total, byQueue, oldestAt, newestAt } = await countDeadLetter(engine, {});
      return {
        status: 200,
        body: {
          total,
          by_queue: Object.fromEntries(byQueue),
          ...(oldestAt !== undefined && { oldest_at: formatMs(oldestAt) }),
          ...(newestAt !== undefined && { newest_at: formatMs(newestAt) }),
          retention: { max_age: formatDuration(engine.store.retention.deadLetterMs), max_count: max },
        },
      };
    },
    adminRetryDeadLetter: ({ params, body }) => retry(params.id, body),
  };
}

/** A dead-lettered job has failed, so its error is there; the official SDK reads `total_attempts`. */
function entryAnswer(job: Job) {
  const { attemptsBefore = 0, attempt } = job.head;
  return { ...jobAnswer(job), state: 'discarded' as const, total_attempts: attemptsBefore + attempt };
}

/** Which part is asked for, by whichever of the three ways (DECISIONS.md 1.7, "page size"). */
function partOf({ queue, type, limit, offset, cursor, page, per_page: perPage }: ListQuery) {
  const most = Math.min(limit ?? perPage ?? DEFAULT_LIMIT, MOST_JOBS);
  if (cursor !== undefined) {
    refuseBeside({ offset, page }, 'a cursor is sent');
    return { queue, type, limit: most, offset: 0, after: orderOf(cursor) };
  }
  if (page === undefined) return { queue, type, limit: most, offset: offset ?? 0 };
  refuseBeside({ offset }, 'a page is sent');
  const passedOver = (page - 1) * most;
  if (passedOver > FURTHEST_OFFSET) {
    throw malformed(
      'page',
      `at most ${FURTHEST_OFFSET / most + 1} with ${most} jobs a page; go on by a cursor`,
      page,
    );
  }
  return { queue, type, limit: most, offset: passedOver };
}

function refuseBeside(others: Readonly<Record<string, number | undefined>>, what: string): void {
  for (const [field, value] of Object.entries(others)) {
    if (value !== undefined) throw malformed(field, `left out where ${what}`, value);
  }
}

/** A cursor is the place of the last entry before it; it is good as long as it is kept. */
function cursorOf(order: string): string {
  return Buffer.from(order).toString('base64url');
}

function orderOf(cursor: string): string {
  const order = Buffer.from(cursor, 'base64url').toString();
  if (!isDeadLetterCursor(order)) {
    throw malformed('cursor', 'the next_cursor of a page of this list', cursor);
  }
  return order;
}

function malformed(field: string, expected: string, value: unknown) {
  return invalidRequest(`${field} must be ${expected}; received ${received(value)}.`, {
    field,
    expected,
    received: received(value),
  });
}
