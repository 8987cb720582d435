import type { HeldJob } from '../jobs.ts';
import type { WorkerContext } from './context.ts';
import { drain } from './drain.ts';
import { fetchLoop } from './fetch-loop.ts';
import { heartbeatLoop, type WorkerState } from './heartbeat.ts';
import { startRun } from './run.ts';
import { running } from './running.ts';
import { listenToSignals } from './signals.ts';

/** How a worker is told to end. */
export interface Ending {
  /** Aborted: no more jobs are taken, those under way end. */
  readonly stop: AbortController;
  /** Aborted: the grace is over. */
  readonly force: AbortController;
}

/**
 * The life of a worker (ojs-worker-protocol 2.3): running, perhaps quiet, terminate. Ends when it has
 * stopped, with nothing of it left: no timer, no listener, no request. Never fails.
 */
export async function live(context: WorkerContext, { stop, force }: Ending): Promise<void> {
  const { settings } = context;
  const jobs = running();
  /** Aborted when no more jobs are to be taken. */
  const quiet = new AbortController();
  const beats = new AbortController();
  stop.signal.addEventListener('abort', () => quiet.abort(), { once: true });

  function now(): WorkerState {
    if (stop.signal.aborted) return 'terminate';
    return quiet.signal.aborted ? 'quiet' : 'running';
  }

  /** Only ever forward: a directive that is no longer repeated lifts nothing. */
  function onDirective(wanted: WorkerState): void {
    if (wanted === 'terminate') stop.abort();
    if (wanted === 'quiet') quiet.abort();
  }

  function onJob(job: HeldJob): void {
    // That it comes again says that its lease ran out: who still works on it has lost it.
    for (const run of jobs.all()) if (run.job.id === job.id && run.isWorking()) run.lose();
    jobs.add(startRun(context, job, jobs.delete));
  }

  const deaf = settings.handleSignals
    ? listenToSignals(() => (stop.signal.aborted ? force.abort() : stop.abort()))
    : undefined;
  const beating = heartbeatLoop(context, jobs, beats.signal, { now, onDirective });
  await fetchLoop(context, jobs, quiet.signal, onJob);
  await aborted(stop.signal);
  await drain(jobs, settings.shutdownGraceMs, force);
  beats.abort();
  await beating;
  deaf?.();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
