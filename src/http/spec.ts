import { readFileSync } from 'node:fs';
import type { OpenAPIV3 } from 'express-openapi-validator/dist/framework/types.js';
import type { OperationId } from '../../generated/operations.ts';
import { MEDIA_TYPE } from './media-type.ts';

/** A JSON Schema of the spec. */
export type Schema = Readonly<Record<string, unknown>>;

/** The bundled spec that requests are held against: `generated/openapi.json`. A new copy each time. */
export function readSpec(): OpenAPIV3.DocumentV3_1 {
  const spec: OpenAPIV3.DocumentV3_1 = JSON.parse(
    readFileSync(new URL('../../generated/openapi.json', import.meta.url), 'utf8'),
  );
  return spec;
}

/** The schema of an operation's body; undefined where it takes none. */
export function bodySchema(spec: object, operationId: OperationId): Schema | undefined {
  const schema = at(operationOf(spec, operationId), 'requestBody', 'content', MEDIA_TYPE, 'schema');
  return isObject(schema) ? followed(spec, schema) : undefined;
}

/** The schema of a parameter of an operation; undefined for unknown names. */
export function parameterSchema(spec: object, operationId: OperationId, name: string): Schema | undefined {
  const parameters = at(operationOf(spec, operationId), 'parameters');
  const own = (Array.isArray(parameters) ? parameters.filter(isObject) : [])
    .map((parameter) => followed(spec, parameter))
    .find((parameter) => parameter.name === name);
  const schema = own && at(own, 'schema');
  return isObject(schema) ? followed(spec, schema) : undefined;
}

function operationOf(spec: object, operationId: OperationId): unknown {
  const paths = Object.values(at(spec, 'paths') ?? {}).flatMap((path) => Object.values(Object(path)));
  return paths.find((each) => at(each, 'operationId') === operationId);
}

/** The schema of what stands under `name`, or of an entry where that is an index; undefined for unknown names. */
export function memberSchema(spec: object, schema: Schema, name: string): Schema | undefined {
  const own = at(schema, 'properties', name) ?? (/^\d+$/.test(name) ? at(schema, 'items') : undefined);
  if (isObject(own)) return followed(spec, own);
  const bases = Array.isArray(schema.allOf) ? schema.allOf.filter(isObject) : [];
  return bases
    .map((base) => memberSchema(spec, followed(spec, base), name))
    .find((found) => found !== undefined);
}

/** What a reference leads to, with what stands beside the reference. */
function followed(spec: object, schema: Schema): Schema {
  const { $ref: reference, ...beside } = schema;
  if (typeof reference !== 'string') return schema;
  const target = at(spec, ...reference.replace('#/', '').split('/'));
  return isObject(target) ? { ...followed(spec, target), ...beside } : beside;
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (here, key) => (isObject(here) && Object.hasOwn(here, key) ? here[key] : undefined),
    value,
  );
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
