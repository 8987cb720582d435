import fc from 'fast-check';

/**
 * JSON documents as text, with what they mean: any whitespace, any escapes, numbers of any length,
 * repeated and odd keys. The value is built beside the text, so that no parser is trusted.
 */
export interface Document {
  readonly text: string;
  readonly value: unknown;
  /** Levels of arrays and objects; 0 for a number. Counts what a repeated key hides, too. */
  readonly depth: number;
}

function escaped(value: string, all: boolean): string {
  if (!all) return JSON.stringify(value);
  const units = Array.from({ length: value.length }, (_, index) => value.charCodeAt(index));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`;
}

const awkward = fc.constantFrom(
  '',
  'a',
  '__proto__',
  'constructor',
  '"',
  '\\',
  '\\"',
  '\\\\',
  '}',
  ']',
  '{"a":[',
  ',',
  ':',
  '\n',
  '\u0000',
  '\ud800',
  'é',
);

interface StringDocument extends Document {
  readonly value: string;
}

export const strings: fc.Arbitrary<StringDocument> = fc
  .tuple(fc.oneof(awkward, fc.string({ unit: 'binary', maxLength: 6 })), fc.boolean())
  .map(([value, all]) => ({ text: escaped(value, all), value, depth: 0 }));

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 25 });
const exponents = fc.tuple(fc.constantFrom('e', 'E', 'e+', 'E-'), fc.integer({ min: 0, max: 400 }));

export const numbers: fc.Arbitrary<Document> = fc
  .tuple(fc.boolean(), digits, fc.option(digits), fc.option(exponents))
  .map(([minus, whole, fraction, exponent]) => {
    const integer = whole.replace(/^0+(?=\d)/, '');
    const text = `${minus ? '-' : ''}${integer}${fraction ? `.${fraction}` : ''}${exponent ? exponent.join('') : ''}`;
    return { text, value: Number(text), depth: 0 };
  });

const words: fc.Arbitrary<Document> = fc.constantFrom(
  { text: 'null', value: null, depth: 0 },
  { text: 'true', value: true, depth: 0 },
  { text: 'false', value: false, depth: 0 },
);

const spaces = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r'), maxLength: 3 });

function padded<T extends Document>(document: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc
    .tuple(spaces, document, spaces)
    .map(([before, inner, after]) => ({ ...inner, text: before + inner.text + after }));
}

function depthOver(documents: readonly Document[]): number {
  return 1 + Math.max(0, ...documents.map((document) => document.depth));
}

const { value, list, record } = fc.letrec<{ value: Document; list: Document; record: Document }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, words, strings, numbers, tie('list'), tie('record')),
  list: fc.array(padded(tie('value')), { maxLength: 4 }).map((items) => ({
    text: `[${items.map((item) => item.text).join(',')}]`,
    value: items.map((item) => item.value),
    depth: depthOver(items),
  })),
  record: fc.array(fc.tuple(padded(strings), padded(tie('value'))), { maxLength: 4 }).map((items) => ({
    text: `{${items.map(([key, item]) => `${key.text}:${item.text}`).join(',')}}`,
    value: Object.fromEntries(items.map(([key, item]) => [key.value, item.value])),
    depth: depthOver(items.map(([, item]) => item)),
  })),
}));

export const documents = padded(value);
export const arrayDocuments = padded(list);
export const objectDocuments = padded(record);
