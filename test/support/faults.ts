import type { Clients } from '../../src/clients.ts';

/** One request on its way, as the faults see it: under the SDK's retries. */
export interface Request {
  /** As AWS names it: `UpdateItem`, `ReceiveMessage`. */
  readonly operation: string;
  /** Position among all requests since the faults were put on, from 1. */
  readonly position: number;
  /** 1 at the first try of a call, 2 at its first retry. */
  readonly attempt: number;
}

/** What happens to a request. */
export type Fault =
  /** The store answers, and the answer is lost: the connection is reset. The SDK tries again by itself. */
  | { readonly kind: 'drop' }
  /** The request leaves this many ms late. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The store is not asked; the answer is an error with this HTTP status and AWS error code. */
  | { readonly kind: 'fail'; readonly status: number; readonly code: string }
  /** The process is as good as dead: before or after the store was asked, no call is answered again. */
  | { readonly kind: 'end'; readonly asked: boolean };

/** Chooses the fault of a request; undefined lets it through. */
export type FaultPlan = (request: Request) => Fault | undefined;

/** Drops the first answer of every call, or of the calls of the named operations. */
export function dropFirstAnswers(...operations: string[]): FaultPlan {
  return ({ operation, attempt }) =>
    attempt === 1 && (operations.length === 0 || operations.includes(operation))
      ? { kind: 'drop' }
      : undefined;
}

/** Ends the server at the request with this position. */
export function endAt(position: number, asked: boolean): FaultPlan {
  return (request) => (request.position === position ? { kind: 'end', asked } : undefined);
}

/** Faults on the way between a server in this process and its stores. */
export interface Faults {
  /** From now on; undefined lets everything through. */
  plan(plan: FaultPlan | undefined): void;
  /** The requests that met a fault, in order. */
  readonly met: readonly (Request & { readonly fault: Fault['kind'] })[];
  /** How many requests there were. */
  readonly requests: number;
}

/**
 * Puts faults between both clients and the network. `onEnd` is called once, when the plan ends the
 * server; its calls then stay open for ever, as those of a process that was killed.
 */
export function faults({ dynamodb, sqs }: Pick<Clients, 'dynamodb' | 'sqs'>, onEnd?: () => void): Faults {
  let plan: FaultPlan | undefined;
  let requests = 0;
  let ended = false;
  const met: (Request & { fault: Fault['kind'] })[] = [];

  async function subjected<T extends { response: unknown }>(
    commandName: string | undefined,
    sent: unknown,
    send: () => Promise<T>,
  ): Promise<T | { response: unknown }> {
    if (ended) return never();
    requests += 1;
    const operation = String(commandName).replace(/Command$/, '');
    const request = { operation, position: requests, attempt: attemptOf(sent) };
    const fault = plan?.(request);
    if (fault) met.push({ ...request, fault: fault.kind });
    switch (fault?.kind) {
      case 'delay':
        await new Promise((resolve) => setTimeout(resolve, fault.ms));
        break;
      case 'fail':
        return { response: errorAnswer(fault.status, fault.code) };
      case 'drop':
        await send();
        throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      case 'end':
        ended = true;
        // A refusal is an answer, too: nobody hears it.
        if (fault.asked) await send().catch(() => undefined);
        onEnd?.();
        return never();
    }
    const answer = await send();
    return ended ? never() : answer;
  }

  const place = { step: 'deserialize', priority: 'low', name: 'faults' } as const;
  dynamodb.middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        subjected(commandName, args.request, () => next(args)),
    place,
  );
  sqs.middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        subjected(commandName, args.request, () => next(args)),
    place,
  );

  return {
    plan(next) {
      plan = next;
    },
    met,
    get requests() {
      return requests;
    },
  };
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** An answer as the network would bring it; the SDK makes its own exception of it. */
function errorAnswer(statusCode: number, code: string) {
  const body = JSON.stringify({ __type: `com.amazonaws#${code}`, message: `Refused on purpose: ${code}.` });
  return {
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: new TextEncoder().encode(body),
  };
}

/** The SDK counts its tries in a header: `attempt=2; max=4`. */
function attemptOf(request: unknown): number {
  if (typeof request !== 'object' || request === null || !('headers' in request)) return 1;
  const { headers } = request;
  if (typeof headers !== 'object' || headers === null || !('amz-sdk-request' in headers)) return 1;
  return Number(/attempt=(\d+)/.exec(String(headers['amz-sdk-request']))?.[1] ?? 1);
}
