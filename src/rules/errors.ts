/** The standard's error codes that an HTTP answer can carry, with the statuses each comes with. */
export type ErrorCode =
  | 'invalid_payload'
  | 'invalid_request'
  | 'unauthenticated'
  | 'not_found'
  | 'duplicate'
  | 'conflict'
  | 'validation_error'
  | 'unsupported'
  | 'rate_limited'
  | 'backend_error';

/** What a refusal tells beside its message; keys are the wire's names (`field`, `max_bytes` …). */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** The one error that the server throws on purpose; `http/` turns it into an answer in one place. */
export class OjsError extends Error {
  readonly status: number;
  readonly code: ErrorCode;
  readonly details: ErrorDetails | undefined;
  constructor(status: number, code: ErrorCode, message: string, details?: ErrorDetails, cause?: unknown) {
    super(message, { cause });
    this.name = 'OjsError';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** 400: a field is missing or malformed. The message says field, limit and what to do. */
export function invalidRequest(message: string, details?: ErrorDetails): OjsError {
  return new OjsError(400, 'invalid_request', message, details);
}

/** 422: a retry, unique or rate-limit policy does not hold; the message names the field. */
export function invalidPolicy(field: string, message: string): OjsError {
  return new OjsError(422, 'validation_error', `${field}: ${message}`, { field });
}

/** 422: the standard has it, this server does not offer it yet. */
export function unsupported(requested: string, message: string, supported?: readonly string[]): OjsError {
  return new OjsError(422, 'unsupported', message, { requested, ...(supported && { supported }) });
}

/** 413: over a limit in bytes. */
export function tooLarge(field: string, actualBytes: number, maxBytes: number): OjsError {
  return new OjsError(
    413,
    'invalid_request',
    `${field} has ${actualBytes} bytes; at most ${maxBytes} are accepted.`,
    { field, actual_bytes: actualBytes, max_bytes: maxBytes },
  );
}

/** 413: more jobs than one batch may have. */
export function tooManyJobs(actual: number, max: number): OjsError {
  return new OjsError(413, 'invalid_request', `jobs has ${actual} entries; at most ${max} are accepted.`, {
    field: 'jobs',
    actual_batch_size: actual,
    max_batch_size: max,
  });
}

/** The refusal of one job of a batch, as that of the batch; any other fault as it is. */
export function atIndex(error: unknown, index: number): unknown {
  if (!(error instanceof OjsError)) return error;
  const { status, code, message, details } = error;
  return new OjsError(status, code, `jobs[${index}]: ${message}`, { ...details, index }, error);
}

/** 404 for a thing that does not exist (also a job id that is no UUID). */
export function notFound(resourceType: string, resourceId: string): OjsError {
  return new OjsError(404, 'not_found', `There is no ${resourceType} '${resourceId}'.`, {
    resource_type: resourceType,
    resource_id: resourceId,
  });
}

/** 409: the operation is not legal in the state the job is in, or the caller does not hold it. */
export function conflict(message: string, details: ErrorDetails): OjsError {
  return new OjsError(409, 'conflict', message, details);
}

/** 409: the id is stored already, or a unique policy rejects. */
export function duplicate(message: string, details: ErrorDetails): OjsError {
  return new OjsError(409, 'duplicate', message, details);
}

/** 503: the stores cannot be reached or shed load; the caller may try again. */
export function unavailable(message: string, cause?: unknown): OjsError {
  return new OjsError(503, 'backend_error', message, undefined, cause);
}
