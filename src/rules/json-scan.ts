/** Steps through JSON text by index, without a stack. On text that is no JSON they end, somewhere. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Whether a value that starts with this character code is an object or an array. */
export function opens(code: number): boolean {
  return code === OPEN_BRACKET || code === OPEN_BRACE;
}

export function closes(code: number): boolean {
  return code === CLOSE_BRACKET || code === CLOSE_BRACE;
}

export function quotes(code: number): boolean {
  return code === QUOTE;
}

/** The index of the first character at or after `at` that is no JSON whitespace. */
export function afterSpace(text: string, at: number): number {
  let index = at;
  while (isSpace(text.charCodeAt(index))) index += 1;
  return index;
}

/** The index of what follows the value that ended at `end`: the next key or element, or the bracket. */
export function afterComma(text: string, end: number): number {
  const at = afterSpace(text, end);
  return text[at] === ',' ? afterSpace(text, at + 1) : at;
}

/** The index after the closing quote of the string that opens at `at`. */
export function stringEnd(text: string, at: number): number {
  let quote = text.indexOf('"', at + 1);
  while (quote !== -1 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote === -1 ? text.length : quote + 1;
}

/** The index after the value that starts at `at`. */
export function valueEnd(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (quotes(first)) return stringEnd(text, at);
  return opens(first) ? nestedEnd(text, at) : wordEnd(text, at);
}

/** The index after the number, `true`, `false` or `null` that starts at `at`. */
export function wordEnd(text: string, at: number): number {
  let index = at;
  while (index < text.length && !endsWord(text.charCodeAt(index))) index += 1;
  return index;
}

function nestedEnd(text: string, at: number): number {
  let depth = 0;
  let index = at;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (quotes(code)) {
      index = stringEnd(text, index);
      continue;
    }
    index += 1;
    if (opens(code)) depth += 1;
    else if (closes(code)) depth -= 1;
    if (depth === 0) return index;
  }
  return index;
}

/** Every backslash belongs to one run and every run to one quote, so the whole stays one pass. */
function isEscaped(text: string, quote: number): boolean {
  let index = quote - 1;
  while (text.charCodeAt(index) === BACKSLASH) index -= 1;
  return (quote - index) % 2 === 0;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function endsWord(code: number): boolean {
  return isSpace(code) || code === 0x2c || closes(code);
}
