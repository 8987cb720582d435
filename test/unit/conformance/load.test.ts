import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { speaksOtherVocabulary, waitingMs } from '../../../conformance/case/case.ts';
import { loadCases } from '../../../conformance/case/load.ts';
import { parseCase } from '../../../conformance/case/parse.ts';
import { OWN_PREFIX, selectCases, selectsPath, shuffle } from '../../../conformance/case/select.ts';
import { caseOf } from './cases.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cases-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, testId: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), JSON.stringify({ test_id: testId, level: 1, steps: [] }));
}

describe('case language: loading', () => {
  it('sorts by test id and then by path, and keys by path below the folder', () => {
    write('b/two.json', 'A-2');
    write('a/one.json', 'A-10');
    write('b/one.json', 'A-10');
    writeFileSync(join(folder, 'README.md'), 'no case');
    expect(loadCases(folder).map(({ path }) => path)).toEqual(['a/one.json', 'b/one.json', 'b/two.json']);
    expect(loadCases(folder, 'own/').map(({ path }) => path)[0]).toBe('own/a/one.json');
  });

  it('names the file that is no case', () => {
    writeFileSync(join(folder, 'x.json'), '{');
    expect(() => loadCases(folder)).toThrow(/^x\.json: not a JSON object/);
  });

  it.each([
    ['{"level":0,"steps":[]}', /test_id/],
    ['{"test_id":"T","level":"two","steps":[]}', /level/],
    ['{"test_id":"T","level":0}', /steps must be an array/],
    ['{"test_id":"T","level":0,"steps":[{}]}', /steps\[0\]\.action/],
    ['{"test_id":"T","level":0,"steps":[{"action":"GET","delay_ms":"1"}]}', /steps\[0\]: delay_ms/],
    ['{"test_id":"T","level":0,"steps":[{"action":"GET","capture":{"a":1}}]}', /capture\.a/],
  ])('%s is refused', (text, message) => {
    expect(() => parseCase('a.json', text)).toThrow(message);
  });

  it('reads setup and teardown, both names of a raw body, and all three of a capture', () => {
    const get = { action: 'GET', path: '/x' };
    const testCase = caseOf(
      [
        { ...get, raw_body: 'r', capture: { a: '$.a' }, captures: { b: '$.b' }, store: { c: 'c' } },
        { ...get, body_raw: 's' },
      ],
      { setup: { steps: [get] }, teardown: { steps: [get, get] } },
    );
    expect(testCase.steps.map(({ rawBody }) => rawBody)).toEqual(['r', 's']);
    expect(testCase.steps[0]?.captures).toEqual({ a: '$.a', b: '$.b', c: 'c' });
    expect([testCase.setup.length, testCase.teardown.length]).toEqual([1, 2]);
  });
});

describe('the selection of cases', () => {
  const wait = (ms: number) => ({ action: 'WAIT', duration_ms: ms, delay_ms: 5 });
  const cases = ['level-0-core/a.json', 'level-1-reliable/b.json', `${OWN_PREFIX}level-0-c.json`].map(
    (path) => ({
      ...caseOf([]),
      path,
      testId: path,
    }),
  );

  it.each([
    [['level-0'], [0, 2]],
    [['own'], [2]],
    [['level-1-reliable/b'], [1]],
    [
      ['level-0', 'level-1'],
      [0, 1, 2],
    ],
    [[], [0, 1, 2]],
    [['level-1-reliable/b.json'], [1]],
  ])('%j', (selectors, expected) => {
    expect(selectCases(cases, selectors, 'all')).toEqual(expected.map((at) => cases[at]));
  });

  it('takes a whole test id', () => {
    expect(selectCases([{ ...caseOf([]), testId: 'T-1' }], ['T-1'], 'all')).toHaveLength(1);
    expect(selectCases([{ ...caseOf([]), testId: 'T-1' }], ['T-'], 'all')).toHaveLength(0);
  });

  it('a case is slow past a minute of sleep in all', () => {
    const quick = caseOf([wait(30_000), { action: 'GET', path: '/', delay_ms: 30_000 }]);
    const slow = caseOf([wait(30_000), { action: 'GET', path: '/', delay_ms: 15_001, repeat: 2 }]);
    expect([waitingMs(quick), waitingMs(slow)]).toEqual([60_000, 60_002]);
    expect(selectCases([quick, slow], [], 'not-slow')).toEqual([quick]);
    expect(selectCases([quick, slow], [], 'only-slow')).toEqual([slow]);
  });

  it('a path that is not there yet can be selected', () => {
    expect(selectsPath(['level-0'], 'own/level-0-x.json')).toBe(true);
    expect(selectsPath(['level-0'], 'level-1/x.json')).toBe(false);
  });

  it('shuffles the same way for the same seed, and loses nothing', () => {
    const items = Array.from({ length: 50 }, (_, at) => at);
    expect(shuffle(items, 7)).toEqual(shuffle(items, 7));
    expect(shuffle(items, 7)).not.toEqual(shuffle(items, 8));
    expect(shuffle(items, 7)).not.toEqual(items);
    expect(shuffle(items, 7).sort((a, b) => a - b)).toEqual(items);
  });
});

describe('DSL: cases in another vocabulary', () => {
  const plain = { id: 's', action: 'GET', path: '/' };
  it.each([
    [plain, false],
    [{ id: 's', action: 'WAIT' }, false],
    [{ action: 'GET', path: '/' }, true],
    [{ id: 's', action: 'push' }, true],
    [{ id: 's', action: 'ASSERT' }, true],
    [{ ...plain, expect: {} }, true],
    [{ ...plain, raw_body: 'x' }, true],
    [{ ...plain, repeat: 2 }, true],
    [{ ...plain, captures: { a: '$.a' } }, true],
  ])('%j', (step, expected) => {
    expect(speaksOtherVocabulary(caseOf([step]))).toBe(expected);
  });
});
