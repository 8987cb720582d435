import { invalidRequest } from './errors.ts';
import { closes, opens, quotes, stringEnd, wordEnd } from './json-scan.ts';

/**
 * Throws `invalidRequest` where objects and arrays stand in each other more than `maxDepth` levels
 * deep, the outermost counted. One pass, no stack, on any text: call it before JSON.parse, which
 * finds all other faults.
 */
export function checkNesting(text: string, maxDepth: number): void {
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (quotes(code)) {
      at = stringEnd(text, at);
      continue;
    }
    at += 1;
    if (opens(code)) depth += 1;
    else if (closes(code)) depth -= 1;
    if (depth > maxDepth) {
      throw invalidRequest(
        `The body nests arrays and objects more than ${maxDepth} levels deep; flatten it.`,
        {
          max_depth: maxDepth,
        },
      );
    }
  }
}

/**
 * The first number in valid JSON text whose value a double does not keep, or undefined: another
 * number than the one written would be read from it (ojs-json-format, section 4.2). `0.1` and `1.0`
 * are kept, since the digits that come back mean the same.
 */
export function inexactNumber(text: string): string | undefined {
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (quotes(code)) {
      at = stringEnd(text, at);
    } else if (startsNumber(code)) {
      const end = wordEnd(text, at);
      const literal = text.slice(at, end);
      if (!keepsValue(literal)) return literal;
      at = end;
    } else {
      at += 1;
    }
  }
  return undefined;
}

/**
 * The value of a JSON number by its digits, the same text for the same value, where a double does not
 * keep it; undefined where one does.
 */
export function exactDecimal(literal: string): string | undefined {
  if (keepsValue(literal)) return undefined;
  return `${literal.startsWith('-') ? '-' : ''}${decimalForm(literal)}`;
}

function startsNumber(code: number): boolean {
  return code === 0x2d || (code >= 0x30 && code <= 0x39);
}

function keepsValue(literal: string): boolean {
  const value = Number(literal);
  return Number.isFinite(value) && decimalForm(literal) === decimalForm(String(value));
}

const NUMBER = /^-?(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

/** The same text for the same value: its digits without zeros at either end, and their power of ten. */
function decimalForm(literal: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(literal) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? '0' : `${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`;
}
