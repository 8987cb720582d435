import { once } from 'node:events';
import { connect } from 'node:net';
import type { TestServer } from '../support/server.ts';
import type { PlainRequest } from './conditions.ts';

/**
 * Sends requests that are half there when the server begins to end, and answers with what it says to
 * each, in their order. Each half comes behind a whole request, whose answer shows that the server has both.
 */
export async function askWhileDraining(
  server: TestServer,
  requests: readonly PlainRequest[],
): Promise<Response[]> {
  const halves = await Promise.all(requests.map((request) => halfSent(server.url, request)));
  const closed = server.close();
  const answers = await Promise.all(halves.map((finish) => finish()));
  await closed;
  return answers;
}

/** Sends the first half of `request`; what it returns sends the other half and answers. */
async function halfSent(url: string, request: PlainRequest): Promise<() => Promise<Response>> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  let text = '';
  socket.on('data', (data) => {
    text += String(data);
  });
  const head = (method: string, path: string) => `${method} ${path} HTTP/1.1\r\nHost: ${hostname}\r\n`;
  socket.write(`${head('GET', '/live')}\r\n${head(request.method, request.path)}`);
  await once(socket, 'data');
  text = '';
  return async () => {
    socket.write('Connection: close\r\n\r\n');
    await once(socket, 'close');
    return responseOf(text);
  };
}

function responseOf(text: string): Response {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return new Response(text.slice(end + 4), { status: Number(first.split(' ')[1]), headers });
}
