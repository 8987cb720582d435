import { connect } from 'node:net';
import { checkAnswer } from '../../support/answers.ts';

/** An answer to a body that no JSON.stringify would make. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly code: string | undefined;
}

/** Sends these bytes as the body of a POST; the answer is held against the spec. */
export async function post(
  url: string,
  path: string,
  body: string | Uint8Array<ArrayBuffer> | undefined,
  headers: Readonly<Record<string, string>> = { 'Content-Type': 'application/json' },
): Promise<RawAnswer> {
  const response = await fetch(new URL(path, url), {
    method: 'POST',
    headers,
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  checkAnswer({ method: 'POST', path, status: response.status, headers: response.headers, text });
  const parsed: { error?: { code?: string } } = JSON.parse(text);
  return { status: response.status, text, code: parsed.error?.code };
}

/** Sends bytes to the port that may be no HTTP at all; answers with all that comes back. */
export function raw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let answer = '';
    socket.setTimeout(5_000, () => socket.destroy());
    socket.on('data', (data) => {
      answer += String(data);
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
