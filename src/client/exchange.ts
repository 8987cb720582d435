import { OjsError } from './error.ts';

/** What the generated client gives for a call. */
export interface Exchange<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** Only the text of an answer is parsed on the way, so it is what a SyntaxError is about. */
export function readable<Data>(call: Promise<Exchange<Data>>): Promise<Exchange<Data>> {
  return call.catch((cause: unknown) => {
    throw cause instanceof SyntaxError ? unreadable(undefined, cause) : cause;
  });
}

/** What came is no answer of this API. */
export function unreadable(status: number | undefined, cause?: unknown): OjsError {
  const hint = 'Check that baseUrl is the address of an OJS server.';
  return new OjsError('unexpected_answer', 'The answer is no JSON.', {
    status,
    retryable: false,
    hint,
    cause,
  });
}
