import { isOjsError } from '../error.ts';
import type { FailureReport, HeldJob } from '../jobs.ts';
import type { WorkerClient, WorkerContext } from './context.ts';
import { failureOf } from './failure.ts';
import { pauseMs, within } from './patience.ts';

/** How a job went: done, failed, or given back as it was. */
export type Outcome =
  | { readonly result: unknown }
  | { readonly failure: FailureReport | { readonly requeue: true } };

/** One ack or nack with the client's repeats. */
const CALL_LIMIT_MS = 30_000;

/**
 * Tells the server how a job went, until it knows, refuses it, or the job's visibility time is over once
 * more: then the job is left to its lease. A repeat is safe: the client takes the 409 that follows on
 * its own lost answer as the success it was. A result that is no JSON or that the server does not take
 * ends the run as a failure, since the same result would come of the next one too.
 *
 * @returns what the server could not be told, or refused; undefined where it knows
 */
export async function settle(
  context: WorkerContext,
  job: HeldJob,
  outcome: Outcome,
  signal: AbortSignal,
): Promise<unknown> {
  const { client, machine, settings, report } = context;
  const until = performance.now() + settings.visibilityTimeoutMs;
  let told = outcome;
  for (let failures = 1; ; failures++) {
    try {
      await within(CALL_LIMIT_MS, signal, (each) => tell(client, job, told, each));
      return undefined;
    } catch (error) {
      if (signal.aborted) return error;
      if ('result' in told && isUnfit(error)) {
        report(error, job);
        told = { failure: failureOf(error, false) };
        continue;
      }
      const delayMs = pauseMs(failures, error, machine.random());
      if (!mayPass(error) || performance.now() + delayMs > until) return error;
      await machine.wait(delayMs, signal).catch(() => undefined);
    }
  }
}

async function tell(
  client: WorkerClient,
  job: HeldJob,
  outcome: Outcome,
  signal: AbortSignal,
): Promise<void> {
  if ('result' in outcome) await client.ack(job, outcome.result, { signal });
  else await client.nack(job, outcome.failure, { signal });
}

/** Whether it is the content that was refused, by JSON.stringify or by the server. */
function isUnfit(error: unknown): boolean {
  return !isOjsError(error) || isOjsError(error, 'invalid_payload', 'invalid_request', 'validation_error');
}

/** Whether another try may go better. Also a key or a proxy that is wrong may be right a moment later. */
function mayPass(error: unknown): boolean {
  return !isUnfit(error) && !isOjsError(error, 'conflict', 'not_found');
}
