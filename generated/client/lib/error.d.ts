import type { components } from './types.js';
/** What a server of the standard says is wrong (DECISIONS.md 4). */
type ServerErrorCode = components['schemas']['ErrorBody']['code'];
/**
 * What an error can be told apart by: the codes of the server, and two of the client's own.
 * `network_error`: no whole answer came, the request may have been carried out or not.
 * `unexpected_answer`: what came is no answer of this API, say the error page of a proxy.
 */
export type OjsErrorCode = ServerErrorCode | 'network_error' | 'unexpected_answer';
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
export declare class OjsError<Code extends OjsErrorCode = OjsErrorCode> extends Error implements OjsErrorFacts {
    readonly code: Code;
    readonly status: number | undefined;
    readonly retryable: boolean;
    readonly details: Readonly<Record<string, unknown>> | undefined;
    readonly hint: string | undefined;
    readonly requestId: string | undefined;
    readonly retryAfterMs: number | undefined;
    constructor(code: Code, message: string, facts: OjsErrorFacts);
}
/**
 * Whether `error` is an `OjsError` with one of these codes; without codes, whether it is one at all.
 *
 * @example if (isOjsError(error, 'conflict')) console.log(error.details?.current_state);
 */
export declare function isOjsError<Code extends OjsErrorCode = OjsErrorCode>(error: unknown, ...codes: readonly Code[]): error is OjsError<Code>;
/** What an answer that is no success says. `body` is its JSON, or its text where it is none. */
export declare function errorOfAnswer(response: Response, body: unknown, retryAfterMs: number | undefined): OjsError;
export {};
