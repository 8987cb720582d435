import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OjsError } from '../../../src/rules/errors.ts';
import { formatMs, parseTimestamp } from '../../../src/rules/timestamp.ts';

const now = Date.UTC(2026, 10, 24, 7, 0, 0, 250);

function parsed(text: unknown) {
  return parseTimestamp(text, 'scheduled_at', now);
}

function refusal(value: unknown): OjsError {
  try {
    parsed(value);
  } catch (error) {
    if (error instanceof OjsError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(value)} was accepted`);
}

describe('ojs-json-format 5: timestamps', () => {
  it.each([
    ['2025-06-01T09:00:00Z', Date.UTC(2025, 5, 1, 9)],
    ['2025-06-01T09:00:00.000Z', Date.UTC(2025, 5, 1, 9)],
    ['2025-06-01T09:00:00.123456Z', Date.UTC(2025, 5, 1, 9, 0, 0, 123)],
    ['2025-06-01T09:00:00.5Z', Date.UTC(2025, 5, 1, 9, 0, 0, 500)],
    ['2025-06-01T11:00:00+02:00', Date.UTC(2025, 5, 1, 9)],
    ['2025-06-01T00:30:00+05:45', Date.UTC(2025, 4, 31, 18, 45)],
    ['2025-06-01T00:00:00-23:59', Date.UTC(2025, 5, 1, 23, 59)],
    ['2025-06-01T09:00:00-00:00', Date.UTC(2025, 5, 1, 9)],
    ['2025-06-01t09:00:00z', Date.UTC(2025, 5, 1, 9)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
    ['2017-01-01T00:59:60+01:00', Date.UTC(2017, 0, 1)],
    ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
    ['0000-01-01T00:00:00Z', -62_167_219_200_000],
  ])('5.3 %s keeps its text and means the same moment everywhere', (text, ms) => {
    expect(parsed(text)).toEqual({ ms, text });
  });

  it.each([
    ['no zone', '2025-06-01T09:00:00'],
    ['no time', '2025-06-01'],
    ['no seconds', '2025-06-01T09:00Z'],
    ['space for T', '2025-06-01 09:00:00Z'],
    ['space around', ' 2025-06-01T09:00:00Z'],
    ['line end', '2025-06-01T09:00:00Z\n'],
    ['zone without colon', '2025-06-01T09:00:00+0200'],
    ['zone name', '2025-06-01T09:00:00 UTC'],
    ['offset hour 24', '2025-06-01T09:00:00+24:00'],
    ['offset minute 60', '2025-06-01T09:00:00+01:60'],
    ['empty fraction', '2025-06-01T09:00:00.Z'],
    ['30 February', '2025-02-30T09:00:00Z'],
    ['29 February of a common year', '2025-02-29T09:00:00Z'],
    ['29 February of 1900', '1900-02-29T09:00:00Z'],
    ['31 April', '2025-04-31T09:00:00Z'],
    ['month 0', '2025-00-01T09:00:00Z'],
    ['month 13', '2025-13-01T09:00:00Z'],
    ['day 0', '2025-01-00T09:00:00Z'],
    ['hour 24', '2025-06-01T24:00:00Z'],
    ['hour 25', '2025-06-01T25:00:00Z'],
    ['minute 60', '2025-06-01T09:60:00Z'],
    ['second 61', '2016-12-31T23:59:61Z'],
    ['leap second in the middle of a month', '2025-06-15T23:59:60Z'],
    ['leap second in the first hour of a month', '2017-01-01T00:29:60Z'],
    ['leap second on the first day of a month', '2017-01-01T05:59:60Z'],
    ['leap second into the year 10000', '9999-12-31T23:59:60Z'],
    ['leap second that is none in UTC', '2016-12-31T23:59:60+01:00'],
    ['year 10000', '10000-01-01T00:00:00Z'],
    ['year +10000', '+010000-01-01T00:00:00Z'],
    ['year 10000 in UTC', '9999-12-31T23:59:59-01:00'],
    ['year before 0 in UTC', '0000-01-01T00:00:00+01:00'],
    ['two-digit year', '25-06-01T09:00:00Z'],
    ['digits of another script', '２０２５-06-01T09:00:00Z'],
    ['words', 'tomorrow'],
    ['nothing', ''],
    ['a number', 1_748_768_400],
    ['a longer fraction than 64 characters hold', `2025-06-01T09:00:00.${'0'.repeat(64)}Z`],
    ['null', null],
    ['an object', {}],
  ])('5.3 refuses %s', (_what, value) => {
    expect(refusal(value)).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('names the field, what is expected and what came, shortened', () => {
    const error = refusal('x'.repeat(100_000));
    expect(error.message).toContain('scheduled_at');
    expect(error.message).toContain('2025-06-01T09:00:00Z');
    expect(error.message.length).toBeLessThan(400);
    expect(error.details).toMatchObject({ field: 'scheduled_at' });
    expect(Object.keys(error.details ?? {})).toEqual(['field', 'expected', 'received']);
  });

  it('takes any moment that the server writes itself', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date(253_402_300_799_999), noInvalidDate: true }),
        (date) => {
          const text = formatMs(date.getTime());
          expect(parsed(text)).toEqual({ ms: date.getTime(), text });
        },
      ),
    );
  });

  it('means the same moment at any offset', () => {
    const minutes = fc.integer({ min: -1439, max: 1439 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), minutes, (ms, offset) => {
        const local = new Date(ms + offset * 60_000).toISOString().slice(0, -1);
        const size = Math.abs(offset);
        const two = (value: number) => String(value).padStart(2, '0');
        const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
        expect(parsed(local + zone)).toEqual({ ms, text: local + zone });
      }),
    );
  });
});

describe('DECISIONS 1.1: relative times', () => {
  it.each([
    ['+PT5S', 5000],
    ['PT5S', 5000],
    ['+PT0.5S', 500],
    ['+P1DT1H', 90_000_000],
    ['PT0S', 0],
  ])('%s is resolved at receipt to UTC with milliseconds', (text, delay) => {
    expect(parsed(text)).toEqual({ ms: now + delay, text: formatMs(now + delay) });
  });

  it('writes it as 2026-11-24T07:00:05.250Z', () => {
    expect(parsed('+PT5S').text).toBe('2026-11-24T07:00:05.250Z');
  });

  it.each(['-PT5S', '++PT5S', '+ PT5S', '+PT', 'PT', '+', '+P1M', 'P1Y', '+5'])('refuses %s', (text) => {
    expect(refusal(text)).toMatchObject({
      status: 400,
      details: { field: 'scheduled_at', received: `"${text}"` },
    });
  });
});
