import { type ErrorCode, notFound, OjsError } from '../rules/errors.ts';

/** The body of a refusal (DECISIONS.md 1.2 and section 4). */
export interface ErrorAnswer {
  readonly error: {
    readonly code: ErrorCode;
    readonly type: ErrorCode;
    readonly message: string;
    readonly retryable: boolean;
    readonly details?: Readonly<Record<string, unknown>>;
    readonly hint: string;
    readonly docs_url: string;
    readonly request_id: string;
  };
}

const DOCS = 'https://openjobspec.org/docs/errors';

/** What to do about each code, where its message does not say it. */
const HINTS: Readonly<Record<ErrorCode, string>> = {
  invalid_payload: 'Send a JSON object in UTF-8.',
  invalid_request: 'Correct the field that the message names and send the request again.',
  unauthenticated: 'Send the header "Authorization: Bearer KEY" with the key of this server.',
  not_found: 'Check the id and the path; a finished job is kept for a limited time.',
  duplicate:
    'The job is stored: take details.existing_job_id for it, or send one with another id or unique key.',
  conflict: 'Read the job to see its state; what another worker or attempt holds is not yours to end.',
  validation_error: 'Correct the policy field that the message names.',
  unsupported: 'Leave it out, or see the manifest for what this server offers.',
  rate_limited: 'Wait as long as Retry-After says.',
  backend_error: 'Try again; quote request_id if it goes on.',
};

const RETRYABLE: ReadonlySet<ErrorCode> = new Set(['rate_limited', 'backend_error']);

/** The answer to `error`; it never shows more of an unexpected fault than that there was one. */
export function errorAnswer(error: OjsError, requestId: string): ErrorAnswer {
  return {
    error: {
      code: error.code,
      type: error.code,
      message: error.message,
      retryable: RETRYABLE.has(error.code),
      ...(error.details && { details: error.details }),
      hint: HINTS[error.code],
      docs_url: DOCS,
      request_id: requestId,
    },
  };
}

/** Names that the SDK and Node give to a store that cannot be reached or sheds load. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
  'AbortError',
  'InternalServerError',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'CredentialsProviderError',
]);

/** Any fault as an `OjsError`: 503 where the stores are out of reach, else 500. */
export function asOjsError(error: unknown): OjsError {
  if (error instanceof OjsError) return error;
  if (error instanceof URIError) return notFound('route', 'with such escapes in its path');
  const names = error instanceof Error ? [error.name, 'code' in error ? String(error.code) : ''] : [];
  if (names.some((name) => UNREACHABLE.has(name))) {
    return new OjsError(503, 'backend_error', 'The store cannot be reached at the moment.', undefined, error);
  }
  return new OjsError(500, 'backend_error', 'Something went wrong in the server.', undefined, error);
}
