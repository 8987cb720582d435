import { exactDecimal } from './json-limits.ts';
import { afterComma, afterSpace, stringEnd, wordEnd } from './json-scan.ts';

/**
 * One text for every JSON value that means the same (ojs-unique-jobs 4.1, after RFC 8785): no
 * whitespace, keys sorted, strings in NFC, numbers as ECMAScript writes them. A number that a double
 * does not keep is written by its decimal digits instead, so that two different ones stay different.
 * `text` must be valid JSON; check its nesting first, this uses the stack.
 */
export function canonicalJson(text: string): string {
  return canonical(text, afterSpace(text, 0)).text;
}

interface Written {
  readonly text: string;
  /** The index after the value. */
  readonly end: number;
}

function canonical(text: string, at: number): Written {
  switch (text[at]) {
    case '{':
      return canonicalObject(text, at);
    case '[':
      return canonicalArray(text, at);
    case '"': {
      const end = stringEnd(text, at);
      return { text: canonicalString(text.slice(at, end)), end };
    }
    default: {
      const end = wordEnd(text, at);
      return { text: canonicalWord(text.slice(at, end)), end };
    }
  }
}

/** Of a repeated key the last value counts, as for JSON.parse. */
function canonicalObject(text: string, open: number): Written {
  const members = new Map<string, string>();
  let at = afterSpace(text, open + 1);
  while (text[at] === '"') {
    const keyEnd = stringEnd(text, at);
    const value = canonical(text, afterSpace(text, afterSpace(text, keyEnd) + 1));
    members.set(stringOf(text.slice(at, keyEnd)), value.text);
    at = afterComma(text, value.end);
  }
  const sorted = [...members].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    text: `{${sorted.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`,
    end: at + 1,
  };
}

function canonicalArray(text: string, open: number): Written {
  const values: string[] = [];
  let at = afterSpace(text, open + 1);
  while (text[at] !== ']') {
    const value = canonical(text, at);
    values.push(value.text);
    at = afterComma(text, value.end);
  }
  return { text: `[${values.join(',')}]`, end: at + 1 };
}

function canonicalString(literal: string): string {
  return JSON.stringify(stringOf(literal));
}

function stringOf(literal: string): string {
  const value: string = JSON.parse(literal);
  return value.normalize('NFC');
}

function canonicalWord(word: string): string {
  if (word === 'true' || word === 'false' || word === 'null') return word;
  // JSON.stringify writes -0 as 0, as RFC 8785 does.
  return exactDecimal(word) ?? JSON.stringify(Number(word));
}
