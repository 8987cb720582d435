import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../conformance/options.ts';

describe('the command line of the conformance runner', () => {
  it('runs everything in both readings on one server where nothing is said', () => {
    expect(readOptions([])).toEqual({
      selectors: [],
      slowness: 'all',
      official: true,
      byIntent: true,
      url: undefined,
      dynamodbEndpoint: undefined,
      shards: 1,
      seed: undefined,
      repeat: 1,
      json: undefined,
      page: false,
    });
  });

  it('writes the page only of everything, in both readings', () => {
    expect(readOptions(['--page', '--shards', '2']).page).toBe(true);
    for (const less of [
      ['own'],
      ['--level', '1'],
      ['--no-slow'],
      ['--official'],
      ['--repeat', '2'],
      ['--url', 'x'],
    ]) {
      expect(() => readOptions(['--page', ...less]), less.join(' ')).toThrow(/^--page /);
    }
  });

  it('takes levels, suites, one reading, an order and a number of rounds', () => {
    const args = [
      'ext-webhooks',
      '--level',
      '0',
      '--level',
      '3',
      '--no-slow',
      '--by-intent',
      '--shuffle',
      '9',
    ];
    expect(readOptions([...args, '--repeat', '3', '--shards', '2'])).toMatchObject({
      selectors: ['ext-webhooks', 'level-0', 'level-3'],
      slowness: 'not-slow',
      official: false,
      byIntent: true,
      seed: 9,
      repeat: 3,
      shards: 2,
    });
    expect(readOptions(['--only-slow', '--official'])).toMatchObject({
      slowness: 'only-slow',
      byIntent: false,
    });
  });

  it.each([
    ['--shards', '0'],
    ['--repeat', '1.5'],
    ['--level', 'two'],
    ['--shuffle', '-1'],
    ['--no-slow', '--only-slow'],
    ['--url', 'http://127.0.0.1:1', '--shards', '2'],
    ['--no-such-option'],
  ])('%s %s is refused', (...args) => {
    expect(() => readOptions(args)).toThrow();
  });
});
