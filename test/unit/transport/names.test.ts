import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LANE } from '../../../src/rules/lane.ts';
import { QUEUE_PREFIX, type QueueAddress, sqsQueueName } from '../../../src/transport/names.ts';

const plain: QueueAddress = { queue: 'email', lane: DEFAULT_LANE, kind: 'main', fifo: false };
const hex = 'ab'.repeat(16);

/** Pieces from which queue names are put together that look like what the mapping itself writes. */
const piece = fc.constantFrom(
  'a',
  'b',
  'x',
  '.',
  '-',
  '-dlq',
  '-dlq-dlq',
  '.fifo',
  'h',
  'l',
  '100',
  '090',
  hex,
);
const adversarial = fc.array(piece, { minLength: 1, maxLength: 14 }).map((pieces) => pieces.join(''));
const queueName = fc
  .oneof(adversarial, fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,127}$/))
  .filter((name) => /^[a-z0-9][a-z0-9.-]{0,127}$/.test(name));
const lane = fc.oneof(
  fc.constantFrom('100', '000', '200', '090', '1000', '_L100', 'H', '100-dlq', '', 'a.b', 'tenant/7'),
  fc.integer({ min: 0, max: 200 }).map((number) => String(number).padStart(3, '0')),
  fc.string({ maxLength: 100 }),
);
const address: fc.Arbitrary<QueueAddress> = fc.record({
  queue: queueName,
  lane,
  kind: fc.constantFrom('main', 'dead-letter'),
  fifo: fc.boolean(),
});
const prefix = fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/);

/** What a name's neighbours may be: addresses one step away, of which the mapping could lose the difference. */
function neighbours({ queue, lane, kind, fifo }: QueueAddress): QueueAddress[] {
  const queues = [
    `${queue}-dlq`,
    queue.replaceAll('.', '-'),
    queue.replaceAll('-', '.'),
    `${queue}.l${lane}`,
    `${queue}.`,
  ];
  return [
    { queue, lane, kind, fifo: !fifo },
    { queue, lane, kind: kind === 'main' ? 'dead-letter' : 'main', fifo },
    { queue, lane: lane === DEFAULT_LANE ? '090' : DEFAULT_LANE, kind, fifo },
    { queue: queue.endsWith('-dlq') ? queue.slice(0, -4) : queue, lane, kind: 'dead-letter', fifo },
    ...queues.map((other) => ({ queue: other, lane: DEFAULT_LANE, kind, fifo })),
    ...queues.map((other) => ({ queue: other, lane, kind, fifo })),
  ];
}

const same = (a: QueueAddress, b: QueueAddress) =>
  a.queue === b.queue && a.lane === b.lane && a.kind === b.kind && a.fifo === b.fifo;

describe('names of SQS queues (DESIGN section 4)', () => {
  test.each([
    [plain, 'ojs-email'],
    [{ ...plain, kind: 'dead-letter' }, 'ojs-email-dlq'],
    [{ ...plain, fifo: true }, 'ojs-email.fifo'],
    [{ ...plain, kind: 'dead-letter', fifo: true }, 'ojs-email-dlq.fifo'],
    [{ ...plain, lane: '090' }, 'ojs-email_L090'],
    [{ ...plain, queue: 'eu.mail-1' }, 'ojs-eu_mail-1'],
    [{ ...plain, queue: 'email-dlq' }, 'ojs-email-dlq_L100'],
    [{ ...plain, queue: 'email-dlq', kind: 'dead-letter' }, 'ojs-email-dlq-dlq'],
  ] as const)('a plain address stays readable: %o', (from, name) => {
    expect(sqsQueueName('ojs', from)).toBe(name);
  });

  test('80 characters are still plain, the 81st is not', () => {
    const queue = 'x'.repeat(76);
    expect(sqsQueueName('ojs', { ...plain, queue })).toBe(`ojs-${queue}`);
    expect(sqsQueueName('ojs', { ...plain, queue: `${queue}x` })).toMatch(/^ojs-x{42}_H[0-9a-f]{32}$/);
  });

  test('a queue of 128 characters keeps its start, the end that tells its kind, and gets a hash between', () => {
    const queue = `billing.${'x'.repeat(120)}`;
    const name = sqsQueueName('ojs', { ...plain, queue, kind: 'dead-letter', fifo: true });
    expect(name).toMatch(/^ojs-billing_x+_H[0-9a-f]{32}-dlq\.fifo$/);
    expect(name).toHaveLength(80);
  });

  test('every name is one that SQS takes: 80 characters of [A-Za-z0-9_-], `.fifo` only for FIFO', () => {
    fc.assert(
      fc.property(prefix, address, (prefix, from) => {
        expect(prefix).toMatch(QUEUE_PREFIX);
        const name = sqsQueueName(prefix, from);
        expect(name.length).toBeLessThanOrEqual(80);
        expect(name).toMatch(from.fifo ? /^[A-Za-z0-9_-]+\.fifo$/ : /^[A-Za-z0-9_-]+$/);
        expect(name.startsWith(`${prefix}-`)).toBe(true);
      }),
    );
  });

  test('two addresses never share a name', () => {
    fc.assert(
      fc.property(
        prefix,
        fc.uniqueArray(address, { comparator: same, maxLength: 60 }),
        (prefix, addresses) => {
          const names = new Set(addresses.map((from) => sqsQueueName(prefix, from)));
          expect(names.size).toBe(addresses.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('an address never shares a name with its neighbours', () => {
    fc.assert(
      fc.property(address, (from) => {
        for (const other of neighbours(from)) {
          if (same(from, other)) continue;
          expect(sqsQueueName('ojs', other), JSON.stringify([from, other])).not.toBe(
            sqsQueueName('ojs', from),
          );
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
