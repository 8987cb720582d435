import { isObject, type Json } from '../case/json.ts';

type Test = (value: Json | undefined) => boolean;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const DATETIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

const WORDS: Readonly<Record<string, Test>> = {
  any: () => true,
  absent: (value) => value === undefined || value === null,
  exists: (value) => value !== undefined && value !== null,
  'string:nonempty': (value) => typeof value === 'string' && value !== '',
  'string:non_empty': (value) => typeof value === 'string' && value !== '',
  'string:uuid': (value) => typeof value === 'string' && UUID.test(value),
  'string:uuidv7': (value) => typeof value === 'string' && UUID_V7.test(value),
  'string:datetime': (value) =>
    typeof value === 'string' && DATETIME.test(value) && !Number.isNaN(Date.parse(value)),
  'number:positive': (value) => typeof value === 'number' && value > 0,
  'number:non_negative': (value) => typeof value === 'number' && value >= 0,
  'array:nonempty': (value) => Array.isArray(value) && value.length > 0,
  'array:empty': (value) => Array.isArray(value) && value.length === 0,
};

/** Matchers with an argument: what they look like, and the test that they make of it. */
const FORMS: readonly (readonly [RegExp, (...args: string[]) => Test])[] = [
  [
    /^string:contains:(.*)$/s,
    (part = '') =>
      (value) =>
        typeof value === 'string' && value.includes(part),
  ],
  [/^string:pattern\((.*)\)$/s, (source = '') => pattern(source)],
  [/^number:range\(([^,]+),([^,]+)\)$/, (low, high) => between(Number(low), Number(high))],
  [/^~(-?\d+(?:\.\d+)?)$/, (middle) => around(Number(middle))],
  [/^array:length(?::(\d+)|\((\d+)\))$/, (a, b) => (value) => lengthOf(value) === Number(a ?? b)],
  [/^array:min(?:_length)?:(\d+)$/, (least) => (value) => lengthOf(value) >= Number(least)],
  [
    /^contains:(.*)$/s,
    (element = '') =>
      (value) =>
        Array.isArray(value) && value.includes(element),
  ],
  [
    /^not_contains:(.*)$/s,
    (element = '') =>
      (value) =>
        Array.isArray(value) && !value.includes(element),
  ],
];

/** The test that a string stands for; undefined where it stands for itself. */
export function stringTest(text: string): Test | undefined {
  if (Object.hasOwn(WORDS, text)) return WORDS[text];
  for (const [form, test] of FORMS) {
    const match = form.exec(text);
    if (match !== null) return test(...match.slice(1));
  }
  return undefined;
}

/** A search with a regular expression of the official runner's dialect; one that is none matches nothing. */
export function pattern(source: string): Test {
  const [, flags = '', rest = source] = /^\(\?([ims]+)\)(.*)$/s.exec(source) ?? [];
  try {
    const expression = new RegExp(rest, flags);
    return (value) => typeof value === 'string' && expression.test(value);
  } catch {
    return () => false;
  }
}

/** The name that `$type` uses for a value. */
export function typeName(value: Json | undefined): string {
  if (value === undefined || value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return isObject(value) ? 'object' : typeof value;
}

/** True where a value is of a type that `$type` names; `integer` is a number without a fraction. */
export function hasType(value: Json | undefined, name: Json): boolean {
  return name === 'integer' ? Number.isInteger(value) : typeName(value) === name;
}

/** From low to high, both included. */
export function between(low: number, high: number): Test {
  return (value) => typeof value === 'number' && value >= low && value <= high;
}

function around(middle: number): Test {
  const [low, high] = [middle * 0.5, middle * 1.5];
  return between(Math.min(low, high), Math.max(low, high));
}

/** -1 where the value is no array. */
function lengthOf(value: Json | undefined): number {
  return Array.isArray(value) ? value.length : -1;
}
