import { DOCS_URL, ERRORS, type ErrorCode } from '../rules/error-catalogue.ts';
import { failure, notFound, OjsError, unavailable } from '../rules/errors.ts';

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

/** The answer to `error`; it never shows more of an unexpected fault than that there was one. */
export function errorAnswer(error: OjsError, requestId: string): ErrorAnswer {
  const { retryable, hint } = ERRORS[error.kind];
  return {
    error: {
      code: error.code,
      type: error.code,
      message: error.message,
      retryable,
      ...(error.details && { details: error.details }),
      hint,
      docs_url: DOCS_URL,
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
    return unavailable('The store cannot be reached at the moment.', error);
  }
  return failure(error);
}
