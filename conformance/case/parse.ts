import type { Case, Step } from './case.ts';
import { isObject, type Json, type JsonObject, own, parseJson } from './json.ts';

/**
 * Reads one case from its text.
 * @throws Error that names the file and the field, where the text is no case.
 */
export function parseCase(path: string, text: string): Case {
  const json = parseJson(text);
  if (!isObject(json)) throw new Error(`${path}: not a JSON object`);
  const level = own(json, 'level') ?? 'ext';
  if (typeof level !== 'number' && level !== 'ext') throw new Error(`${path}: level must be 0 to 4 or "ext"`);
  const testId = own(json, 'test_id');
  if (typeof testId !== 'string') throw new Error(`${path}: test_id must be a string`);
  return {
    path,
    testId,
    level: String(level),
    name: optional(json, 'name', isString, path) ?? testId,
    setup: parseSteps(nested(json, 'setup'), `${path}: setup.steps`),
    steps: parseSteps(own(json, 'steps'), `${path}: steps`),
    teardown: parseSteps(nested(json, 'teardown'), `${path}: teardown.steps`),
  };
}

function nested(json: JsonObject, key: string): Json {
  const part = own(json, key);
  return isObject(part) ? (own(part, 'steps') ?? []) : [];
}

function parseSteps(json: Json | undefined, where: string): Step[] {
  if (!Array.isArray(json)) throw new Error(`${where} must be an array`);
  return json.map((step, at) => parseStep(step, `${where}[${at}]`));
}

function parseStep(json: Json, where: string): Step {
  if (!isObject(json)) throw new Error(`${where} must be an object`);
  const action = optional(json, 'action', isString, where);
  if (action === undefined) throw new Error(`${where}.action must be a string`);
  return {
    id: optional(json, 'id', isString, where),
    action,
    path: optional(json, 'path', isString, where) ?? '',
    headers: strings(optional(json, 'headers', isObject, where), `${where}.headers`),
    body: own(json, 'body'),
    rawBody: optional(json, 'raw_body', isString, where) ?? optional(json, 'body_raw', isString, where),
    request: optional(json, 'request', isObject, where),
    delayMs: optional(json, 'delay_ms', isNumber, where) ?? 0,
    durationMs: optional(json, 'duration_ms', isNumber, where),
    repeat: optional(json, 'repeat', isNumber, where) ?? 1,
    parallelWith: optional(json, 'parallel_with', isString, where),
    assertions: optional(json, 'assertions', isObject, where),
    expect: optional(json, 'expect', isObject, where),
    captures: {
      ...strings(optional(json, 'capture', isObject, where), `${where}.capture`),
      ...strings(optional(json, 'captures', isObject, where), `${where}.captures`),
      ...strings(optional(json, 'store', isObject, where), `${where}.store`),
    },
  };
}

function optional<T extends Json>(
  json: JsonObject,
  key: string,
  guard: (value: Json | undefined) => value is T,
  where: string,
): T | undefined {
  const value = own(json, key);
  if (value === undefined || value === null) return undefined;
  if (!guard(value)) throw new Error(`${where}: ${key} has the wrong type`);
  return value;
}

function isString(value: Json | undefined): value is string {
  return typeof value === 'string';
}

function isNumber(value: Json | undefined): value is number {
  return typeof value === 'number' && value >= 0;
}

function strings(json: JsonObject | undefined, where: string): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [key, value] of Object.entries(json ?? {})) {
    if (typeof value !== 'string') throw new Error(`${where}.${key} must be a string`);
    result[key] = value;
  }
  return result;
}
