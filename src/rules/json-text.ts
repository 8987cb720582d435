import { afterComma, afterSpace, stringEnd, valueEnd } from './json-scan.ts';

/**
 * A JSON value kept as the text it arrived in: same digits of a number, same key order, same empty
 * values, `__proto__` an ordinary key. What belongs to the job's owner (args, meta, result, unknown
 * attributes) travels through the server in this form and is never rebuilt (DESIGN decision 5).
 */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * The members of a JSON object, each value as its piece of the source. `text` must be known to be
 * valid JSON with an object on top. Of a repeated key the last value counts, as for JSON.parse.
 */
export function members(text: string): Map<string, JsonText> {
  const found = new Map<string, JsonText>();
  let at = afterSpace(text, afterSpace(text, 0) + 1);
  while (text[at] === '"') {
    const keyEnd = stringEnd(text, at);
    const key: string = JSON.parse(text.slice(at, keyEnd));
    const start = afterSpace(text, afterSpace(text, keyEnd) + 1);
    const end = valueEnd(text, start);
    found.set(key, new JsonText(text.slice(start, end)));
    at = afterComma(text, end);
  }
  return found;
}

/** The elements of a JSON array as pieces of the source; `text` must be valid, an array on top. */
export function elements(text: string): JsonText[] {
  const found: JsonText[] = [];
  let at = afterSpace(text, afterSpace(text, 0) + 1);
  while (at < text.length && text[at] !== ']') {
    const end = valueEnd(text, at);
    found.push(new JsonText(text.slice(at, end)));
    at = afterComma(text, end);
  }
  return found;
}

/**
 * JSON.stringify for plain values with JsonText anywhere among them, which is put in verbatim.
 * `toJSON` is not asked. Throws TypeError for what has no JSON: undefined on top, a bigint.
 */
export function writeJson(value: unknown): string {
  const text = written(value);
  if (text === undefined) throw new TypeError(`A value of type ${typeof value} has no JSON text.`);
  return text;
}

/** An object of these members in this order; a member whose value is undefined is left out. */
export function objectText(entries: Iterable<readonly [string, unknown]>): JsonText {
  const written = Array.from(entries, ([name, value]) => memberText(name, value));
  return new JsonText(`{${written.filter((member) => member !== undefined).join(',')}}`);
}

function written(value: unknown): string | undefined {
  if (value instanceof JsonText) return value.text;
  if (Array.isArray(value))
    return `[${Array.from(value, (element) => written(element) ?? 'null').join(',')}]`;
  if (typeof value === 'object' && value !== null) return objectText(Object.entries(value)).text;
  return JSON.stringify(value);
}

function memberText(name: string, value: unknown): string | undefined {
  const text = written(value);
  return text === undefined ? undefined : `${JSON.stringify(name)}:${text}`;
}
