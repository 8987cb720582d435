import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, MAX_DURATION_MS, parseDuration } from '../../../src/rules/duration.ts';

describe('ojs-retry 4: ISO 8601 durations', () => {
  it.each([
    ['PT0.5S', 500],
    ['PT1S', 1000],
    ['PT5M', 300_000],
    ['PT24H', 86_400_000],
    ['P1D', 86_400_000],
    ['P1W', 604_800_000],
    ['P1W2DT3H4M5.006S', 604_800_000 + 172_800_000 + 10_800_000 + 240_000 + 5006],
    ['PT0S', 0],
    ['PT90M', 5_400_000],
    ['PT007S', 7000],
    ['P36500D', 3_153_600_000_000],
  ])('4.1 %s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it('rounds a fraction finer than a millisecond up, so that nothing positive becomes 0', () => {
    expect(parseDuration('PT0.0000001S')).toBe(1);
    expect(parseDuration('PT1.2340S')).toBe(1234);
    expect(parseDuration('PT1.2341S')).toBe(1235);
    expect(parseDuration('PT0.9999S')).toBe(1000);
  });

  it.each([
    '',
    'P',
    'PT',
    'P1DT',
    'T1S',
    '1S',
    'PT1',
    'P1S',
    'PT1D',
    'PT1H2H',
    'PT1S2M',
    'PT.5S',
    'PT1.S',
    'PT1.5M',
    'P0.5D',
    'PT1,5S',
    'pt1s',
    '-PT1S',
    'PT-1S',
    '+PT1S',
    ' PT1S',
    'PT1S ',
    'PT1S\n',
    'PT１S',
    'PT1e3S',
  ])('4.2 refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it.each(['P1Y', 'P1M', 'P1Y2M3D', 'P1M1D'])('DECISIONS 6: refuses years and months, %s', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it.each([
    'P36500DT0.001S',
    'P36501D',
    `PT${'9'.repeat(400)}S`,
    `P${'9'.repeat(20)}W`,
  ])('refuses what is longer than 36,500 days: %s', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('comes back from its own text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_DURATION_MS }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });

  it('adds up its parts', () => {
    const part = fc.integer({ min: 0, max: 999 });
    fc.assert(
      fc.property(part, part, part, part, part, part, (w, d, h, m, s, ms) => {
        const text = `P${w}W${d}DT${h}H${m}M${s}.${String(ms).padStart(3, '0')}S`;
        expect(parseDuration(text)).toBe((((w * 7 + d) * 24 + h) * 60 + m) * 60_000 + s * 1000 + ms);
      }),
    );
  });

  it('writes the largest units that fit', () => {
    expect([0, 1, 1500, 60_000, 86_400_000, 90_061_001].map(formatDuration)).toEqual([
      'PT0S',
      'PT0.001S',
      'PT1.5S',
      'PT1M',
      'P1D',
      'P1DT1H1M1.001S',
    ]);
  });
});
