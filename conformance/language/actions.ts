import { isObject, type Json, type JsonObject, own } from '../case/json.ts';

/** The HTTP call that a word of the other vocabulary stands for. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly body: JsonObject | undefined;
  /** The answer holds the job under `job`, where the case expects the job itself. */
  readonly answersJob: boolean;
}

const ROUTES: Readonly<Record<string, (request: JsonObject) => Route>> = {
  push: (request) => {
    const { queue, ...rest } = request;
    const options = own(rest, 'options');
    const body =
      queue === undefined ? rest : { ...rest, options: { ...(isObject(options) ? options : {}), queue } };
    return { method: 'POST', path: '/ojs/v1/jobs', body, answersJob: true };
  },
  get: (request) => ({
    method: 'GET',
    path: `/ojs/v1/jobs/${text(own(request, 'id'))}`,
    body: undefined,
    answersJob: true,
  }),
  fetch: (request) => ({
    method: 'POST',
    path: '/ojs/v1/workers/fetch',
    body: request,
    answersJob: false,
  }),
  ack: (request) => {
    const { id, ...rest } = request;
    const body = id === undefined ? rest : { job_id: id, ...rest };
    return { method: 'POST', path: '/ojs/v1/workers/ack', body, answersJob: false };
  },
};

/** The route of `push`, `get`, `fetch` or `ack`; undefined for every other word. */
export function routeOf(action: string): ((request: JsonObject) => Route) | undefined {
  return Object.hasOwn(ROUTES, action) ? ROUTES[action] : undefined;
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
