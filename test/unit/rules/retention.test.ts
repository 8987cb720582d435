import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Head } from '../../../src/rules/head.ts';
import {
  companionsTtl,
  DEFAULT_RETENTION,
  headTtl,
  isPastRetention,
  mustRenew,
  progressTtl,
  type Retention,
  renewalDue,
} from '../../../src/rules/retention.ts';
import { headOf, leaseOf } from './head-of.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-06-01T00:00:00Z');

const ended = (changes: Partial<Head>) => headOf({ createdAt: NOW - DAY, endedAt: NOW, ...changes });
const ENDINGS: readonly (readonly [string, Head, number])[] = [
  ['completed', ended({ state: 'completed' }), 7],
  ['cancelled', ended({ state: 'cancelled' }), 7],
  ['discarded', ended({ state: 'discarded' }), 30],
  ['dead-lettered', ended({ state: 'discarded', deadLettered: true }), 180],
];

describe('DECISIONS 6 and DESIGN decision 19: how long an ended job is kept', () => {
  it.each(ENDINGS)('%s: to the millisecond for callers, two days more in the table', (_name, head, days) => {
    const until = NOW + days * DAY;
    expect(isPastRetention(DEFAULT_RETENTION, head, until - 1)).toBe(false);
    expect(isPastRetention(DEFAULT_RETENTION, head, until)).toBe(true);
    expect(headTtl(DEFAULT_RETENTION, head)).toBe((until + 2 * DAY) / 1000);
  });

  it('open: for ever', () => {
    for (const state of ['pending', 'scheduled', 'available', 'active', 'retryable'] as const) {
      const head = headOf({ state });
      expect(isPastRetention(DEFAULT_RETENTION, head, 9e15)).toBe(false);
      expect(headTtl(DEFAULT_RETENTION, head)).toBeUndefined();
    }
  });
});

describe('DESIGN decision 4: what hangs on a job outlives it', () => {
  it('90 days past now, due time or promised end of the lease', () => {
    const at = (changes: Partial<Head>) =>
      (companionsTtl(DEFAULT_RETENTION, headOf({ createdAt: NOW, ...changes }), NOW) * 1000 - NOW) / DAY;
    expect(at({})).toBe(90);
    expect(at({ dueAt: NOW + 400 * DAY })).toBe(490);
    expect(at({ dueAt: NOW - 400 * DAY })).toBe(90);
    expect(at({ state: 'active', lease: leaseOf({ promisedAt: NOW + 50 * DAY }) })).toBe(140);
  });

  it('an open one is renewed when 60 days have passed since then, and looked at again in time for that', () => {
    const fresh = headOf({ createdAt: NOW });
    for (const head of [fresh, { ...fresh, companionsTtl: companionsTtl(DEFAULT_RETENTION, fresh, NOW) }]) {
      expect(mustRenew(DEFAULT_RETENTION, head, NOW + 60 * DAY)).toBe(false);
      expect(mustRenew(DEFAULT_RETENTION, head, NOW + 60 * DAY + 1_000)).toBe(true);
      expect(renewalDue(DEFAULT_RETENTION, head)).toBe(NOW + 60 * DAY);
    }
  });

  it('one that ends is renewed where its head is kept longer: the dead letter, not what was completed', () => {
    const kept = { companionsTtl: (NOW + 60 * DAY) / 1000 };
    expect(ENDINGS.map(([, head]) => mustRenew(DEFAULT_RETENTION, { ...head, ...kept }, NOW))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    const dead = ended({ state: 'discarded', deadLettered: true });
    expect(companionsTtl(DEFAULT_RETENTION, dead, NOW)).toBe((NOW + 184 * DAY) / 1000);
  });

  it('progress is there as long as any job it may belong to', () => {
    expect(progressTtl(DEFAULT_RETENTION, NOW)).toBe((NOW + 270 * DAY) / 1000);
  });

  const days = (max: number) => fc.integer({ min: 1, max: max * 24 }).map((hours) => (hours * DAY) / 24);
  const retention: fc.Arbitrary<Retention> = fc.record({
    completedMs: days(2_000),
    discardedMs: days(2_000),
    cancelledMs: days(2_000),
    deadLetterMs: days(2_000),
  });

  it('whatever the retentions: looked at once in 15 days, nothing is missing while the head is there', () => {
    const life = fc.record({
      retention,
      waitsMs: fc.oneof(fc.constant(0), days(1_000)),
      looks: fc.array(days(15), { maxLength: 40 }),
      last: days(15),
      end: fc.constantFrom(...ENDINGS),
    });
    fc.assert(
      fc.property(life, ({ retention, waitsMs, looks, last, end }) => {
        const [name, { state, deadLettered }] = end;
        let now = NOW;
        let head = headOf({ createdAt: now, dueAt: now + waitsMs });
        head = { ...head, companionsTtl: companionsTtl(retention, head, now) };
        const there = () => (head.companionsTtl ?? 0) * 1000 > now;
        const write = () => {
          if (!mustRenew(retention, head, now)) return;
          head = { ...head, companionsTtl: companionsTtl(retention, head, now) };
        };
        now += waitsMs;
        for (const pause of looks) {
          now += pause;
          expect(there()).toBe(true);
          write();
        }
        now += last;
        expect(there()).toBe(true);
        head = { ...head, state, deadLettered, endedAt: now, dueAt: undefined };
        // An ack writes blindly.
        if (name !== 'completed') write();
        expect(head.companionsTtl ?? 0).toBeGreaterThan(headTtl(retention, head) ?? 0);
      }),
    );
  });
});
