import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/rules/canonical-json.ts';

describe('ojs-unique-jobs 4.1: one text for every value that means the same', () => {
  it.each([
    [' { "b" : [ 1 , 2 ] , "a" : { } } ', '{"a":{},"b":[1,2]}'],
    ['{"b":1,"a":2,"b":3}', '{"a":2,"b":3}'],
    ['[1.0, 1e0, 10E-1, -0, 0.0]', '[1,1,1,0,0]'],
    ['[1e21, 1e-7, 0.1]', '[1e+21,1e-7,0.1]'],
    ['"\\u0041\\/\\n"', '"A/\\n"'],
    ['{"\\u0061":1,"A":2}', '{"A":2,"a":1}'],
    ['{"__proto__":1}', '{"__proto__":1}'],
    ['[true,false,null]', '[true,false,null]'],
  ])('%s → %s', (text, expected) => {
    expect(canonicalJson(text)).toBe(expected);
  });

  it('strings and keys are compared in NFC (4.2)', () => {
    expect(canonicalJson('{"e\\u0301":"e\\u0301"}')).toBe(canonicalJson('{"é":"é"}'));
  });

  it('numbers that a double does not keep are compared by their digits', () => {
    expect(canonicalJson('9007199254740993')).not.toBe(canonicalJson('9007199254740992'));
    expect(canonicalJson('9007199254740993')).toBe(canonicalJson('9007199254740993.0'));
    expect(canonicalJson('1e400')).toBe(canonicalJson('10e399'));
    expect(canonicalJson('-1e400')).not.toBe(canonicalJson('1e400'));
  });

  it('any value, however it is written: the same text, which means the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const canonical = canonicalJson(text);
        expect(canonicalJson(JSON.stringify(value, null, 2))).toBe(canonical);
        expect(canonicalJson(canonical)).toBe(canonical);
        if (text === text.normalize('NFC')) expect(JSON.parse(canonical)).toEqual(JSON.parse(text));
      }),
    );
  });
});
