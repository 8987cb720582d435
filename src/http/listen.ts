import { createServer, maxHeaderSize, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';
import { invalidRequest } from '../rules/errors.ts';
import { writeJson } from '../rules/json-text.ts';
import { errorAnswer } from './error-answer.ts';
import { MEDIA_TYPE } from './media-type.ts';
import { OJS_VERSION } from './request-context.ts';

/** A server that listens. */
export interface Listening {
  /** The address to use, port included. */
  readonly url: string;
  /** Takes no more connections and waits for requests under way, at most `timeoutMs`. */
  close(timeoutMs: number): Promise<void>;
}

/** The address cannot be listened on; the message names the variable to set. */
export class ListenError extends Error {}

/** An idle connection is kept longer than the 60 s of an AWS load balancer, which must close first. */
const KEEP_ALIVE_MS = 65_000;
/** A client has this long to send a request whole. */
const REQUEST_MS = 60_000;

/** Serves `app`. Port 0 takes a free one. @throws ListenError */
export async function listen(
  app: Express,
  host: string,
  port: number,
  newId: () => string,
): Promise<Listening> {
  const server = createServer(
    // Node refuses what has no Host without a body; the app says it in the standard's form.
    { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_MS, requireHostHeader: false },
    app,
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else answerOutside(socket, complaint(error.code), newId);
  });
  server.on('connect', (_request, socket) => answerOutside(socket, 'This server is no proxy.', newId));
  // An expectation that is not known may be ignored (RFC 9110, section 10.1.1).
  server.on('checkExpectation', app);
  await bind(server, host, port);
  const address = server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: (timeoutMs) => close(server, timeoutMs),
  };
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new ListenError(listenProblem(error, host, port))),
    );
    server.listen(port, host, resolve);
  });
}

function listenProblem(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `OJS_PORT: port ${port} is in use on ${host}; set another one.`;
    case 'EACCES':
      return `OJS_PORT: port ${port} may not be used by this user; set one above 1023.`;
    default:
      return `OJS_HOST: ${host} cannot be listened on (${error.code ?? error.message}); set an address of this machine.`;
  }
}

/** What Node's parser refused, in words. */
function complaint(code: string | undefined): string {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return `The headers have more than ${maxHeaderSize} bytes; send fewer or shorter ones.`;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return `The request did not arrive whole within ${REQUEST_MS / 1000} s.`;
    default:
      return 'What was sent is not an HTTP/1.1 request.';
  }
}

/** What does not get as far as the app still gets an HTTP answer (DECISIONS.md section 2). */
function answerOutside(socket: Duplex, message: string, newId: () => string): void {
  const requestId = `req_${newId()}`;
  const body = writeJson(errorAnswer(invalidRequest(message), requestId));
  socket.end(
    [
      'HTTP/1.1 400 Bad Request',
      `Content-Type: ${MEDIA_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      `OJS-Version: ${OJS_VERSION}`,
      `X-Request-Id: ${requestId}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

async function close(server: Server, timeoutMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await closed;
  clearTimeout(timer);
}
