import { describe, expect, it } from 'vitest';
import type { Json } from '../../../conformance/case/json.ts';
import { mismatchByIntent } from '../../../conformance/language/match-intent.ts';
import { matchesOfficial } from '../../../conformance/language/match-official.ts';

const V7 = '01890000-0000-7000-8000-000000000000';

function byIntent(matcher: Json, value: Json | undefined): boolean {
  return mismatchByIntent(matcher, value) === undefined;
}

describe('case language: matchers that mean the same in both readings', () => {
  const rows: [matcher: Json, holds: Json[], not: Json[]][] = [
    [null, [null], [0, '', false]],
    [3, [3], [3.5, '3', null]],
    [true, [true], [false, 'true', null]],
    ['running', ['running'], ['Running', null]],
    [[1, 'string:nonempty'], [[1, 'a']], [[1], [1, ''], [1, 'a', 2], { 0: 1 }]],
    [{ a: 1, b: 'absent' }, [{ a: 1 }, { a: 1, c: 2 }], [{ a: 1, b: 2 }, { a: 2 }, {}, 1, [1]]],
    ['any', [null, 0, {}], []],
    ['absent', [null], [0, '', false, {}]],
    ['exists', [0, '', false], [null]],
    ['string:nonempty', ['a'], ['', 1, null]],
    ['string:non_empty', ['a'], ['', null]],
    ['string:uuid', [V7, V7.toUpperCase(), '01890000-0000-4000-8000-000000000000'], ['x', `${V7}0`]],
    ['string:uuidv7', [V7], ['01890000-0000-4000-8000-000000000000', '01890000-0000-7000-c000-000000000000']],
    [
      'string:datetime',
      ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.678+02:00'],
      ['2026-01-02', '2026-13-02T03:04:05Z', '2026-01-02T03:04:05', 'now'],
    ],
    ['string:contains:max', ['the max'], ['the min', null]],
    ['string:pattern(^a\\d+$)', ['a12'], ['b1', 'a', 5]],
    ['number:positive', [1, 0.5], [0, -1, '1']],
    ['number:non_negative', [0, 1], [-1, null]],
    ['number:range(1,2.5)', [1, 2.5], [0.9, 2.6, '2']],
    ['~1000', [500, 1500], [499, 1501, null]],
    ['array:nonempty', [[0]], [[], 'a']],
    ['array:empty', [[]], [[0], null, {}]],
    ['array:length:2', [[1, 2]], [[1], 'ab']],
    ['array:length(2)', [[1, 2]], [[1, 2, 3]]],
    ['array:min:2', [[1, 2, 3]], [[1]]],
    ['array:min_length:1', [[1]], [[], null]],
    ['contains:a', [['b', 'a']], [['b'], 'a']],
    ['not_contains:a', [['b'], []], [['a'], null]],
    [{ $exists: true }, [0, '', {}], [null]],
    [{ $exists: false }, [null], [0]],
    [{ $exists: true, $type: 'string' }, ['a'], [1, null]],
    [{ $match: '^ab' }, ['abc'], ['cab', 1]],
    [{ $match: '(?i)^AB' }, ['abc'], ['cab']],
    [{ $in: ['a', 1] }, ['a', 1], ['b', 2, null]],
    [{ $size: 2 }, [[1, 2]], [[1], 'ab']],
    [{ $size: { $gte: 2 } }, [[1, 2, 3]], [[1]]],
    [{ $or: ['string:datetime', 5] }, [5, '2026-01-02T03:04:05Z'], [6, 'x']],
    [{ range: { min: 1, max: 3 } }, [1, 3], [0.5, 3.5, '2']],
  ];

  it.each(rows)('%j', (matcher, holds, not) => {
    for (const value of holds)
      expect([value, matchesOfficial(matcher, value), byIntent(matcher, value)]).toEqual([value, true, true]);
    for (const value of not)
      expect([value, matchesOfficial(matcher, value), byIntent(matcher, value)]).toEqual([
        value,
        false,
        false,
      ]);
  });
});

describe('case language: what the official runner misreads', () => {
  it.each<[Json, Json]>([
    [{ $type: 'array' }, []],
    [{ $gte: 1 }, 2],
    [{ $type: 'number', $gte: 0 }, 0],
  ])('%j alone is an operator by intent, a nested object officially', (matcher, value) => {
    expect(matchesOfficial(matcher, value)).toBe(false);
    expect(byIntent(matcher, value)).toBe(true);
  });

  it('bare comparisons compare', () => {
    expect(byIntent({ $gt: 1, $lt: 3 }, 2)).toBe(true);
    expect(byIntent({ $gt: 2 }, 2)).toBe(false);
    expect(byIntent({ $lt: 2 }, 2)).toBe(false);
    expect(byIntent({ $gte: 3 }, 2)).toBe(false);
    expect(byIntent({ $lte: 1 }, 2)).toBe(false);
    expect(byIntent({ $gte: 1 }, '2')).toBe(false);
    expect(byIntent({ $type: 'integer' }, 2.5)).toBe(false);
  });

  it('$empty always holds officially; by intent it looks', () => {
    expect(matchesOfficial({ $empty: true }, [1])).toBe(true);
    expect(byIntent({ $empty: true }, [1])).toBe(false);
    expect(byIntent({ $empty: true }, [])).toBe(true);
    expect(byIntent({ $empty: true }, {})).toBe(true);
    expect(byIntent({ $empty: false }, {})).toBe(false);
  });

  it('every operator of an object counts by intent', () => {
    expect(matchesOfficial({ $exists: true, $match: '^b' }, 'abc')).toBe(true);
    expect(byIntent({ $exists: true, $match: '^b' }, 'abc')).toBe(false);
  });

  it('an operator that nobody knows never holds by intent', () => {
    expect(mismatchByIntent({ $near: 5 }, 5)).toContain('$near');
  });

  it('$eq compares whole values, words that look like matchers too', () => {
    expect(byIntent({ $eq: { a: 'absent' } }, { a: 'absent' })).toBe(true);
    expect(byIntent({ $eq: { a: 1 } }, { a: 1, b: 2 })).toBe(false);
    expect(byIntent({ $ne: 1 }, 2)).toBe(true);
  });

  it('a key with dots inside a matcher is a literal key, or else a path', () => {
    expect(byIntent({ 'a.b': 1 }, { 'a.b': 1 })).toBe(true);
    expect(byIntent({ 'a.weights.eu-1': 1 }, { 'a.weights': { 'eu-1': 1 } })).toBe(true);
    expect(byIntent({ 'a.weights.eu-1': 1 }, { 'a.weights': { 'eu-1': 2 } })).toBe(false);
  });

  it('says where inside a value it does not hold', () => {
    expect(mismatchByIntent({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] })).toBe('a[1].b: expected 2, got 3');
  });

  it('a missing value holds only where nothing is asked of it', () => {
    for (const matcher of ['any', 'absent', null, { $exists: false }])
      expect(byIntent(matcher, undefined)).toBe(true);
    for (const matcher of ['exists', 'x', 0, {}, [], { $type: 'string' }, { $gte: 0 }]) {
      expect(byIntent(matcher, undefined)).toBe(false);
    }
  });
});
