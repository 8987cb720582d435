import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import { parseJson } from '../case/json.ts';
import type { Answer, Request } from './exchange.ts';

/** A server takes at most this long for an answer, ms. */
const ANSWER_MS = 30_000;

/** Sends requests to one server over connections that it keeps. */
export interface Sender {
  /** @throws Error where no answer comes */
  send(request: Request): Promise<Answer>;
  close(): void;
}

/** Opens a sender to the server at a base URL such as `http://127.0.0.1:8080`. */
export function openSender(baseUrl: string): Sender {
  const agent = new Agent({ keepAlive: true });
  return {
    send: (request) => exchange(new URL(baseUrl), request, agent),
    close: () => agent.destroy(),
  };
}

function exchange(base: URL, { method, path, headers, body }: Request, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const outgoing = httpRequest(
      {
        host: base.hostname,
        port: base.port,
        // The official runner appends to the URL, so what is no path is sent as the server sees it there.
        path: path.startsWith('/') ? path : `/${path}`,
        method,
        headers: { ...headers, ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }) },
        agent,
        timeout: ANSWER_MS,
      },
      (incoming) => {
        read(incoming).then(
          (text) => resolve(answerOf(incoming, text, performance.now() - startedAt)),
          (error: Error) => reject(error),
        );
      },
    );
    // Node writes methods in upper case; a word such as `push` has to go out as it stands.
    outgoing.method = method;
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${ANSWER_MS} ms`)));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function read(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function answerOf(incoming: IncomingMessage, text: string, ms: number): Answer {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(incoming.headersDistinct)) headers[name] = values?.[0] ?? '';
  return { status: incoming.statusCode ?? 0, headers, text, json: parseJson(text), ms };
}
