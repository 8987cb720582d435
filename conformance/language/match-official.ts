import { isObject, type Json, type JsonObject, own, sameJson } from '../case/json.ts';
import { between, hasType, pattern, stringTest } from './strings.ts';

/**
 * True where a value holds against a matcher as the official runner reads it: the first operator that
 * it knows decides, and an object with none (also `{"$type": …}` or `{"$gte": …}` alone) is compared
 * key by key.
 */
export function matchesOfficial(matcher: Json, value: Json): boolean {
  if (typeof matcher === 'string') return stringTest(matcher)?.(value) ?? value === matcher;
  if (Array.isArray(matcher)) {
    return (
      Array.isArray(value) &&
      value.length === matcher.length &&
      matcher.every((each, at) => matchesOfficial(each, value[at] ?? null))
    );
  }
  if (isObject(matcher)) return operator(matcher, value) ?? keyByKey(matcher, value);
  return value === matcher;
}

function operator(matcher: JsonObject, value: Json): boolean | undefined {
  const exists = own(matcher, '$exists');
  if (exists !== undefined) {
    if (exists !== true) return value === null;
    const type = own(matcher, '$type');
    return value !== null && (type === undefined || hasType(value, type));
  }
  const match = own(matcher, '$match');
  if (typeof match === 'string') return pattern(match)(value);
  const oneOf = own(matcher, '$in');
  if (Array.isArray(oneOf)) return oneOf.some((each) => sameJson(each, value));
  const size = own(matcher, '$size');
  if (size !== undefined) return hasSize(value, size);
  const either = own(matcher, '$or');
  if (Array.isArray(either)) return either.some((each) => matchesOfficial(each, value));
  if (own(matcher, '$empty') !== undefined) return true;
  const range = own(matcher, 'range');
  if (isObject(range)) return inRange(range, value);
  return undefined;
}

function keyByKey(matcher: JsonObject, value: Json): boolean {
  if (!isObject(value)) return false;
  return Object.entries(matcher).every(([key, each]) => {
    if (each === 'absent') return !Object.hasOwn(value, key);
    const field = own(value, key);
    return field !== undefined && matchesOfficial(each, field);
  });
}

/** `$size`: a number, or `{"$gte": number}`, of the elements of an array. */
function hasSize(value: Json, size: Json): boolean {
  if (!Array.isArray(value)) return false;
  if (!isObject(size)) return value.length === size;
  const least = own(size, '$gte');
  return typeof least === 'number' && value.length >= least;
}

/** `range: {min, max}`, both included; a missing end is open. */
function inRange(range: JsonObject, value: Json): boolean {
  const min = own(range, 'min');
  const max = own(range, 'max');
  return between(
    typeof min === 'number' ? min : Number.NEGATIVE_INFINITY,
    typeof max === 'number' ? max : Number.POSITIVE_INFINITY,
  )(value);
}
