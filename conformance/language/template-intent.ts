import { isObject, type Json, type JsonObject } from '../case/json.ts';
import type { Memory } from '../running/exchange.ts';
import { resolveByIntent } from './path.ts';

const INLINE = /\{\{([^{}]+)\}\}|\$\{([^{}]+)\}|\$ref\.([\w-]+)/g;
const WHOLE = /^(?:\{\{([^{}]+)\}\}|\$\{([^{}]+)\}|\$ref\.([\w-]+))$/;

/** A value with its templates filled, and the templates for which nothing was found. */
export interface Filled<T> {
  readonly value: T;
  readonly unfilled: readonly string[];
}

/**
 * Fills `{{steps.STEP.response.…}}`, and `{{name}}`, `${name}` and `$ref.name` for the names that the
 * case captures. A template that is the whole string becomes the value itself. Words that are neither a
 * step's answer nor a captured name are the case's own text and stay.
 */
export function fillByIntent(value: Json, memory: Memory, captured: ReadonlySet<string>): Filled<Json> {
  const unfilled: string[] = [];
  return { value: fill(value), unfilled };

  function fill(part: Json): Json {
    if (typeof part === 'string') return fillString(part);
    if (Array.isArray(part)) return part.map(fill);
    if (!isObject(part)) return part;
    return fillObject(part);
  }

  function fillObject(part: JsonObject): JsonObject {
    // Entries, not assignments: `__proto__` is a key like any other.
    return Object.fromEntries(Object.entries(part).map(([key, each]) => [fillInside(key), fill(each)]));
  }

  function fillString(text: string): Json {
    const [, ...words] = WHOLE.exec(text) ?? [];
    const word = words.find((each) => each !== undefined);
    return word === undefined ? fillInside(text) : (look(word, text) ?? text);
  }

  function fillInside(text: string): string {
    return text.replace(INLINE, (template: string, ...words: (string | undefined)[]) => {
      const found = look(words.slice(0, 3).find((word) => word !== undefined) ?? '', template);
      if (found === undefined) return template;
      return typeof found === 'string' ? found : JSON.stringify(found);
    });
  }

  function look(word: string, template: string): Json | undefined {
    const found = word.startsWith('steps.') ? lookInAnswers(memory, word) : memory.names.get(word);
    if (found === undefined && (word.startsWith('steps.') || captured.has(word))) unfilled.push(template);
    return found;
  }
}

/** The value of a path that starts with `steps.`; undefined where it leads nowhere. */
export function lookInAnswers(memory: Memory, path: string): Json | undefined {
  const resolved = resolveByIntent(answersAsJson(memory), path);
  return resolved.ok ? resolved.value : undefined;
}

function answersAsJson(memory: Memory): Json {
  const steps: JsonObject = {};
  for (const [id, answer] of memory.answers) {
    const response: JsonObject = { status: answer.status, headers: { ...answer.headers } };
    if (answer.json !== undefined) response.body = answer.json;
    steps[id] = { response };
  }
  return { steps };
}
