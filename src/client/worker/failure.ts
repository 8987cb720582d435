import { type FailureReport, nackBody } from '../jobs.ts';

/** A message is cut to this many characters: a refused one would leave the job held until its lease ends. */
const LONGEST_MESSAGE = 10_000;

/**
 * Thrown by a handler, ends the job whatever attempts are left (ojs-retry 6: `retryable: false`).
 *
 * @example throw new NonRetryableError('There is no such mailbox.');
 */
export class NonRetryableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NonRetryableError';
  }
}

/** What a handler threw, as it goes to the server; the stack only where `sendStack` says so. */
export function failureOf(thrown: unknown, sendStack: boolean): FailureReport {
  if (!(thrown instanceof Error)) {
    return { message: typeof thrown === 'string' ? cut(thrown) : 'The handler threw what is no Error.' };
  }
  const { error } = nackBody(thrown);
  return {
    ...error,
    message: cut(thrown.message),
    ...(thrown instanceof NonRetryableError && { retryable: false }),
    ...(sendStack && thrown.stack !== undefined && { details: { stack: thrown.stack } }),
  };
}

/** A job whose type the worker does not know stays retryable: a newer worker may know it. */
export function noHandler(type: string): FailureReport {
  const message = `This worker has no handler for jobs of the type '${type}'.`;
  return { code: 'handler_not_found', type: 'handler_not_found', message };
}

/** What the server itself says of a run that took too long (DECISIONS.md 1.3), in case we are first. */
export function timedOut(timeoutMs: number): FailureReport {
  const message = `The job ran longer than its timeout_ms of ${timeoutMs}.`;
  return { code: 'timeout', type: 'timeout', message };
}

/** Half of a character would come back as another one. */
function cut(message: string): string {
  return message.slice(0, LONGEST_MESSAGE).replace(/[\ud800-\udbff]$/, '');
}
