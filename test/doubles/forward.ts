import { Agent, type IncomingMessage, request } from 'node:http';
import type { Call, Send } from './call.ts';

/** A way to the store behind the proxy. */
export interface Forward {
  readonly send: Send;
  close(): void;
}

/**
 * Sends calls on to the store at `endpoint`, with the caller's own headers: its Host stands in the queue
 * URLs that SQS makes, and leads back to the proxy. A store that cannot be reached breaks the connection.
 */
export function forwardTo(endpoint: string): Forward {
  const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });
  const send = (call: Call) =>
    new Promise<Awaited<ReturnType<Send>>>((resolve) => {
      const body = Buffer.from(call.text);
      const headers = { ...call.headers, 'content-length': body.length };
      const toStore = request(endpoint, { method: 'POST', agent, headers, signal: call.gone }, (answer) => {
        const { statusCode: status = 502, headers } = answer;
        textOf(answer).then(
          (text) => resolve({ status, headers, text }),
          () => resolve('reset'),
        );
      });
      toStore.on('error', () => resolve('reset'));
      toStore.end(body);
    });
  return { send, close: () => agent.destroy() };
}

/** The whole body. */
export async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
