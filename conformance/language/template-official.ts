import { isObject, type Json } from '../case/json.ts';
import type { Memory } from '../running/exchange.ts';
import { resolveOfficial } from './path.ts';

const TEMPLATE = /\{\{steps\.([^.{}]+)\.response\.body\.([^{}]+)\}\}/g;

/**
 * A text with `{{steps.STEP.response.body.PATH}}` replaced: strings bare, whole numbers without a
 * fraction, all else as JSON. What does not resolve stays as it stands.
 */
export function fillText(text: string, memory: Memory): string {
  return text.replace(TEMPLATE, (template: string, step: string, path: string) => {
    const body = memory.answers.get(step)?.json;
    if (body === undefined) return template;
    const resolved = resolveOfficial(body, path);
    if (!resolved.ok || resolved.value === undefined || resolved.value === null) return template;
    return typeof resolved.value === 'string' ? resolved.value : JSON.stringify(resolved.value);
  });
}

/** A matcher with the templates of its strings replaced. */
export function fillMatcher(matcher: Json, memory: Memory): Json {
  if (typeof matcher === 'string') return fillText(matcher, memory);
  if (Array.isArray(matcher)) return matcher.map((each) => fillMatcher(each, memory));
  if (!isObject(matcher)) return matcher;
  // Entries, not assignments: `__proto__` is a key like any other.
  return Object.fromEntries(
    Object.entries(matcher).map(([key, each]) => [fillText(key, memory), fillMatcher(each, memory)]),
  );
}
