import { OjsError } from "./error.js";
/** Only the text of an answer is parsed on the way, so it is what a SyntaxError is about. */
export function readable(call) {
    return call.catch((cause) => {
        throw cause instanceof SyntaxError ? unreadable(undefined, cause) : cause;
    });
}
/** What came is no answer of this API. */
export function unreadable(status, cause) {
    const hint = 'Check that baseUrl is the address of an OJS server.';
    return new OjsError('unexpected_answer', 'The answer is no JSON.', {
        status,
        retryable: false,
        hint,
        cause,
    });
}
