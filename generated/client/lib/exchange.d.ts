import { OjsError } from './error.js';
/** What the generated client gives for a call. */
export interface Exchange<Data> {
    readonly data?: Data;
    readonly error?: unknown;
    readonly response: Response;
}
/** Only the text of an answer is parsed on the way, so it is what a SyntaxError is about. */
export declare function readable<Data>(call: Promise<Exchange<Data>>): Promise<Exchange<Data>>;
/** What came is no answer of this API. */
export declare function unreadable(status: number | undefined, cause?: unknown): OjsError;
