import { isObject, type Json, type JsonObject, resolve } from '../generate/json.ts';

/** What a schema says of one field. */
export interface Field {
  /** The values that are listed; undefined where none are, so that any text may stand there. */
  readonly values: ReadonlySet<string> | undefined;
  /** Nothing is said of what stands inside, so that anything may. */
  readonly open: boolean;
}

/** Every field of a schema by its place, parents first: `request.options`, `request.queues[]`. */
export type Fields = ReadonlyMap<string, Field>;

/**
 * The fields of `schema`, references followed and combined schemas put together; one that holds itself
 * is followed once.
 *
 * @param place what the schema's own place is called
 */
export function fieldsOf(
  document: JsonObject,
  schema: JsonObject,
  place: string,
  trail: readonly string[] = [],
): Fields {
  const { $ref: reference, ...beside } = schema;
  if (typeof reference === 'string') {
    if (trail.includes(reference)) return new Map([[place, { values: undefined, open: true }]]);
    const target = fieldsOf(document, resolve(document, reference), place, [...trail, reference]);
    return both(target, fieldsOf(document, beside, place, trail));
  }
  const inner = (each: JsonObject, name: string) => fieldsOf(document, each, name, trail);
  const own = new Map([[place, { values: valuesOf(schema), open: isOpen(schema) }]]);
  const parts = [
    ...Object.entries(isObject(schema.properties) ? schema.properties : {}).map(
      ([name, property]) => [property, `${place}.${name}`] as const,
    ),
    [schema.items, `${place}[]`] as const,
  ];
  const members = parts.flatMap(([part, name]) => (isObject(part) ? [inner(part, name)] : []));
  const all = objectsIn(schema.allOf).map((each) => inner(each, place));
  const any = [...objectsIn(schema.anyOf), ...objectsIn(schema.oneOf)].map((each) => inner(each, place));
  const joined = any.length === 0 ? [] : [any.reduce(either)];
  return [...members, ...all, ...joined].reduce<Fields>(both, own);
}

/** What fits both. */
function both(one: Fields, other: Fields): Fields {
  return merged(one, other, (a, b) => ({
    values:
      a.values && b.values
        ? new Set([...a.values].filter((value) => b.values?.has(value)))
        : (a.values ?? b.values),
    open: a.open && b.open,
  }));
}

/** What fits one of the two. */
export function either(one: Fields, other: Fields): Fields {
  return merged(one, other, (a, b) => ({
    values: a.values && b.values ? new Set([...a.values, ...b.values]) : undefined,
    open: a.open || b.open,
  }));
}

function merged(one: Fields, other: Fields, join: (a: Field, b: Field) => Field): Fields {
  const result = new Map(one);
  for (const [place, field] of other) {
    const known = one.get(place);
    result.set(place, known ? join(known, field) : field);
  }
  return result;
}

/** Values that are listed; an empty list where the type lets no text through. */
function valuesOf(schema: JsonObject): ReadonlySet<string> | undefined {
  if (schema.const !== undefined) return new Set([String(schema.const)]);
  if (Array.isArray(schema.enum)) return new Set(schema.enum.map(String));
  return schema.type === undefined || typesOf(schema).includes('string') ? undefined : new Set();
}

const INSIDE = ['properties', 'items', 'allOf', 'anyOf', 'oneOf', 'enum', 'const'] as const;

function isOpen(schema: JsonObject): boolean {
  if (INSIDE.some((keyword) => keyword in schema)) return false;
  return schema.type === undefined || ['array', 'object'].some((type) => typesOf(schema).includes(type));
}

function typesOf({ type }: JsonObject): Json[] {
  return Array.isArray(type) ? type : [type ?? null];
}

function objectsIn(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
