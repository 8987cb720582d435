import { ackJob } from '../../engine/ack-job.ts';
import type { Engine } from '../../engine/engine.ts';
import { fetchJobs } from '../../engine/fetch-jobs.ts';
import { giveBack } from '../../engine/give-back.ts';
import { heartbeats } from '../../engine/heartbeat.ts';
import { type Job, loadJob } from '../../engine/job.ts';
import { type NackRequest, nackJob } from '../../engine/nack-job.ts';
import { invalidRequest, tooLarge } from '../../rules/errors.ts';
import { type JsonText, members } from '../../rules/json-text.ts';
import { received } from '../../rules/received.ts';
import { formatMs } from '../../rules/timestamp.ts';
import type { AllHandlers, CallOf } from '../call.ts';
import { type JobAnswer, jobAnswer } from '../job-answer.ts';

type WorkerHandlers = Pick<AllHandlers, 'fetchJobs' | 'ackJob' | 'nackJob' | 'workerHeartbeat'>;
type NackTimes = 'next_attempt_at' | 'retry_delay_ms' | 'discarded_at' | 'completed_at';
type Directive = 'running' | 'quiet' | 'terminate';

const MOST_JOBS = 100;
/** What a worker says of itself is one item of the table, which takes 400 KB. */
const MAX_REPORT_BYTES = 65_536;

/**
 * For those who do the work.
 * @param testDirectives whether a job's `meta.test_directive` steers the worker that names it.
 */
export function workerHandlers(engine: Engine, testDirectives: boolean): WorkerHandlers {
  const beat = heartbeats(engine);
  return {
    async fetchJobs({ body, context }) {
      const jobs = await fetchJobs(
        engine,
        {
          queues: [...new Set(body.queues)],
          count: Math.min(body.count ?? body.limit ?? 1, MOST_JOBS),
          workerId: wellFormed(body.worker_id),
          leaseMs: body.visibility_timeout_ms || undefined,
          waitMs: body.wait_ms ?? 0,
        },
        context.signal,
      );
      context.onUndelivered(
        () =>
          void giveBack(
            engine,
            jobs.map(({ head }) => head),
          ),
      );
      return { status: 200, body: { jobs: jobs.map(jobAnswer) } };
    },

    async ackJob({ body, context }) {
      const result = members(context.text).get('result');
      const job = await ackJob(engine, {
        jobId: body.job_id,
        workerId: wellFormed(body.worker_id),
        attempt: body.attempt,
        result,
      });
      const { head } = job;
      return {
        status: 200,
        body: {
          acknowledged: true,
          id: head.id,
          job_id: head.id,
          state: 'completed',
          completed_at: formatMs(head.endedAt ?? engine.clock.now()),
          job: jobAnswer(job),
        },
      };
    },

    async nackJob({ body, context }) {
      const job = await nackJob(engine, readNack(body, context.text));
      const answer = jobAnswer(job);
      return {
        status: 200,
        body: {
          id: job.head.id,
          job_id: job.head.id,
          state: nackedState(job),
          attempt: answer.attempt,
          max_attempts: answer.max_attempts,
          ...timesOf(answer, job),
          job: answer,
        },
      };
    },

    async workerHeartbeat({ body }) {
      const jobIds =
        body.active_job_ids ??
        (Array.isArray(body.active_jobs) ? body.active_jobs : [body.job_id ?? []].flat());
      const { extended } = await beat({
        workerId: wellFormed(body.worker_id),
        jobIds,
        attempt: jobIds.length === 1 ? body.attempt : undefined,
        leaseMs: body.visibility_timeout_ms || undefined,
        report: reportOf(body),
      });
      const jobs = testDirectives
        ? await Promise.all(extended.map((head) => loadJob(engine.store, head)))
        : [];
      return {
        status: 200,
        body: {
          state: directiveIn(jobs),
          jobs_extended: extended.map(({ id }) => id),
          server_time: formatMs(engine.clock.now()),
        },
      };
    },
  };
}

/** A worker's name as the store takes it: half of a character would come back as another one. */
function wellFormed<Name extends string | undefined>(name: Name): Name {
  if (name === undefined || name.isWellFormed()) return name;
  const expected = 'well-formed Unicode';
  throw invalidRequest(`worker_id must be ${expected}; received ${received(name)}.`, {
    field: 'worker_id',
    expected,
    received: received(name),
  });
}

function readNack(body: CallOf<'nackJob'>['body'], text: string): NackRequest {
  const holder = { jobId: body.job_id, workerId: wellFormed(body.worker_id), attempt: body.attempt };
  if (body.requeue || !body.error) return { ...holder, requeue: true };
  const { code, type, message, retryable } = body.error;
  const details: JsonText | undefined = members(members(text).get('error')?.text ?? '{}').get('details');
  return {
    ...holder,
    requeue: false,
    error: { code, type, message: message ?? code ?? 'handler_error', retryable, details },
  };
}

function nackedState({ head }: Job): 'retryable' | 'discarded' | 'available' {
  if (head.state === 'retryable' || head.state === 'discarded') return head.state;
  return 'available';
}

/** The times that belong to the state which the nack led to. */
function timesOf(answer: JobAnswer, { head }: Job): Pick<JobAnswer, NackTimes> {
  switch (head.state) {
    case 'retryable':
      return pickSet(answer, 'next_attempt_at', 'retry_delay_ms');
    case 'discarded':
      return pickSet(answer, 'discarded_at', 'completed_at');
    default:
      return {};
  }
}

function pickSet<Name extends NackTimes>(answer: JobAnswer, ...names: Name[]): Pick<JobAnswer, Name> {
  const picked: Pick<JobAnswer, Name> = { ...answer };
  return Object.fromEntries(names.map((name) => [name, picked[name]])) as Pick<JobAnswer, Name>;
}

/** What a worker says of itself, in a stable order, so that equal reports are equal texts. */
function reportOf(body: CallOf<'workerHeartbeat'>['body']): string {
  const { state, hostname, pid, queues, concurrency, labels } = body;
  const report = JSON.stringify({ state, hostname, pid, queues, concurrency, labels });
  const bytes = Buffer.byteLength(report);
  if (bytes > MAX_REPORT_BYTES) throw tooLarge('state, hostname, queues and labels', bytes, MAX_REPORT_BYTES);
  return report;
}

/** The strongest directive in the meta of the jobs; for conformance tests only. */
function directiveIn(jobs: readonly Job[]): Directive {
  const directives = jobs.map(({ body }) => members(body.meta.text).get('test_directive')?.text);
  if (directives.includes('"terminate"')) return 'terminate';
  return directives.includes('"quiet"') ? 'quiet' : 'running';
}
