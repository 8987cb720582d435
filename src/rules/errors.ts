import { type DetailsOf, ERRORS, type ErrorCode, type ErrorKind } from './error-catalogue.ts';
import { validationError } from './validation-error.ts';

/** The one error that the server throws on purpose; `http/` turns it into an answer in one place. */
export class OjsError extends Error {
  readonly kind: ErrorKind;
  readonly status: number;
  readonly code: ErrorCode;
  /** Keys are the wire's names (`field`, `max_bytes` …). */
  readonly details: Readonly<Record<string, unknown>> | undefined;
  /** Made by the functions below, which say which details belong to which kind. */
  constructor(
    kind: ErrorKind,
    message: string,
    details?: Readonly<Record<string, unknown>>,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = 'OjsError';
    this.kind = kind;
    this.status = ERRORS[kind].status;
    this.code = ERRORS[kind].code;
    this.details = details;
  }
  /** Which job of a batch this is the refusal of, if it is one. */
  get index(): number | undefined {
    const index = this.details?.index;
    return typeof index === 'number' ? index : undefined;
  }
}

/** 400: there is no body where one is needed, or none that can be read. */
export function invalidPayload(message: string, cause?: unknown): OjsError {
  return new OjsError('invalidPayload', message, undefined, cause);
}

/** 400: a field is missing or malformed. The message says field, limit and what to do. */
export function invalidRequest(
  message: string,
  details?: DetailsOf<'invalidRequest'>,
  cause?: unknown,
): OjsError {
  return new OjsError('invalidRequest', message, details, cause);
}

/** 401: no key, or not the one of this server. */
export function unauthenticated(message: string): OjsError {
  return new OjsError('unauthenticated', message);
}

/** 413: more jobs than one batch or workflow may have. */
export function tooManyJobs(actual: number, max: number, field: 'jobs' | 'steps' = 'jobs'): OjsError {
  const details: DetailsOf<'tooLarge'> = { field, actual_batch_size: actual, max_batch_size: max };
  return new OjsError('tooLarge', `${field} has ${actual} entries; at most ${max} are accepted.`, details);
}

/** The refusal of one job of a batch, as that of the batch; any other fault as it is. */
export function atIndex(error: unknown, index: number): unknown {
  if (!(error instanceof OjsError)) return error;
  const { kind, message, details } = error;
  const place = `jobs[${index}]`;
  const field = details?.field === undefined ? {} : { field: `${place}.${details.field}` };
  return new OjsError(kind, `${place}: ${message}`, { ...details, ...field, index }, error);
}

/** The refusal of one job of a workflow, as that of the workflow; any other fault as it is. */
export function atPlace(error: unknown, place: string, index?: number): unknown {
  if (!(error instanceof OjsError)) return error;
  const { kind, message, details } = error;
  const field = details?.field === undefined ? place : `${place}.${details.field}`;
  return new OjsError(
    kind,
    `${place}: ${message}`,
    {
      ...details,
      ...(details?.field !== undefined && { field }),
      ...(index !== undefined && { index }),
      ...(kind === 'invalidRequest' && { validation_errors: [validationError(field, message)] }),
    },
    error,
  );
}

/** 404 for a thing that does not exist (also a job id that is no UUID). */
export function notFound(resourceType: string, resourceId: string): OjsError {
  const details: DetailsOf<'notFound'> = { resource_type: resourceType, resource_id: resourceId };
  return new OjsError('notFound', `There is no ${resourceType} '${resourceId}'.`, details);
}

/** 405: the path knows other methods. */
export function wrongMethod(path: string, method: string, allowed: readonly string[]): OjsError {
  const details: DetailsOf<'wrongMethod'> = { allowed };
  return new OjsError(
    'wrongMethod',
    `${path} does not know ${method}; it knows ${allowed.join(', ')}.`,
    details,
  );
}

/** 409: the id is stored already, or a unique policy rejects. */
export function duplicate(message: string, details: DetailsOf<'duplicate'>): OjsError {
  return new OjsError('duplicate', message, details);
}

/** 409: the operation is not legal in the state the job is in, or the caller does not hold it. */
export function conflict(message: string, details: DetailsOf<'conflict'>): OjsError {
  return new OjsError('conflict', message, details);
}

/** 413: over a limit in bytes. */
export function tooLarge(field: string, actualBytes: number, maxBytes: number, index?: number): OjsError {
  const details: DetailsOf<'tooLarge'> = {
    field,
    actual_bytes: actualBytes,
    max_bytes: maxBytes,
    ...(index !== undefined && { index }),
  };
  return new OjsError(
    'tooLarge',
    `${field} has ${actualBytes} bytes; at most ${maxBytes} are accepted.`,
    details,
  );
}

/** 422: a retry, unique or rate-limit policy does not hold; the message names the field. */
export function invalidPolicy(field: string, message: string): OjsError {
  const details: DetailsOf<'invalidPolicy'> = { field };
  return new OjsError('invalidPolicy', `${field}: ${message}`, details);
}

/** 422: the standard has it, this server does not offer it yet. */
export function unsupported(
  requested: string,
  message: string,
  supported?: readonly string[],
  index?: number,
): OjsError {
  const details: DetailsOf<'unsupported'> = {
    requested,
    ...(supported && { supported }),
    ...(index !== undefined && { index }),
  };
  return new OjsError('unsupported', message, details);
}

/** 500: a fault that nobody meant; the message says no more than that there was one. */
export function failure(cause: unknown): OjsError {
  return new OjsError('failure', 'Something went wrong in the server.', undefined, cause);
}

/** 503: the stores cannot be reached or shed load; the caller may try again. */
export function unavailable(message: string, cause?: unknown): OjsError {
  return new OjsError('unavailable', message, undefined, cause);
}
