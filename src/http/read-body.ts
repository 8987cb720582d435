import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { invalidPayload, invalidRequest, tooLarge } from '../rules/errors.ts';
import { checkNesting } from '../rules/json-limits.ts';
import { parseJson } from '../rules/json-parse.ts';
import { received } from '../rules/received.ts';
import { MEDIA_TYPE } from './media-type.ts';

/** What a body is, read once: the text for what is kept as it is, the value for everything else. */
export interface ReadBody {
  readonly text: string;
  readonly value: unknown;
}

/** Objects and arrays may stand in each other this deep. */
const MAX_DEPTH = 64;
const ENCODINGS: ReadonlySet<string> = new Set(['identity', 'gzip']);
const ACCEPTED: ReadonlySet<string> = new Set([MEDIA_TYPE, 'application/json']);

const bodies = new WeakMap<Request, ReadBody>();

/** The body of a request that went through `readBody`; undefined where it had none. */
export function bodyOf(request: Request): ReadBody | undefined {
  return bodies.get(request);
}

/**
 * Reads a body of at most `maxBytes` as UTF-8 JSON. Emptiness is found before the wrong content type
 * (DECISIONS.md 1.1), size before all. `required`: an operation that cannot do without one.
 */
export function readBody(maxBytes: number, required: boolean): RequestHandler[] {
  const raw = express.raw({ type: () => true, limit: maxBytes });
  return [
    (request, response, next) => {
      checkLength(request, maxBytes);
      checkEncoding(request);
      raw(request, response, (error: unknown) =>
        next(error === undefined ? undefined : bodyError(error, maxBytes)),
      );
    },
    (request: Request, _response: Response, next: NextFunction) => {
      const bytes: unknown = request.body;
      if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
        request.body = undefined;
        if (required) throw invalidPayload('The request has no body.');
        return next();
      }
      checkContentType(request);
      const text = decode(bytes);
      checkNesting(text, MAX_DEPTH);
      const value = parse(text);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw invalidRequest('The body must be a JSON object.', {
          field: 'body',
          expected: 'object',
          received: typeName(value),
        });
      }
      bodies.set(request, { text, value });
      request.body = value;
      // One media type inside, so that one schema judges.
      request.headers['content-type'] = MEDIA_TYPE;
      next();
    },
  ];
}

/** What says that it is too large is refused before it is sent. */
function checkLength(request: Request, maxBytes: number): void {
  const length = Number(request.get('Content-Length') ?? 0);
  if (length > maxBytes) throw tooLarge('body', length, maxBytes);
}

function checkEncoding(request: Request): void {
  const sent = request.get('Content-Encoding');
  if (sent === undefined || ENCODINGS.has(sent.toLowerCase())) return;
  const expected = [...ENCODINGS].join(' or ');
  throw invalidRequest(`The content encoding must be ${expected}; received ${received(sent)}.`, {
    field: 'Content-Encoding',
    expected,
    received: sent,
  });
}

function checkContentType(request: Request): void {
  const sent = request.get('Content-Type');
  if (sent === undefined) return;
  const type = sent.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (ACCEPTED.has(type)) return;
  throw invalidRequest(`The content type ${type} is not accepted.`, {
    field: 'Content-Type',
    expected: [...ACCEPTED].join(' or '),
    received: type,
  });
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalidPayload('The body is not valid UTF-8.');
  }
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw invalidPayload('The body is not valid JSON.');
  }
}

/** What body-parser says, in the standard's words. */
function bodyError(error: unknown, maxBytes: number): unknown {
  if (!(error instanceof Error)) return error;
  if ('type' in error && error.type === 'entity.too.large') {
    // It stops reading where the limit is passed.
    const bytes = 'received' in error ? Number(error.received) : maxBytes + 1;
    return tooLarge('body', bytes, maxBytes);
  }
  const unzipped = 'code' in error && String(error.code).startsWith('Z_');
  const message = unzipped ? 'The body is not valid gzip.' : 'The body did not arrive whole.';
  return invalidPayload(message, error);
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
