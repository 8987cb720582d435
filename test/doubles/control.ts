import type { IncomingMessage, ServerResponse } from 'node:http';
import { textOf } from './forward.ts';
import { type Lies, LiesError, readLies } from './lies.ts';

/** What the proxies have seen and told. */
export interface Tally {
  /** Requests by operation, since the start. */
  readonly calls: Readonly<Record<string, number>>;
  /** Lies by habit, since the start. */
  readonly lies: Readonly<Record<string, number>>;
}

/** Path of the control endpoint, on the port of either proxy. */
export const CONTROL_PATH = '/_lies';

/** `GET /_lies` answers the tally; `PUT /_lies` tells other lies from now on, `{}` the truth. */
export async function control(
  request: IncomingMessage,
  response: ServerResponse,
  tally: Tally,
  tell: (lies: Lies) => void,
): Promise<void> {
  const answer = (status: number, text: string) => {
    response.writeHead(status, { 'content-type': status === 200 ? 'application/json' : 'text/plain' });
    response.end(text);
  };
  if (request.method === 'GET') return answer(200, JSON.stringify(tally));
  if (request.method !== 'PUT') return answer(405, 'GET or PUT.\n');
  try {
    tell(readLies(await textOf(request)));
    answer(204, '');
  } catch (error) {
    if (!(error instanceof LiesError)) throw error;
    answer(400, `${error.message}\n`);
  }
}
