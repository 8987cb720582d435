import { followed, isObject, type Json, type JsonObject } from '../../scripts/generate/json.ts';
import { spec } from './spec.ts';

/** A body that must be refused, and why. */
export interface BadBody {
  readonly title: string;
  readonly body: Json;
}

/** One value of each JSON type, by its name. A text that no pattern here takes. */
const samples: readonly (readonly [type: string, value: Json])[] = [
  ['null', null],
  ['boolean', true],
  ['integer', 7],
  ['number', 1.5],
  ['string', '¡no!'],
  ['array', []],
  ['object', {}],
];

/**
 * Bodies that break `schema` in one place each, made from a body that keeps to it: a wrong type for
 * each property, each required one left out, each limit passed; also in objects and arrays further
 * down. What is no object at all comes first.
 */
export function badBodies(schema: JsonObject, good: JsonObject): BadBody[] {
  const others = samples
    .filter(([type]) => type !== 'object')
    .map(([type, body]) => ({ title: `the body is ${type}`, body }));
  return [...others, ...brokenObjects(schema, good, '')];
}

function brokenObjects(schema: JsonObject, good: JsonObject, place: string): BadBody[] {
  const { properties, required } = shapeOf(schema);
  const missing = required.map((name) => {
    const { [name]: _, ...body } = good;
    return { title: `${place}${name} is missing`, body };
  });
  const broken = [...properties].flatMap(([name, property]) =>
    brokenValues(property, good[name], `${place}${name}`).map(({ title, body }) => ({
      title,
      body: { ...good, [name]: body },
    })),
  );
  return [...missing, ...broken];
}

/** Values that `schema` must refuse at `place`. */
function brokenValues(sent: JsonObject, good: Json | undefined, place: string): BadBody[] {
  const schema = { ...followed(spec, sent), ...withoutReference(sent) };
  const values: BadBody[] = [
    ...wrongTypes(schema).map(([type, body]) => ({ title: `${place} is ${type}`, body })),
    ...overLimits(schema).map(([limit, body]) => ({ title: `${place} is ${limit}`, body })),
  ];
  if (schema.type === 'object')
    values.push(...brokenObjects(schema, isObject(good) ? good : {}, `${place}.`));
  if (isObject(schema.items)) {
    const items = brokenValues(schema.items, undefined, `${place}[0]`);
    values.push(...items.map(({ title, body }) => ({ title, body: [body] })));
  }
  return values;
}

/** Values of all types that are not allowed; where a text must fit a pattern, a text that does not. */
function wrongTypes({ type, pattern }: JsonObject): [string, Json][] {
  const allowed = new Set([type].flat());
  if (type === undefined) return [];
  return samples
    .filter(([name]) => {
      if (name === 'string') return !allowed.has('string') || pattern !== undefined;
      if (name === 'integer') return !allowed.has('integer') && !allowed.has('number');
      return !allowed.has(name);
    })
    .map(([name, value]) => [name, value]);
}

/** Values of the right type beyond each limit that the schema sets. */
function overLimits(schema: JsonObject): [string, Json][] {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  const found: [string, Json][] = [];
  if (typeof minimum === 'number') found.push(['too small', minimum - 1]);
  if (typeof maximum === 'number') found.push(['too large', maximum + 1], ['far too large', 1e300]);
  if (typeof minLength === 'number') found.push(['too short', 'x'.repeat(minLength - 1)]);
  if (typeof maxLength === 'number') found.push(['too long', 'x'.repeat(maxLength + 1)]);
  if (typeof minItems === 'number') found.push(['too few', new Array(minItems - 1).fill('x')]);
  if (typeof maxItems === 'number') found.push(['too many', new Array(maxItems + 1).fill('x')]);
  return found;
}

/** The properties and required names of an object, those of the schemas it builds on included. */
function shapeOf(sent: JsonObject): { properties: Map<string, JsonObject>; required: string[] } {
  const schema = followed(spec, sent);
  const bases = Array.isArray(schema.allOf) ? schema.allOf.filter(isObject).map(shapeOf) : [];
  const own = Object.entries(isObject(schema.properties) ? schema.properties : {});
  return {
    properties: new Map([
      ...bases.flatMap(({ properties }) => [...properties]),
      ...own.flatMap(([name, property]) => (isObject(property) ? [[name, property] as const] : [])),
    ]),
    required: [...bases.flatMap(({ required }) => required), ...textsOf(schema.required)],
  };
}

function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function withoutReference({ $ref: _, ...rest }: JsonObject): JsonObject {
  return rest;
}

/** Bytes that are no JSON object at all; `invalid_payload` where a text is no JSON. */
export const badBytes: readonly (readonly [title: string, bytes: Uint8Array<ArrayBuffer>, code: string])[] = [
  ['nothing', new Uint8Array(), 'invalid_payload'],
  ['blanks', text('  \n'), 'invalid_payload'],
  ['a cut-off object', text('{"type":"a"'), 'invalid_payload'],
  ['two objects', text('{}{}'), 'invalid_payload'],
  ['a bare word', text('job'), 'invalid_payload'],
  ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d), 'invalid_payload'],
  ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00), 'invalid_payload'],
];

function text(value: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(value);
}
