import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../src/rules/clock.ts';

/** One request of a server to its stores, on its way through the proxy. */
export interface Call {
  readonly service: 'dynamodb' | 'sqs';
  /** As AWS names it: `UpdateItem`, `ReceiveMessage`. */
  readonly operation: string;
  /** 1 at the first try of an SDK, 2 at its first retry. */
  readonly attempt: number;
  readonly headers: IncomingHttpHeaders;
  /** The JSON body. */
  readonly text: string;
  /** Aborted when the caller hangs up. */
  readonly gone: AbortSignal;
}

/** What a store answers. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The JSON body. */
  readonly text: string;
}

/** An answer, a connection that breaks without one, or one that stays open without one. */
export type Outcome = Answer | 'reset' | 'silence';

export type Send = (call: Call) => Promise<Outcome>;

/** One bad habit of a store: it may change the call, the answer, or do without the store. */
export type Habit = (call: Call, send: Send) => Promise<Outcome>;

/** What a habit needs beside its own settings. */
export interface Means {
  readonly clock: Clock;
  /** Throws the habit's own seeded dice, and counts a lie where they fall so. */
  lies(chance: number): boolean;
  /** Counts one lie. */
  lied(): void;
}

/** The body of a call or answer; its shape is what AWS documents for the operation. */
export function bodyOf<T extends object>(message: { readonly text: string }): T {
  return JSON.parse(message.text);
}

/** The same call or answer with another body. */
export function withBody<T extends { readonly text: string }>(message: T, body: object): T {
  return { ...message, text: JSON.stringify(body) };
}

/** An answer of the proxy's own, as AWS's JSON protocol has it. */
export function ok(body: object): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    text: JSON.stringify(body),
  };
}

/** A refusal. SQS repeats its code in the header of the older query protocol, and SDKs read it there. */
export function refusal(call: Call, status: number, code: string, message: string): Answer {
  const fault = status < 500 ? 'Sender' : 'Receiver';
  const answer = ok({ __type: `com.amazonaws.${call.service}#${code}`, message });
  const query = call.service === 'sqs' ? { 'x-amzn-query-error': `${code};${fault}` } : {};
  return { ...answer, status, headers: { ...answer.headers, ...query } };
}

/** Whether a store did what it was asked for. */
export function succeeded(outcome: Outcome): outcome is Answer {
  return typeof outcome === 'object' && outcome.status === 200;
}

/** Waits, but not for a caller that has hung up. */
export function wait(clock: Clock, ms: number, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    gone.addEventListener('abort', () => {
      cancel();
      resolve();
    });
  });
}
