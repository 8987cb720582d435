import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OjsError } from '../../../src/rules/errors.ts';
import { checkNesting, inexactNumber } from '../../../src/rules/json-limits.ts';
import { documents, numbers, strings } from './json-documents.ts';

function passes(text: string, maxDepth: number): boolean {
  try {
    checkNesting(text, maxDepth);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(OjsError);
    expect(error).toMatchObject({ status: 400, code: 'invalid_request', details: { max_depth: maxDepth } });
    return false;
  }
}

describe('ojs-json-format 8.2: nesting', () => {
  it('takes 64 levels and refuses 65, of arrays, objects and both', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      expect(passes(`${open.repeat(64)}1${close.repeat(64)}`, 64)).toBe(true);
      expect(passes(`${open.repeat(65)}1${close.repeat(65)}`, 64)).toBe(false);
    }
    expect(passes(`${'[{"a":'.repeat(32)}[]${'}]'.repeat(32)}`, 64)).toBe(false);
  });

  it('counts levels, not brackets, and no bracket inside a string', () => {
    expect(passes(`[${'[],'.repeat(1000)}[]]`, 2)).toBe(true);
    expect(passes(`["${'['.repeat(1000)}\\"${'{'.repeat(1000)}"]`, 1)).toBe(true);
    expect(passes('["\\\\",[[1]]]', 2)).toBe(false);
  });

  it('counts the levels of every document', () => {
    fc.assert(
      fc.property(documents, fc.integer({ min: 0, max: 6 }), ({ text, depth }, maxDepth) => {
        expect(passes(text, maxDepth)).toBe(depth <= maxDepth);
      }),
    );
  });

  it('reads 10 MiB of brackets, quotes or backslashes in one pass, malformed ones too', () => {
    const size = 10 * 1024 * 1024;
    const start = process.cpuUsage();
    expect(passes('['.repeat(size), 64)).toBe(false);
    expect(passes('"'.repeat(size + 1), 64)).toBe(true);
    expect(passes(`["${'\\'.repeat(size)}`, 64)).toBe(true);
    expect(passes(`["${'\\"'.repeat(size / 2)}`, 64)).toBe(true);
    expect(passes(']'.repeat(size), 64)).toBe(true);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(5000);
  });
});

describe('ojs-json-format 4.2: numbers beyond double precision', () => {
  it.each([
    '0',
    '-0',
    '0.0e99999999999999999999',
    '1.0',
    '0.1',
    '0.10',
    '100',
    '1e2',
    '1E+2',
    '9007199254740991',
    '9007199254740992',
    '9007199254740994',
    '1e21',
    '5e-3',
    '0.005',
    '1e308',
    '1.7976931348623157e308',
    '5e-324',
    '0.30000000000000004',
    '123456789012345680000',
    '3.141592653589793',
  ])('%s keeps its value', (number) => {
    expect(inexactNumber(`{"a":[${number}]}`)).toBeUndefined();
  });

  it.each([
    '9007199254740993',
    '-9007199254740993',
    '12345678901234567890',
    '1e400',
    '-1e309',
    '1e-400',
    '1e99999999999999999999',
    '3.00000000000000000001',
    '3.14159265358979323846',
    `1${'0'.repeat(400)}`,
  ])('%s does not', (number) => {
    expect(inexactNumber(`{ "n" : "1e999", "a" : [1, ${number} ], "b": 1e999}`)).toBe(number);
  });

  it('agrees with exact arithmetic on every integer', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (integer) => {
        const shortest = BigInt(Number(integer)) === integer || sameShortest(integer);
        expect(inexactNumber(String(integer)) === undefined).toBe(shortest);
      }),
    );
  });

  it('lets every number pass that this runtime writes itself', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(inexactNumber(JSON.stringify([number]))).toBeUndefined();
      }),
    );
  });

  it('looks into no string', () => {
    fc.assert(
      fc.property(strings, numbers, ({ text }, { text: number }) => {
        expect(inexactNumber(`[${text}]`)).toBeUndefined();
        expect(inexactNumber(`{${text}:${number}}`)).toBe(inexactNumber(number));
      }),
    );
  });
});

/** Whether the double nearest to the integer is written with just these digits. */
function sameShortest(integer: bigint): boolean {
  const [digits = '', exponent = '0'] = String(Number(integer)).split('e');
  const [whole = '', fraction = ''] = digits.split('.');
  return BigInt(whole + fraction) * 10n ** BigInt(Number(exponent) - fraction.length) === integer;
}
