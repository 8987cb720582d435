import { isOjsError, OjsError } from '../error.ts';
import type { HeldJob } from '../jobs.ts';
import type { ProgressReport } from '../options.ts';
import type { WorkerContext } from './context.ts';
import { failureOf, noHandler, timedOut } from './failure.ts';
import { type Outcome, settle } from './settle.ts';

/** One attempt of one job in this worker's hands. */
export interface Run {
  readonly job: HeldJob;
  /** When the job came, on the clock of `performance.now`. */
  readonly since: number;
  /** Whether the job is still this worker's, as far as it knows: heartbeats name it. */
  isOurs(): boolean;
  /** Whether its handler is still at work for us. */
  isWorking(): boolean;
  /** The job is another's or has ended: aborts the handler; what comes of it is dropped. */
  lose(): void;
  /**
   * Aborts the handler and gives the job back as it was; where the handler has ended, waits until the
   * server knows. Never fails.
   */
  giveBack(): Promise<void>;
  /** Ends what is being told to the server. */
  hangUp(): void;
}

/** Longer ones overflow a timer; the server still ends the run. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Starts the handler of a job.
 * @param onEnd called once, when the handler has ended and the server knows
 */
export function startRun(context: WorkerContext, job: HeldJob, onEnd: (run: Run) => void): Run {
  const abort = new AbortController();
  // One a job: on one for all, Node 20 would warn of more than ten listeners.
  const telling = new AbortController();
  let phase: 'working' | 'settling' | 'dropped' = 'working';

  function drop(reason: Error): void {
    phase = 'dropped';
    abort.abort(reason);
  }

  async function tell(outcome: Outcome): Promise<void> {
    const error = await settle(context, job, outcome, telling.signal);
    // The server ends a run that takes too long by itself, and is mostly first.
    const known = abort.signal.aborted && phase === 'settling' && isOjsError(error, 'conflict');
    if (error !== undefined && !known) context.report(error, job);
  }

  async function work(): Promise<void> {
    const outcome = await outcomeOf(context, job, abort, () => phase === 'working');
    if (phase === 'working') {
      phase = 'settling';
      await tell(outcome);
    }
    onEnd(run);
  }

  const run: Run = {
    job,
    since: performance.now(),
    isOurs: () => phase !== 'dropped',
    isWorking: () => phase === 'working',
    lose() {
      const reason = notOurs(job);
      drop(reason);
      context.report(reason, job);
    },
    async giveBack() {
      if (phase === 'settling') await ended;
      if (phase !== 'working') return;
      drop(new DOMException('The worker ends; the job was given back.', 'AbortError'));
      await tell({ failure: { requeue: true } });
    },
    hangUp: () => telling.abort(new DOMException('The worker has ended.', 'AbortError')),
  };
  const ended = work();
  return run;
}

/** Runs the handler to its end. Never fails. */
async function outcomeOf(
  { client, handlerOf, settings, report }: WorkerContext,
  job: HeldJob,
  abort: AbortController,
  isWorking: () => boolean,
): Promise<Outcome> {
  const handler = handlerOf(job.type);
  if (handler === undefined) {
    const failure = noHandler(job.type);
    report(new Error(failure.message), job);
    return { failure };
  }
  const { signal } = abort;
  async function progress(said: ProgressReport): Promise<void> {
    await client.progress(job, said, { signal }).catch((error: unknown) => {
      if (!signal.aborted) report(error, job);
    });
  }
  const { timeout_ms: timeoutMs = Number.POSITIVE_INFINITY } = job;
  let late = false;
  const strike = () => {
    late = true;
    abort.abort(new DOMException(timedOut(timeoutMs).message, 'TimeoutError'));
  };
  const timer = timeoutMs <= LONGEST_TIMER_MS ? setTimeout(strike, timeoutMs) : undefined;
  try {
    const { parent_results: parentResults = [], workflow_id: workflowId } = job;
    return { result: await handler(job, { signal, progress, parentResults, workflowId }) };
  } catch (thrown) {
    if (isWorking()) report(thrown, job);
    return { failure: late ? timedOut(timeoutMs) : failureOf(thrown, settings.sendStack) };
  } finally {
    clearTimeout(timer);
  }
}

function notOurs({ id, attempt }: HeldJob): OjsError {
  return new OjsError('conflict', `Attempt ${attempt} of job ${id} is not this worker's any more.`, {
    retryable: false,
    details: { job_id: id },
    hint: 'It was cancelled, took too long, or its lease ran out; drop what was done for it.',
  });
}
