import { followed, isObject, type Json, type JsonObject, objectAt } from '../generate/json.ts';
import { type Field, type Fields, fieldsOf } from './fields.ts';

/** What one operation shows to its callers. */
export interface OperationSurface {
  readonly id: string;
  /** Method and path, the names of parameters left out: `GET /jobs/{}`. */
  readonly route: string;
  /** Query and header parameters, the request, and the answers by status, with their fields. */
  readonly fields: Fields;
}

const METHODS: ReadonlySet<string> = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options']);

/** Every operation of an OpenAPI document, in its order. */
export function surfaceOf(document: JsonObject): OperationSurface[] {
  return Object.entries(objectAt(document, 'paths')).flatMap(([path, item]) =>
    Object.entries(isObject(item) ? item : {}).flatMap(([method, operation]) => {
      if (!METHODS.has(method) || !isObject(item) || !isObject(operation)) return [];
      const route = `${method.toUpperCase()} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`;
      const id = typeof operation.operationId === 'string' ? operation.operationId : route;
      return [{ id, route, fields: operationFields(document, item, operation) }];
    }),
  );
}

function operationFields(document: JsonObject, item: JsonObject, operation: JsonObject): Fields {
  const body = isObject(operation.requestBody) ? followed(document, operation.requestBody) : undefined;
  const parts = [
    ...[item.parameters, operation.parameters].map((sent) => parameterFields(document, sent)),
    ...(body ? [contentFields(document, body, 'request')] : []),
    ...Object.entries(objectAt(operation, 'responses')).map(([status, response]) =>
      contentFields(document, isObject(response) ? followed(document, response) : {}, `answer ${status}`),
    ),
  ];
  return new Map(parts.flatMap((part) => [...part]));
}

function parameterFields(document: JsonObject, parameters: Json | undefined): Fields {
  const found = new Map<string, Field>();
  for (const sent of Array.isArray(parameters) ? parameters.filter(isObject) : []) {
    const { in: where, name, schema } = followed(document, sent);
    // The route has those in the path.
    if (where === 'path' || typeof name !== 'string') continue;
    const place = `${where} ${where === 'header' ? name.toLowerCase() : name}`;
    for (const [name, field] of fieldsOf(document, isObject(schema) ? schema : {}, place)) {
      found.set(name, field);
    }
  }
  return found;
}

/** The fields of a body, whatever its media type; all of its media types are one body here. */
function contentFields(document: JsonObject, { content }: JsonObject, place: string): Fields {
  const [media] = Object.values(isObject(content) ? content : {});
  const schema = isObject(media) && isObject(media.schema) ? media.schema : {};
  return fieldsOf(document, schema, place);
}
