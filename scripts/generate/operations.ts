import { followed, isObject, type JsonObject, objectAt } from './json.ts';

/** One operation of the specification, with what the generated files need of it. */
export interface SpecOperation {
  readonly id: string;
  readonly method: string;
  /** As in the specification: `/jobs/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly operation: JsonObject;
  readonly hasBody: boolean;
  readonly bodyRequired: boolean;
  /** Served without a key: the operation says `security: []`. */
  readonly open: boolean;
  readonly hasQuery: boolean;
  /** Names of the path's parameters, in order. */
  readonly pathParameters: readonly string[];
  /** Status and resolved response, in order of status. */
  readonly responses: readonly (readonly [status: number, response: JsonObject])[];
}

export const mediaType = 'application/openjobspec+json';

const methods = new Set(['get', 'put', 'post', 'delete', 'patch']);

/** All operations, sorted so that a fixed path comes before one with a parameter in its place. */
export function operationsOf(document: JsonObject): SpecOperation[] {
  const found: SpecOperation[] = [];
  for (const [path, item] of Object.entries(objectAt(document, 'paths'))) {
    if (!isObject(item)) continue;
    for (const [method, operation] of Object.entries(item)) {
      if (methods.has(method) && isObject(operation)) {
        found.push(readOperation(document, path, method, operation));
      }
    }
  }
  return found.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

/** `{` sorts after every letter, so parameters come last by themselves. */
function sortKey(operation: SpecOperation): string {
  return `${operation.path} ${operation.method}`;
}

function readOperation(
  document: JsonObject,
  path: string,
  method: string,
  operation: JsonObject,
): SpecOperation {
  const id = operation.operationId;
  const tag = Array.isArray(operation.tags) ? operation.tags[0] : undefined;
  if (typeof id !== 'string' || typeof tag !== 'string') {
    throw new Error(`${method} ${path} needs an operationId and a tag.`);
  }
  const body = isObject(operation.requestBody) ? followed(document, operation.requestBody) : undefined;
  const responses = Object.entries(objectAt(operation, 'responses')).map(([status, response]) => {
    if (!isObject(response)) throw new Error(`${id}: the response ${status} is no object.`);
    return [Number(status), followed(document, response)] as const;
  });
  return {
    id,
    method,
    path,
    tag,
    operation,
    hasBody: body !== undefined,
    bodyRequired: body?.required === true,
    open: Array.isArray(operation.security) && operation.security.length === 0,
    hasQuery: parametersOf(document, operation).some((parameter) => parameter.in === 'query'),
    pathParameters: [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? ''),
    responses: responses.sort(([a], [b]) => a - b),
  };
}

/** The parameters of an operation, wherever they are written. */
export function parametersOf(document: JsonObject, operation: JsonObject): JsonObject[] {
  const { parameters } = operation;
  return (Array.isArray(parameters) ? parameters : [])
    .filter(isObject)
    .map((parameter) => followed(document, parameter));
}

/** Headers that every answer has; the HTTP layer sets them, handlers do not. */
export const everyAnswersHeaders: ReadonlySet<string> = new Set(['OJS-Version', 'X-Request-Id']);

/** The answers to paths and methods that are in no operation, by status. */
export const outside: readonly (readonly [status: number, component: string])[] = [
  [401, 'Unauthenticated'],
  [404, 'NoSuchRoute'],
  [405, 'WrongMethod'],
  [422, 'NotOffered'],
  [500, 'Failure'],
  [503, 'Unavailable'],
];

/** The file `generated/operations.ts`: the route table, and what a handler gets and gives. */
export function operationsFile(document: JsonObject): string {
  const operations = operationsOf(document);
  const bodies = operations.map((operation) => `  ${operation.id}: ${bodyType(operation)};`);
  const params = operations.map(
    ({ id, pathParameters }) =>
      `  ${id}: ${pathParameters.length === 0 ? 'Record<never, never>' : `{ readonly ${pathParameters.map((name) => `${name}: string`).join('; readonly ')} }`};`,
  );
  const queries = operations.map(
    ({ id, hasQuery }) =>
      `  ${id}: ${hasQuery ? `NonNullable<operations['${id}']['parameters']['query']>` : 'Record<never, never>'};`,
  );
  return `// Made by \`make generate\` from spec/. Not to be edited.
import type { operations } from './server-types.ts';

type Media = '${mediaType}';

/** Every route of the specification, in an order in which the first match is the right one. */
export const routes = [
${operations.map(routeLine).join('\n')}
] as const;

export type OperationId = (typeof routes)[number]['operationId'];

interface RequestBodies {
${bodies.join('\n')}
}

interface PathParameters {
${params.join('\n')}
}

interface QueryParameters {
${queries.join('\n')}
}

interface Answers {
${operations.map((operation) => answerLines(document, operation)).join('\n')}
}

/** The body of a request as the validator lets it through; undefined where there is none. */
export type RequestBody<Op extends OperationId> = RequestBodies[Op];

/** The parameters in the path, decoded. */
export type PathParams<Op extends OperationId> = PathParameters[Op];

/** The parameters of the query as the validator lets them through. */
export type Query<Op extends OperationId> = QueryParameters[Op];

/** What a handler may answer. Refusals are thrown, not answered, and so are not here. */
export type Answer<Op extends OperationId> = Answers[Op];

/** What a handler is called with; \`context\` is the HTTP layer's own. */
export interface Call<Op extends OperationId, Context> {
  readonly params: PathParams<Op>;
  readonly query: Query<Op>;
  readonly body: RequestBody<Op>;
  readonly context: Context;
}

/** One function per operation: an operation without one does not compile. */
export type Handlers<Context> = {
  readonly [Op in OperationId]: (call: Call<Op, Context>) => Promise<Answer<Op>>;
};
`;
}

function bodyType({ id, hasBody, bodyRequired }: SpecOperation): string {
  if (!hasBody) return 'undefined';
  if (bodyRequired) return `operations['${id}']['requestBody']['content'][Media]`;
  return `NonNullable<operations['${id}']['requestBody']>['content'][Media] | undefined`;
}

function routeLine({ id, method, path, tag, hasBody, bodyRequired, open }: SpecOperation): string {
  const express = path.replaceAll(/\{([^}]+)\}/g, ':$1');
  return `  { operationId: '${id}', method: '${method}', path: '${express}', tag: '${tag}', hasBody: ${hasBody}, bodyRequired: ${bodyRequired}, open: ${open} },`;
}

function answerLines(document: JsonObject, operation: SpecOperation): string {
  const answers = operation.responses
    .filter(([, response]) => !isRefusal(document, response))
    .map(([status, response]) => {
      const own = Object.keys(isObject(response.headers) ? response.headers : {}).filter(
        (name) => !everyAnswersHeaders.has(name),
      );
      const headers =
        own.length === 0 ? '' : `; headers: { ${own.map((name) => `'${name}': string`).join('; ')} }`;
      return `    | { status: ${status}; body: operations['${operation.id}']['responses'][${status}]['content'][Media]${headers} }`;
    });
  return `  ${operation.id}:\n${answers.join('\n')};`;
}

/** Refusals and failures are the answers that hold an `error`. */
function isRefusal(document: JsonObject, response: JsonObject): boolean {
  const schema = followed(document, objectAt(response, 'content', mediaType, 'schema'));
  return isObject(schema.properties) && 'error' in schema.properties;
}
