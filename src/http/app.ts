import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';

import { type OperationId, routes } from '../../generated/operations.ts';
import type { Clock } from '../rules/clock.ts';
import { invalidRequest, notFound, unsupported, wrongMethod } from '../rules/errors.ts';
import type { Log } from '../rules/log.ts';
import { authenticate } from './authenticate.ts';
import type { AllHandlers, CallContext } from './call.ts';
import { asOjsError, errorAnswer } from './error-answer.ts';
import { firstRefusal } from './read-batch.ts';
import { bodyOf, readBody } from './read-body.ts';
import { candidateForm, speaksCandidate } from './release-candidate.ts';
import { OJS_VERSION, requestContext, requestIdOf } from './request-context.ts';
import { type Sendable, send } from './send.ts';
import { requestValidator } from './validate.ts';

/** What the HTTP side of the server is made of. */
export interface AppOptions {
  readonly handlers: AllHandlers;
  readonly apiKey: string | undefined;
  /** Bytes of a body, unless it is that of a batch or workflow. */
  readonly maxEnvelopeBytes: number;
  readonly maxBatchBytes: number;
  /** Aborted when the server begins to drain: fetches that wait end then. */
  readonly draining: AbortSignal;
  readonly newId: () => string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Routes of the standard that later levels bring; said as 422, not ignored as 404. */
const NOT_OFFERED =
  /^\/ojs\/v1\/(jobs\/[^/]+\/(progress\/.+|checkpoint|events|receipt)|queues\/[^/]+\/events|schemas|webhooks|admin(?!\/(reset|dead-letter(\/stats|\/[^/]+\/retry)?)$))(\/|$)/;
/** What has no version in its path can be read whatever version its reader speaks: manifest and probes. */
const UNVERSIONED: ReadonlySet<string> = new Set(
  routes.map(({ path }) => path).filter((path) => !path.startsWith('/ojs/v1/')),
);
/** Operations whose bodies are as large as many jobs. */
const OF_MANY_JOBS: ReadonlySet<OperationId> = new Set(['createJobBatch', 'createWorkflow']);
/** Probes have no key. */
const OPEN: ReadonlySet<string> = new Set(routes.filter(({ open }) => open).map(({ path }) => path));

/**
 * The way of a request: context → key → version → route → body → spec → handler → answer.
 * Every answer leaves by `send`, every refusal by the one error handler at the end.
 */
export function createApp(options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(requestContext(options.newId, options.clock, options.log));
  app.use(checkHost);
  app.use(authenticate(options.apiKey, OPEN));
  app.use(checkVersion);
  app.use(notOffered);
  const validate = requestValidator();
  for (const path of new Set(routes.map((route) => route.path))) {
    // All of one path before the next: a fixed path also answers for methods that it does not know, and
    // no job is called "fetch".
    const ofPath = routes.filter((route) => route.path === path);
    for (const route of ofPath) serve(route);
    app.all(path, refuseMethod(ofPath.map((route) => route.method.toUpperCase())));
  }
  app.use(noSuchRoute);
  app.use(answerError(options.log));
  return app;

  function serve(route: (typeof routes)[number]): void {
    const maxBytes = OF_MANY_JOBS.has(route.operationId) ? options.maxBatchBytes : options.maxEnvelopeBytes;
    const body = route.hasBody ? readBody(maxBytes, route.bodyRequired) : [];
    app[route.method](
      route.path,
      ...body,
      ...validate(route.operationId),
      ...(route.operationId === 'createJobBatch' ? [firstRefusal(options, options.clock)] : []),
      handle(route.operationId, options),
    );
  }
}

/** Asked for by HTTP/1.1 (RFC 9112, section 3.2). */
const checkHost: RequestHandler = (request, _response, next) => {
  if (request.httpVersion === '1.1' && request.get('Host') === undefined) {
    throw invalidRequest('Host is missing; HTTP/1.1 needs it.', { field: 'Host' });
  }
  next();
};

const checkVersion: RequestHandler = (request, _response, next) => {
  const asked = UNVERSIONED.has(request.path) ? undefined : request.get('OJS-Version');
  if (asked !== undefined && !/^1(\.0(\.\d+)?)?$/.test(asked.trim()) && !speaksCandidate(asked)) {
    throw unsupported(asked, `OJS-Version ${asked} is not served.`, [OJS_VERSION]);
  }
  next();
};

/** Calls the handler of one operation. The table of handlers is typed by the spec, this call is not. */
function handle(operationId: OperationId, options: AppOptions): RequestHandler {
  const handler = options.handlers[operationId] as (call: unknown) => Promise<Sendable>;
  return async (request, response) => {
    const { context, settle } = callContext(request, response, options.draining);
    const answer = await handler({
      params: request.params,
      query: request.query,
      body: bodyOf(request)?.value,
      context,
    });
    settle();
    const candidate = speaksCandidate(request.get('OJS-Version'));
    send(response, candidate ? candidateForm(operationId, answer) : answer);
  };
}

/** What the handler is told of the connection. `settle` is called when the answer is ready. */
function callContext(
  request: Request,
  response: Response,
  draining: AbortSignal,
): { context: CallContext; settle: () => void } {
  const gone = new AbortController();
  const undo: (() => void)[] = [];
  let settled = false;
  const undelivered = () => {
    for (const each of undo.splice(0)) each();
  };
  response.once('close', () => {
    if (response.writableFinished) return;
    gone.abort();
    if (settled) undelivered();
  });
  return {
    context: {
      text: bodyOf(request)?.text ?? '',
      signal: AbortSignal.any([gone.signal, draining]),
      onUndelivered: (each) => undo.push(each),
    },
    settle() {
      settled = true;
      if (gone.signal.aborted) undelivered();
    },
  };
}

function refuseMethod(allowed: readonly string[]): RequestHandler {
  return (request, response) => {
    response.setHeader('Allow', allowed.join(', '));
    throw wrongMethod(request.path, request.method, allowed);
  };
}

const notOffered: RequestHandler = (request, _response, next) => {
  const route = `${request.method} ${request.path}`;
  if (NOT_OFFERED.test(request.path)) throw unsupported(route, `${route} is not offered yet.`);
  next();
};

const noSuchRoute: RequestHandler = (request) => {
  throw notFound('route', `${request.method} ${request.path}`);
};

function answerError(log: Log): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const refusal = asOjsError(error);
    const requestId = requestIdOf(response);
    if (refusal.status >= 500)
      log.error({ err: refusal.cause ?? refusal, request_id: requestId }, refusal.message);
    const headers = refusal.status === 503 ? { 'Retry-After': '1' } : {};
    send(response, { status: refusal.status, body: errorAnswer(refusal, requestId), headers });
  };
}
