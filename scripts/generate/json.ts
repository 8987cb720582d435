/** Any JSON value, for walking documents whose shape is not known beforehand. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at `path` below `from`. Throws where something on the way is missing or no object. */
export function objectAt(from: JsonObject, ...path: string[]): JsonObject {
  let here = from;
  for (const key of path) {
    const next = here[key];
    if (!isObject(next)) throw new Error(`The specification has no object '${path.join('/')}'.`);
    here = next;
  }
  return here;
}

/** What the reference `#/a/b` points to in `root`. References to other files are an error. */
export function resolve(root: JsonObject, reference: string): JsonObject {
  if (!reference.startsWith('#/')) throw new Error(`'${reference}' is no reference inside the bundle.`);
  return objectAt(root, ...reference.slice(2).split('/'));
}

/** The object itself, or what it refers to, followed to the end. */
export function followed(root: JsonObject, object: JsonObject): JsonObject {
  const reference = object.$ref;
  return typeof reference === 'string' ? followed(root, resolve(root, reference)) : object;
}
