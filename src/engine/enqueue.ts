import { duplicate, unavailable } from '../rules/errors.ts';
import type { Head } from '../rules/head.ts';
import { hasEnded } from '../rules/head.ts';
import type { NewJob } from '../rules/job.ts';
import { resolve } from '../rules/lifecycle.ts';
import { createHead } from '../table/create-head.ts';
import { placeBody } from '../table/fit-head.ts';
import { openOrder, openPartition } from '../table/keys.ts';
import { registerQueue } from '../table/queue-list.ts';
import type { Engine } from './engine.ts';
import { bodyText, type Job, parseBody } from './job.ts';
import { hintAt, laneOf } from './lane.ts';

/**
 * PUSH (ojs-core 6.1): the job is in the table when this resolves, and can be fetched from this
 * server at once. The hint goes out behind the answer.
 * @throws OjsError 409 `duplicate` where the client's id is stored already.
 */
export type Enqueue = (job: NewJob) => Promise<Job>;

/** Order among jobs of the same millisecond, on this server. */
const SEQUENCES = 36 ** 7;

/** The enqueue of one server: it remembers which queues it has entered into the list of queues. */
export function enqueuer(engine: Engine): Enqueue {
  const { store, clock } = engine;
  const listed = new Set<string>();
  let sequence = 0;
  let warned = false;

  /** Behind the answer: without it a queue is found as soon as somebody fetches from it. */
  function list(queue: string): void {
    if (listed.has(queue)) return;
    listed.add(queue);
    registerQueue(store, queue, clock.now()).catch((error) => {
      listed.delete(queue);
      engine.log.warn({ err: error, queue }, 'The queue could not be entered into the list of queues.');
    });
  }

  return async (job) => {
    if (job.uniqueText && !warned) {
      warned = true;
      engine.log.warn({ type: job.type }, 'Unique policies are checked for form and not enforced yet.');
    }
    const now = clock.now();
    sequence = (sequence + 1) % SEQUENCES;
    const body = bodyText(job);
    const head = await placeBody(store, newHead(engine, job, now, sequence), body);
    const outcome = await createHead(store, head);
    if (!outcome.written) {
      if (!outcome.stored) throw unavailable(`Job ${head.id} was deleted while it was stored; try again.`);
      throw alreadyStored(resolve(outcome.stored, now, store.tokens.server));
    }
    engine.chronicle({ head });
    list(head.queue);
    const current = resolve(head, now, store.tokens.server);
    if (!hasEnded(current) && current.state !== 'pending')
      engine.lanes.send(laneOf(head.queue), hintAt(head));
    return { head: current, body: parseBody(body), errors: [] };
  };
}

function newHead(engine: Engine, job: NewJob, now: number, sequence: number): Head {
  const { lane } = laneOf(job.queue);
  const { tokens } = engine.store;
  const waits = job.scheduledAt !== undefined && job.scheduledAt.ms > now;
  const dueAt = waits ? job.scheduledAt.ms : undefined;
  const nonce = tokens.next();
  return {
    id: job.id ?? engine.newId(),
    type: job.type,
    queue: job.queue,
    state: job.pending ? 'pending' : waits ? 'scheduled' : 'available',
    priority: job.priority,
    attempt: 0,
    retry: job.retry,
    createdAt: now,
    enqueuedAt: now,
    dueAt,
    expiresAt: job.expiresAt?.ms,
    timeoutMs: job.timeoutMs,
    visibilityTimeoutMs: job.visibilityTimeoutMs,
    failures: 0,
    errors: [],
    errorPieces: [],
    place: {
      partition: openPartition(job.queue),
      order: openOrder(lane, dueAt ?? now, sequence, tokens.server),
    },
    nonce,
    token: nonce,
  };
}

function alreadyStored(head: Head) {
  return duplicate(`A job with the id ${head.id} is stored already.`, {
    existing_job_id: head.id,
    existing_job_state: head.state,
  });
}
