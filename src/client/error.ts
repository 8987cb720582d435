import type { components } from '../../generated/types.ts';

/** What a server of the standard says is wrong (DECISIONS.md 4). */
type ServerErrorCode = components['schemas']['ErrorBody']['code'];

/**
 * What an error can be told apart by: the codes of the server, and two of the client's own.
 * `network_error`: no whole answer came, the request may have been carried out or not.
 * `unexpected_answer`: what came is no answer of this API, say the error page of a proxy.
 */
export type OjsErrorCode = ServerErrorCode | 'network_error' | 'unexpected_answer';

/** Complete by its type: a code that the specification gains does not compile until it is here. */
const serverCodes: Readonly<Record<ServerErrorCode, true>> = {
  invalid_payload: true,
  invalid_request: true,
  unauthenticated: true,
  not_found: true,
  duplicate: true,
  conflict: true,
  validation_error: true,
  unsupported: true,
  backend_error: true,
};

/** What an error tells beside its code and message; `undefined` where it is not known. */
export interface OjsErrorFacts {
  /** The HTTP status, where an answer came. */
  readonly status?: number | undefined;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** The parts of the message, under the names of the wire (`field`, `current_state` …). */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** The server's name for the request, to be quoted to whoever runs it. */
  readonly requestId?: string | undefined;
  /** How long the server asks to wait before the next try, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/**
 * The one error that a call fails with, beside the reason of an `AbortSignal` and the `TypeError` of
 * arguments that are no JSON.
 */
export class OjsError<Code extends OjsErrorCode = OjsErrorCode> extends Error implements OjsErrorFacts {
  readonly code: Code;
  readonly status: number | undefined;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  readonly hint: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  constructor(code: Code, message: string, facts: OjsErrorFacts) {
    super(message, { cause: facts.cause });
    this.name = 'OjsError';
    this.code = code;
    this.status = facts.status;
    this.retryable = facts.retryable;
    this.details = facts.details;
    this.hint = facts.hint;
    this.requestId = facts.requestId;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/**
 * Whether `error` is an `OjsError` with one of these codes; without codes, whether it is one at all.
 *
 * @example if (isOjsError(error, 'conflict')) console.log(error.details?.current_state);
 */
export function isOjsError<Code extends OjsErrorCode = OjsErrorCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is OjsError<Code> {
  if (!(error instanceof OjsError)) return false;
  return codes.length === 0 || codes.some((code) => code === error.code);
}

/** What an answer that is no success says. `body` is its JSON, or its text where it is none. */
export function errorOfAnswer(response: Response, body: unknown, retryAfterMs: number | undefined): OjsError {
  const { status } = response;
  const requestId = response.headers.get('X-Request-Id') ?? undefined;
  const said = member(body, 'error');
  const code = member(said, 'code');
  const message = member(said, 'message');
  if (typeof message !== 'string' || !isServerCode(code)) {
    const text = typeof message === 'string' ? `: ${message}` : '';
    return new OjsError('unexpected_answer', `The server answered ${status}${text}`, {
      status,
      retryable: status >= 500 || status === 429,
      requestId,
      retryAfterMs,
    });
  }
  const details = member(said, 'details');
  const hint = member(said, 'hint');
  return new OjsError(code, message, {
    status,
    retryable: member(said, 'retryable') === true,
    details: isRecord(details) ? details : undefined,
    hint: typeof hint === 'string' ? hint : undefined,
    requestId,
    retryAfterMs,
  });
}

function isServerCode(code: unknown): code is ServerErrorCode {
  return typeof code === 'string' && Object.hasOwn(serverCodes, code);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function member(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}
