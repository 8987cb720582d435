import { createHash, timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { unauthenticated } from '../rules/errors.ts';

/**
 * Lets through who sends the key as a Bearer token, everyone where there is no key, and everyone to the
 * paths in `open`. Compared by hash, in a time that tells nothing of the key.
 */
export function authenticate(apiKey: string | undefined, open: ReadonlySet<string>) {
  if (apiKey === undefined) return (_request: Request, _response: Response, next: NextFunction) => next();
  const wanted = digest(apiKey);
  return (request: Request, response: Response, next: NextFunction): void => {
    if (open.has(request.path)) {
      next();
      return;
    }
    const [scheme, key, ...rest] = (request.get('Authorization') ?? '').split(' ');
    const known =
      scheme?.toLowerCase() === 'bearer' &&
      key !== undefined &&
      rest.length === 0 &&
      timingSafeEqual(digest(key), wanted);
    if (known) {
      next();
      return;
    }
    response.setHeader('WWW-Authenticate', 'Bearer');
    throw unauthenticated(
      request.get('Authorization') === undefined ? 'The request carries no key.' : 'The key is not known.',
    );
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
