import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../src/rules/json-parse.ts';
import { elements, JsonText, members, objectText, writeJson } from '../../../src/rules/json-text.ts';
import { arrayDocuments, documents, objectDocuments } from './json-documents.ts';

function texts(map: Map<string, JsonText>): [string, string][] {
  return Array.from(map, ([key, value]) => [key, value.text]);
}

describe('DESIGN decision 5: the source text of the members of an object', () => {
  it('keeps numbers, spaces, escapes and empty values as they were sent', () => {
    const text =
      ' {"a" : 12345678901234567890.10 ,"b":[ 1, {} ],\n"c":"\\u0041\\/","d":{ "x" : null }, "e": -0.0e5}\t';
    expect(texts(members(text))).toEqual([
      ['a', '12345678901234567890.10'],
      ['b', '[ 1, {} ]'],
      ['c', '"\\u0041\\/"'],
      ['d', '{ "x" : null }'],
      ['e', '-0.0e5'],
    ]);
  });

  it('reads escapes in keys, and takes __proto__ and constructor for ordinary ones', () => {
    const text = '{"\\u0061\\"":1,"__proto__":{"x":1},"constructor":[],"\\\\":2,"\\u0000":3,"\\ud800":4}';
    expect(texts(members(text))).toEqual([
      ['a"', '1'],
      ['__proto__', '{"x":1}'],
      ['constructor', '[]'],
      ['\\', '2'],
      ['\u0000', '3'],
      ['\ud800', '4'],
    ]);
  });

  it('of a repeated key the last one counts, as for JSON.parse', () => {
    expect(texts(members('{"a":1,"b":2,"\\u0061":3}'))).toEqual([
      ['a', '3'],
      ['b', '2'],
    ]);
  });

  it('is not misled by brackets, commas and quotes inside strings', () => {
    expect(texts(members('{"a":"}],\\"{","b":["\\\\",{"c":"\\\\\\""}]}'))).toEqual([
      ['a', '"}],\\"{"'],
      ['b', '["\\\\",{"c":"\\\\\\""}]'],
    ]);
  });

  it.each(['{}', ' { \n } '])('has no members: %j', (text) => {
    expect(members(text).size).toBe(0);
  });

  it('of any object: its members with the values they mean, as pieces of the source', () => {
    fc.assert(
      fc.property(objectDocuments, ({ text, value }) => {
        const found = members(text);
        expect(Object.fromEntries(Array.from(found, ([key, piece]) => [key, parseJson(piece.text)]))).toEqual(
          value,
        );
        for (const piece of found.values()) {
          expect(text).toContain(piece.text);
          expect(piece.text).toBe(piece.text.trim());
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of any array: its elements with the values they mean', () => {
    fc.assert(
      fc.property(arrayDocuments, ({ text, value }) => {
        const found = elements(text);
        expect(found.map((piece) => parseJson(piece.text))).toEqual(value);
        for (const piece of found) expect(piece.text).toBe(piece.text.trim());
      }),
      { numRuns: 500 },
    );
  });

  it('takes time in proportion to the text, also where it is all backslashes and quotes', () => {
    const size = 4_000_000;
    const text = `{"a":"${'\\\\'.repeat(size / 2)}","b":"${'\\"'.repeat(size / 2)}","c":${'['.repeat(64)}${']'.repeat(64)}}`;
    const start = process.cpuUsage();
    expect(members(text).size).toBe(3);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000);
  });
});

describe('DESIGN decision 5: writing with texts inside', () => {
  it('writes plain values as JSON.stringify does', () => {
    fc.assert(
      fc.property(fc.anything({ withSparseArray: true, withNullPrototype: true }), (value) => {
        fc.pre(value !== undefined);
        expect(writeJson(value)).toBe(JSON.stringify(value));
      }),
      { numRuns: 500 },
    );
  });

  it('writes what came as JSON as JSON.stringify does, __proto__ included', () => {
    fc.assert(
      fc.property(documents, ({ value }) => {
        expect(writeJson(value)).toBe(JSON.stringify(value));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves out undefined members, and writes null for them in arrays', () => {
    expect(writeJson({ a: undefined, b: [undefined, () => 1], c: Number.NaN })).toBe(
      '{"b":[null,null],"c":null}',
    );
  });

  it('puts texts in verbatim, at any depth', () => {
    const big = new JsonText('[ 1.00000000000000000001 , 123456789012345678901234567890 ]');
    expect(writeJson({ a: big, b: [big], c: { d: big } })).toBe(
      `{"a":${big.text},"b":[${big.text}],"c":{"d":${big.text}}}`,
    );
    expect(writeJson(big)).toBe(big.text);
  });

  it('refuses what is no JSON at all instead of writing half a document', () => {
    expect(() => writeJson(undefined)).toThrow(TypeError);
    expect(() => writeJson({ a: 1n })).toThrow(TypeError);
  });

  it('builds an object from names and values; an undefined one is left out, an odd name kept', () => {
    const made = objectText([
      ['__proto__', new JsonText('1e400')],
      ['a"b', 'x'],
      ['gone', undefined],
      ['list', [1, new JsonText('2.0')]],
    ]);
    expect(made).toBeInstanceOf(JsonText);
    expect(made.text).toBe('{"__proto__":1e400,"a\\"b":"x","list":[1,2.0]}');
    expect(objectText([]).text).toBe('{}');
  });

  it('takes any object apart and together again without a change of its members', () => {
    fc.assert(
      fc.property(objectDocuments, ({ text }) => {
        const once = members(text);
        expect(texts(members(objectText(once).text))).toEqual(texts(once));
      }),
    );
  });
});
