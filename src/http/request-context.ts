import type { NextFunction, Request, Response } from 'express';
import type { Clock } from '../rules/clock.ts';
import type { Log } from '../rules/log.ts';

/** The version of the standard that is served. */
export const OJS_VERSION = '1.0';

/** A client's own request id is echoed where it is short and plain enough for a header and a log. */
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** The id of the request that `response` answers. */
export function requestIdOf(response: Response): string {
  return String(response.getHeader('X-Request-Id') ?? '');
}

/** First in line: gives the request its id and its answer the headers that all answers have; logs it. */
export function requestContext(newId: () => string, clock: Clock, log: Log) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAt = clock.now();
    const sent = request.get('X-Request-Id');
    const requestId = sent !== undefined && REQUEST_ID.test(sent) ? sent : `req_${newId()}`;
    response.setHeader('X-Request-Id', requestId);
    response.setHeader('OJS-Version', OJS_VERSION);
    response.on('close', () => {
      log.info(
        {
          request_id: requestId,
          method: request.method,
          path: request.path,
          status: response.writableFinished ? response.statusCode : 499,
          ms: clock.now() - startedAt,
        },
        'request',
      );
    });
    next();
  };
}
