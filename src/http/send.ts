import type { Response } from 'express';
import { writeJson } from '../rules/json-text.ts';
import { mediaTypeFor } from './media-type.ts';

/** An answer of a handler: status, body, and headers beside those that every answer has. */
export interface Sendable {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Writes an answer; what is kept as JSON text goes out as it came in. */
export function send(response: Response, { status, body, headers }: Sendable): void {
  const bytes = Buffer.from(writeJson(body));
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  // Not by Express, which would add a charset to the media type.
  response.setHeader('Content-Type', mediaTypeFor(response.req.get('User-Agent')));
  response.setHeader('Content-Length', bytes.length);
  response.end(bytes);
}
