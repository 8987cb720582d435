import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Call, Outcome } from './call.ts';
import { textOf } from './forward.ts';

/** What the proxy does with what comes in. */
export interface Handlers {
  call(call: Call): Promise<Outcome>;
  /** A request to the path of the control endpoint. */
  control(request: IncomingMessage, response: ServerResponse): Promise<void>;
  readonly controlPath: string;
}

/** Headers that belong to one connection, or to a body that may have changed. */
const NOT_PASSED_ON = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'x-amz-crc32',
]);

/** An HTTP server in place of a store; it does not listen yet. */
export function proxyServer(service: Call['service'], handlers: Handlers): Server {
  return createServer((request, response) => {
    const done =
      request.url === handlers.controlPath
        ? handlers.control(request, response)
        : pass(service, request, response, handlers);
    // Its client has gone, or the proxy itself fails: either way there is no one to tell but this one.
    done.catch(() => response.destroy());
  });
}

async function pass(
  service: Call['service'],
  request: IncomingMessage,
  response: ServerResponse,
  handlers: Handlers,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const outcome = await handlers.call({
    service,
    // AWS JSON protocol: `DynamoDB_20120810.PutItem`, `AmazonSQS.SendMessage`.
    operation: String(request.headers['x-amz-target']).replace(/^.*\./, ''),
    attempt: Number(/attempt=(\d+)/.exec(String(request.headers['amz-sdk-request']))?.[1] ?? 1),
    headers: request.headers,
    text: await textOf(request),
    gone: gone.signal,
  });
  if (outcome === 'silence') return;
  if (outcome === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  for (const [name, value] of Object.entries(outcome.headers)) {
    if (value !== undefined && !NOT_PASSED_ON.has(name)) response.setHeader(name, value);
  }
  response.writeHead(outcome.status);
  response.end(outcome.text);
}
