import { isObject, type Json, type JsonObject, own, sameJson, show } from '../case/json.ts';
import { resolveByIntent } from './path.ts';
import { hasType, pattern, stringTest, typeName } from './strings.ts';

/**
 * Why a value does not hold against a matcher as it is meant; undefined where it holds. Every operator
 * of an object counts, an unknown one never holds, and a missing value is undefined.
 */
export function mismatchByIntent(matcher: Json, value: Json | undefined, at = ''): string | undefined {
  if (typeof matcher === 'string') {
    return unless(stringTest(matcher)?.(value) ?? value === matcher, matcher, value, at);
  }
  if (Array.isArray(matcher)) return elementByElement(matcher, value, at);
  if (isObject(matcher)) {
    return isOperators(matcher) ? operators(matcher, value, at) : keyByKey(matcher, value, at);
  }
  return unless(matcher === null ? (value ?? null) === null : value === matcher, matcher, value, at);
}

/** True where a matcher also holds where the path itself leads nowhere. */
export function allowsNothing(matcher: Json): boolean {
  return matcher === 'absent' || (isObject(matcher) && own(matcher, '$exists') === false);
}

function unless(holds: boolean, matcher: Json, value: Json | undefined, at: string): string | undefined {
  if (holds) return undefined;
  // At the top the report shows what was expected anyway.
  return at === '' ? show(value) : `${at}: expected ${show(matcher)}, got ${show(value)}`;
}

function elementByElement(matcher: Json[], value: Json | undefined, at: string): string | undefined {
  if (!Array.isArray(value) || value.length !== matcher.length) return unless(false, matcher, value, at);
  return firstOf(matcher.map((each, index) => () => mismatchByIntent(each, value[index], `${at}[${index}]`)));
}

function keyByKey(matcher: JsonObject, value: Json | undefined, at: string): string | undefined {
  if (!isObject(value)) return unless(false, matcher, value, at);
  return firstOf(
    Object.entries(matcher).map(
      ([key, each]) =>
        () =>
          mismatchByIntent(each, field(value, key), at === '' ? key : `${at}.${key}`),
    ),
  );
}

/** A key of a matcher is a literal key where the value has it, else a path. */
function field(value: JsonObject, key: string): Json | undefined {
  if (Object.hasOwn(value, key)) return own(value, key);
  const resolved = resolveByIntent(value, key);
  return resolved.ok ? resolved.value : undefined;
}

function isOperators(matcher: JsonObject): boolean {
  const keys = Object.keys(matcher);
  if (keys.some((key) => key.startsWith('$'))) return true;
  const range = own(matcher, 'range');
  return keys.length === 1 && isObject(range) && ('min' in range || 'max' in range);
}

function operators(matcher: JsonObject, value: Json | undefined, at: string): string | undefined {
  return firstOf(
    Object.entries(matcher).map(([name, argument]) => () => {
      const operator = OPERATORS[name];
      if (operator === undefined) return `unknown operator ${name}`;
      return unless(operator(argument, value), { [name]: argument }, value, at);
    }),
  );
}

const OPERATORS: Readonly<Record<string, (argument: Json, value: Json | undefined) => boolean>> = {
  $exists: (wanted, value) => ((value ?? null) !== null) === wanted,
  $type: (name, value) => hasType(value, name),
  $match: (source, value) => typeof source === 'string' && pattern(source)(value),
  $in: (list, value) => Array.isArray(list) && list.some((each) => holds(each, value)),
  $or: (list, value) => Array.isArray(list) && list.some((each) => holds(each, value)),
  $size: (wanted, value) => Array.isArray(value) && holds(wanted, value.length),
  $empty: (wanted, value) => isEmpty(value) === wanted,
  $eq: (wanted, value) => sameJson(wanted, value),
  $ne: (unwanted, value) => !sameJson(unwanted, value),
  $gt: (bound, value) => ordered(bound, value, (a, b) => a > b),
  $gte: (bound, value) => ordered(bound, value, (a, b) => a >= b),
  $lt: (bound, value) => ordered(bound, value, (a, b) => a < b),
  $lte: (bound, value) => ordered(bound, value, (a, b) => a <= b),
  range: (ends, value) =>
    isObject(ends) &&
    ordered(own(ends, 'min') ?? Number.NEGATIVE_INFINITY, value, (a, b) => a >= b) &&
    ordered(own(ends, 'max') ?? Number.POSITIVE_INFINITY, value, (a, b) => a <= b),
};

function holds(matcher: Json, value: Json | undefined): boolean {
  return mismatchByIntent(matcher, value) === undefined;
}

function ordered(bound: Json, value: Json | undefined, order: (a: number, b: number) => boolean): boolean {
  return typeof bound === 'number' && typeof value === 'number' && order(value, bound);
}

function isEmpty(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isObject(value)) return Object.keys(value).length === 0;
  return typeName(value) === 'null' || value === '';
}

function firstOf(checks: (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const why = check();
    if (why !== undefined) return why;
  }
  return undefined;
}
