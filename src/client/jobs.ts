import type { components } from '../../generated/types.ts';

type Schemas = components['schemas'];

/** Types of jobs with their arguments: `{ 'email.send': [to: string, template: string] }`. */
export type JobMap<Jobs> = { readonly [Type in keyof Jobs]: readonly unknown[] };

/** Any type, any arguments: what a client without a map of its own takes. */
export type AnyJobs = Record<string, unknown[]>;

/**
 * A job as the server answers it, typed by what the map says of its type: `switch (job.type)` tells
 * its arguments. The map is the user's word; nothing is checked when an answer is read.
 */
export type Job<Jobs = AnyJobs, Type = keyof Jobs & string> = Type extends keyof Jobs & string
  ? Omit<Schemas['Job'], 'type' | 'args'> & { type: Type; args: Jobs[Type] }
  : never;

/** A job in the dead letter: discarded after its failures, and kept. */
export type DeadJob<Jobs = AnyJobs> = Job<Jobs> & Pick<Schemas['DeadLetterJob'], 'total_attempts'>;

/** A part of the dead letter, newest first; `next` is there where older jobs follow, for the next call. */
export interface DeadLetterPage<Jobs = AnyJobs> {
  readonly jobs: DeadJob<Jobs>[];
  readonly next?: string;
}

/** What proves that a worker holds a job: which one, whose it is, and in which attempt. */
export interface Hold {
  readonly id: string;
  readonly worker_id: string;
  readonly attempt: number;
}

/** A job that was fetched and is held by this worker. */
export type HeldJob<Jobs = AnyJobs, Type = keyof Jobs & string> = Job<Jobs, Type> & Hold;

/** What went wrong, as the wire has it. */
export type FailureReport = Schemas['NackError'];

/** What a worker can say of a job that did not succeed. An `Error` goes by its name, message and code. */
export type Failure = Error | FailureReport | { readonly requeue: true };

type NackBody = Pick<Schemas['NackRequest'], 'error' | 'requeue'>;

/** A failure as the wire has it. An `Error` has no enumerable fields: JSON would make `{}` of it. */
export function nackBody(failure: Failure): NackBody {
  if (failure instanceof Error) {
    const code = 'code' in failure && typeof failure.code === 'string' ? failure.code : '';
    return {
      error: { type: failure.name || 'Error', message: failure.message, ...(code !== '' && { code }) },
    };
  }
  return 'requeue' in failure ? { requeue: true } : { error: failure };
}

/** Whether what happened to the job is what this body asked for: then a 409 was the answer to a repeat. */
export function isOutcomeOf(job: Schemas['Job'], hold: Hold, body: NackBody): boolean {
  if (body.requeue === true) return job.state === 'available' && job.attempt === hold.attempt - 1;
  return (job.errors ?? []).some(
    ({ attempt, message }) => attempt === hold.attempt && message === body.error?.message,
  );
}
