import { readFileSync } from 'node:fs';
import { isObject, type Json, type JsonObject, objectAt } from '../../scripts/generate/json.ts';
import {
  mediaType,
  operationsOf,
  parametersOf,
  type SpecOperation,
} from '../../scripts/generate/operations.ts';

/** The bundled specification, and what tests ask of it. */
const document: Json = JSON.parse(
  readFileSync(new URL('../../generated/openapi.json', import.meta.url), 'utf8'),
);
if (!isObject(document)) throw new Error('generated/openapi.json is no object.');
export const spec: JsonObject = document;

export const operations: readonly SpecOperation[] = operationsOf(spec);

/** The media types that the operation takes a body in; none where it takes no body. */
export function bodyMediaTypes({ operation }: SpecOperation): string[] {
  return isObject(operation.requestBody) ? Object.keys(objectAt(operation.requestBody, 'content')) : [];
}

export function bodySchema({ operation }: SpecOperation, type: string): JsonObject {
  return objectAt(operation, 'requestBody', 'content', type, 'schema');
}

/** Examples of request bodies in one media type, by name. */
export function requestExamples(operation: SpecOperation, type: string): Map<string, Json> {
  return valuesOf(objectAt(operation.operation, 'requestBody', 'content', type).examples);
}

/** Examples of one answer, by name. */
export function answerExamples(response: JsonObject): Map<string, Json> {
  return valuesOf(objectAt(response, 'content', mediaType).examples);
}

/** Examples of the one parameter in the path, by name; none where there is no parameter. */
export function pathExamples({ operation }: SpecOperation): Map<string, Json> {
  const inPath = parametersOf(spec, operation).find((parameter) => parameter.in === 'path');
  return valuesOf(inPath?.examples);
}

/** The query of an example, with its question mark; empty where no parameter has an example of that name. */
export function queryOf({ operation }: SpecOperation, example: string): string {
  const query = new URLSearchParams();
  for (const { in: place, name, examples } of parametersOf(spec, operation)) {
    const value = place === 'query' ? valuesOf(examples).get(example) : undefined;
    if (value !== undefined) query.set(String(name), String(value));
  }
  return query.size > 0 ? `?${query}` : '';
}

function valuesOf(examples: Json | undefined): Map<string, Json> {
  if (!isObject(examples)) return new Map();
  return new Map(
    Object.entries(examples).map(([name, example]) => {
      if (!isObject(example) || example.value === undefined)
        throw new Error(`The example ${name} has no value.`);
      return [name, example.value];
    }),
  );
}
