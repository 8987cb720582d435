/** Complete by its type: a code that the specification gains does not compile until it is here. */
const serverCodes = {
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
/**
 * The one error that a call fails with, beside the reason of an `AbortSignal` and the `TypeError` of
 * arguments that are no JSON.
 */
export class OjsError extends Error {
    code;
    status;
    retryable;
    details;
    hint;
    requestId;
    retryAfterMs;
    constructor(code, message, facts) {
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
export function isOjsError(error, ...codes) {
    if (!(error instanceof OjsError))
        return false;
    return codes.length === 0 || codes.some((code) => code === error.code);
}
/** What an answer that is no success says. `body` is its JSON, or its text where it is none. */
export function errorOfAnswer(response, body, retryAfterMs) {
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
function isServerCode(code) {
    return typeof code === 'string' && Object.hasOwn(serverCodes, code);
}
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function member(value, name) {
    return isRecord(value) ? value[name] : undefined;
}
