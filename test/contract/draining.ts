import { once } from 'node:events';
import { connect } from 'node:net';
import type { TestServer } from '../support/server.ts';
import type { PlainRequest } from './conditions.ts';

/**
 * Sends a request that is half there when the server begins to end, and answers with what it says. The
 * half comes behind a whole request, whose answer shows that the server has both.
 */
export async function askWhileDraining(server: TestServer, request: PlainRequest): Promise<Response> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  let text = '';
  socket.on('data', (data) => {
    text += String(data);
  });
  const head = (method: string, path: string) => `${method} ${path} HTTP/1.1\r\nHost: ${hostname}\r\n`;
  socket.write(`${head('GET', '/live')}\r\n${head(request.method, request.path)}`);
  await once(socket, 'data');
  text = '';
  const closed = server.close();
  socket.write('Connection: close\r\n\r\n');
  await Promise.all([closed, once(socket, 'close')]);
  return responseOf(text);
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
