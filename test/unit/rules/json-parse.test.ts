import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../src/rules/json-parse.ts';
import { documents } from './json-documents.ts';

describe('ojs-json-format 2.3: reading JSON', () => {
  it('reads every document as it was meant, whatever was read before', () => {
    fc.assert(
      fc.property(documents, ({ text, value }) => {
        expect(parseJson(text)).toEqual(value);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    '"',
    '\n',
    '\u0000',
    'args',
    '\ud800',
  ])('reads the escaped key %j also where an object with a backslash key came before (nodejs/node 63785)', (key) => {
    const escaped = Array.from(key, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(
      '',
    );
    JSON.parse('{"type":1,"args":2,"\\\\":3}');
    expect(parseJson(`{"type":1,"args":2,"${escaped}":{"type":1,"args":2,"${escaped}":[4]}}`)).toEqual({
      type: 1,
      args: 2,
      [key]: { type: 1, args: 2, [key]: [4] },
    });
  });

  it('keeps __proto__ and constructor as data, also beside an escaped key', () => {
    for (const text of [
      '{"__proto__":{"a":1},"constructor":2}',
      '{"\\u005f_proto__":{"a":1},"constructor":2}',
    ]) {
      const value = parseJson(text);
      expect(Object.entries(value ?? {})).toEqual([
        ['__proto__', { a: 1 }],
        ['constructor', 2],
      ]);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    }
  });

  it.each([
    '',
    ' ',
    '{',
    '{"a":1,}',
    '[1,]',
    "{'a':1}",
    '{"\\u0061":1',
    '{"\\u0061" 1}',
    '{"\\x":1}',
    '01',
    'nul',
    '"\n"',
  ])('refuses %j as JSON.parse does', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it('takes time in proportion to the text, escaped keys or not', () => {
    // Processor time, the least of three runs, so that whatever else the machine does decides nothing.
    const costOf = (count: number) => {
      const members = Array.from({ length: count }, (_, index) => `"\\u0061${index}":[{"\\n":""}]`);
      const text = `{${members.join(',')}}`;
      const runs = Array.from({ length: 3 }, () => {
        const before = process.cpuUsage();
        expect(Object.keys(parseJson(text) ?? {}).length).toBe(count);
        return process.cpuUsage(before).user;
      });
      return Math.min(...runs);
    };
    costOf(5_000);
    // Eight times the text: eight times the work, sixty-four where it were quadratic.
    expect(costOf(80_000) / costOf(10_000)).toBeLessThan(32);
  });
});
