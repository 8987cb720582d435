import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byOrder, type Hint, hintBody, parseHint } from '../../../src/transport/hint.ts';

const hint: fc.Arbitrary<Hint> = fc.record(
  {
    jobId: fc.uuid({ version: 7 }),
    nonce: fc.string({ minLength: 1 }),
    atMs: fc.maxSafeNat(),
    seq: fc.maxSafeNat(),
    dueMs: fc.maxSafeNat(),
  },
  { requiredKeys: ['jobId', 'atMs', 'seq'] },
);

test('a hint comes back from its text as it was', () => {
  fc.assert(
    fc.property(hint, (sent) => {
      expect(parseHint(hintBody(sent))).toStrictEqual({ ...sent });
    }),
  );
});

test('ten hints are far below the 1 MiB of a batch', () => {
  const largest = {
    jobId: 'f'.repeat(36),
    nonce: 'n'.repeat(20),
    atMs: 2 ** 53 - 1,
    seq: 2 ** 53 - 1,
    dueMs: 2 ** 53 - 1,
  };
  expect(hintBody(largest).length * 10).toBeLessThan(2_000);
});

test.each([
  '',
  'hello',
  'null',
  '[]',
  '"j"',
  '{}',
  '{"j":"x","t":1}',
  '{"j":"","t":1,"s":1}',
  '{"j":7,"t":1,"s":1}',
  '{"j":"x","t":-1,"s":1}',
  '{"j":"x","t":1.5,"s":1}',
  '{"j":"x","t":"1","s":1}',
  '{"j":"x","t":1,"s":1,"d":"soon"}',
  '{"j":"x","t":1,"s":1,"d":null}',
])('a stranger’s message is no hint: %s', (body) => {
  expect(parseHint(body)).toBeUndefined();
});

test('hints of one millisecond stand in their sequence (L0-OPS-006, L4-PRI-002)', () => {
  const hints = [
    { jobId: 'c', atMs: 2, seq: 1 },
    { jobId: 'b', atMs: 1, seq: 10 },
    { jobId: 'a', atMs: 1, seq: 9 },
  ];
  expect(hints.sort(byOrder).map(({ jobId }) => jobId)).toEqual(['a', 'b', 'c']);
});
