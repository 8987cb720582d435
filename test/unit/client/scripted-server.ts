import type { Machine } from '../../../src/client/retry.ts';

/** A request as it was sent. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  /** With its question mark. */
  readonly query: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** One try: an answer, or what `fetch` fails with. */
export type Try = Response | Error;

/** A machine without network and without time: answers as written, notes what is sent and waited for. */
export interface ScriptedServer {
  readonly machine: Machine;
  readonly sent: readonly Sent[];
  readonly waitedMs: readonly number[];
}

/** 2026-11-02T10:30:00Z. */
export const NOW = Date.UTC(2026, 10, 2, 10, 30);

/** Answers each request with the next of `tries`; one more request than that is an error of the test. */
export function scriptedServer(...tries: readonly Try[]): ScriptedServer {
  const sent: Sent[] = [];
  const waitedMs: number[] = [];
  const left = [...tries];
  return {
    sent,
    waitedMs,
    machine: {
      async fetch(request) {
        const text = await request.text();
        sent.push({
          method: request.method,
          path: new URL(request.url).pathname,
          query: decodeURIComponent(new URL(request.url).search),
          headers: request.headers,
          body: text === '' ? undefined : JSON.parse(text),
        });
        const next = left.shift();
        if (next === undefined) throw new RangeError('The script has no answer left.');
        if (next instanceof Error) throw next;
        return next;
      },
      async wait(delayMs) {
        waitedMs.push(delayMs);
      },
      now: () => NOW,
      random: () => 0.5,
    },
  };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/openjobspec+json', 'X-Request-Id': 'req_1', ...headers },
  });
}

/** A refusal as the standard has it. */
export function refusal(status: number, code: string, details?: Record<string, unknown>): Response {
  const error = {
    code,
    type: code,
    message: `It is ${code}.`,
    retryable: status >= 500,
    ...(details && { details }),
    hint: 'Do something else.',
    docs_url: 'https://openjobspec.org/docs/errors',
    request_id: 'req_1',
  };
  return json(status, { error });
}

/** An answer whose body ends before it should. */
export function brokenOff(): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"job":'));
      controller.error(new TypeError('terminated'));
    },
  });
  return new Response(body, { status: 200 });
}

/** What Node's `fetch` says when nobody listens. */
export function unreachable(): TypeError {
  return new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:8080') });
}
