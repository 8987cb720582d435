import type { Json } from '../case/json.ts';

/** What a step sends. */
export interface Request {
  readonly method: string;
  /** As written in the case; an empty one goes out as `/`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  /** Names in lower case; the first value of a repeated header. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Undefined where the text is not JSON. */
  readonly json: Json | undefined;
  /** From the request's first byte to the answer's last, ms. */
  readonly ms: number;
}

/** What a case has seen so far: answers by step id, and captured values by name. */
export interface Memory {
  readonly answers: Map<string, Answer>;
  readonly names: Map<string, Json>;
}

/** One assertion that did not hold. */
export interface Failure {
  readonly step: string;
  readonly assertion: string;
  readonly expected: string;
  readonly got: string;
}

/** The verdict on one answer: how many checks were made that could have failed, and those that did. */
export interface Judgement {
  readonly checks: number;
  readonly failures: readonly Failure[];
}

/** The media type that a body goes out with where the case names none. */
const MEDIA_TYPE = 'application/openjobspec+json';

/** Headers with a Content-Type where there is a body. */
export function withContentType(
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
): Readonly<Record<string, string>> {
  const named = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return body === undefined || named ? headers : { ...headers, 'Content-Type': MEDIA_TYPE };
}
