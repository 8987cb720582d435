import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUuidV7 } from '../../../src/rules/job-id.ts';

describe('ojs-json-format 6 and DECISIONS 1.1: job ids', () => {
  it('takes every lower-case UUIDv7', () => {
    fc.assert(
      fc.property(fc.uuid({ version: 7 }), (id) => {
        expect(isUuidV7(id)).toBe(true);
      }),
    );
  });

  it('takes no other version', () => {
    fc.assert(
      fc.property(fc.uuid({ version: [1, 2, 3, 4, 5, 6, 8] }), (id) => {
        expect(isUuidV7(id)).toBe(false);
      }),
    );
  });

  it.each([
    '',
    '019539A4-B68C-7DEF-8000-1A2B3C4D5E6F',
    '019539a4-b68c-7def-7000-1a2b3c4d5e6f',
    '019539a4-b68c-7def-c000-1a2b3c4d5e6f',
    '019539a4b68c7def80001a2b3c4d5e6f',
    '{019539a4-b68c-7def-8000-1a2b3c4d5e6f}',
    '019539a4-b68c-7def-8000-1a2b3c4d5e6',
    '019539a4-b68c-7def-8000-1a2b3c4d5e6ff',
    '019539a4-b68c-7def-8000-1a2b3c4d5e6f\n',
    '019539a4-b68c-7def-8000-1a2b3c4d5e6g',
  ])('refuses %j', (id) => {
    expect(isUuidV7(id)).toBe(false);
  });
});
