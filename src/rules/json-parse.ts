import { afterComma, afterSpace, stringEnd, valueEnd } from './json-scan.ts';

/**
 * JSON.parse, right about keys. V8 from 12.8 on may read an escaped key as a backslash once an
 * object with the key "\\" and the same keys before it was parsed (github.com/nodejs/node/issues/63785),
 * so that one caller's document changes what the next one's means. Text with an escape in a key is
 * therefore read here, after JSON.parse has found it valid. Throws SyntaxError as JSON.parse does.
 * Check the nesting first: this uses the stack.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return hasEscapedKey(text) ? read(text, afterSpace(text, 0)).value : value;
}

function hasEscapedKey(text: string): boolean {
  if (!text.includes('\\')) return false;
  let at = text.indexOf('"');
  while (at !== -1) {
    const end = stringEnd(text, at);
    if (text[afterSpace(text, end)] === ':' && text.slice(at, end).includes('\\')) return true;
    at = text.indexOf('"', end);
  }
  return false;
}

interface Read {
  readonly value: unknown;
  /** The index after the value. */
  readonly end: number;
}

function read(text: string, at: number): Read {
  if (text[at] === '{') return readObject(text, at);
  if (text[at] === '[') return readArray(text, at);
  const end = valueEnd(text, at);
  return { value: JSON.parse(text.slice(at, end)), end };
}

function readObject(text: string, open: number): Read {
  const entries: [string, unknown][] = [];
  let at = afterSpace(text, open + 1);
  while (text[at] === '"') {
    const keyEnd = stringEnd(text, at);
    const key: string = JSON.parse(text.slice(at, keyEnd));
    const { value, end } = read(text, afterSpace(text, afterSpace(text, keyEnd) + 1));
    entries.push([key, value]);
    at = afterComma(text, end);
  }
  return { value: Object.fromEntries(entries), end: at + 1 };
}

function readArray(text: string, open: number): Read {
  const values: unknown[] = [];
  let at = afterSpace(text, open + 1);
  while (text[at] !== ']') {
    const { value, end } = read(text, at);
    values.push(value);
    at = afterComma(text, end);
  }
  return { value: values, end: at + 1 };
}
