import { isObject, type Json, type JsonObject, own, show } from '../case/json.ts';
import { parsePath, type Segment } from './path-text.ts';

/** What a path leads to. `value` is undefined only where the reading by intent finds nothing. */
export type Resolved =
  | { readonly ok: true; readonly value: Json | undefined }
  | { readonly ok: false; readonly why: string };

/** Reads a field of an object and follows the rest; the first segment is a key. */
type KeyStep = (object: JsonObject, segments: readonly Segment[]) => Resolved;

/**
 * A path as the official runner reads it: each dot is a step, quoted keys are an error, a missing field
 * is null, and a step into something that is neither object nor array is an error.
 */
export function resolveOfficial(root: Json, path: string): Resolved {
  const segments = parsePath(path);
  if (typeof segments === 'string') return { ok: false, why: segments };
  if (segments.some((segment) => segment.kind === 'key' && segment.quoted)) {
    return { ok: false, why: 'a quoted key' };
  }
  return follow(root, segments, eachDotAStep);
}

/**
 * A path as it is meant: keys may be quoted or hold dots themselves (the longest key that exists wins),
 * and a missing field is undefined.
 */
export function resolveByIntent(root: Json | undefined, path: string): Resolved {
  const segments = parsePath(path);
  return typeof segments === 'string'
    ? { ok: false, why: segments }
    : follow(root, segments, longestKeyFirst);
}

const eachDotAStep: KeyStep = (object, [segment, ...rest]) =>
  follow(segment?.kind === 'key' ? (own(object, segment.name) ?? null) : null, rest, eachDotAStep);

const longestKeyFirst: KeyStep = (object, segments) => {
  let missed: Resolved | undefined;
  for (let length = keysThatMayJoin(segments); length >= 1; length -= 1) {
    const name = segments
      .slice(0, length)
      .map((segment) => (segment.kind === 'key' ? segment.name : ''))
      .join('.');
    if (!Object.hasOwn(object, name)) continue;
    const resolved = follow(own(object, name), segments.slice(length), longestKeyFirst);
    if (resolved.ok && resolved.value !== undefined) return resolved;
    missed ??= resolved;
  }
  return missed ?? follow(undefined, segments.slice(1), longestKeyFirst);
};

function keysThatMayJoin(segments: readonly Segment[]): number {
  const end = segments.findIndex((segment) => segment.kind !== 'key' || segment.quoted);
  if (end === -1) return segments.length;
  return Math.max(end, 1);
}

function follow(value: Json | undefined, segments: readonly Segment[], keyStep: KeyStep): Resolved {
  const [segment, ...rest] = segments;
  if (segment === undefined) return { ok: true, value };
  if (segment.kind === 'key') {
    if (isObject(value)) return keyStep(value, segments);
    return { ok: false, why: `no field ${segment.name} in ${show(value)}` };
  }
  if (!Array.isArray(value)) return { ok: false, why: `${show(value)} is no array` };
  if (segment.kind === 'index') {
    const element = value[segment.at];
    if (element === undefined) return { ok: false, why: `no element ${segment.at} in ${show(value)}` };
    return follow(element, rest, keyStep);
  }
  if (segment.kind === 'first') {
    const element = value.find((each) => isObject(each) && own(each, segment.key) === segment.value);
    return follow(element ?? null, rest, keyStep);
  }
  const collected: Json[] = [];
  for (const element of value) {
    const resolved = follow(element, rest, keyStep);
    if (resolved.ok && resolved.value !== undefined && resolved.value !== null)
      collected.push(resolved.value);
  }
  return { ok: true, value: collected };
}
