import { speaksOtherVocabulary } from '../case/case.ts';
import type { CaseResult } from '../running/judge-case.ts';
import type { Outcome } from '../running/run-case.ts';

/** One character for each case as it ends. */
export function mark({ official, byIntent }: CaseResult): string {
  const marks = { passed: '.', failed: 'F', error: 'E', empty: '0' };
  const outcome = byIntent ?? official;
  return outcome === undefined ? '?' : marks[outcome.status];
}

/** What failed: case, step, assertion, expected and got. */
export function failureLines(results: readonly CaseResult[]): string[] {
  return results.flatMap((result) => {
    const outcome = result.byIntent ?? result.official;
    if (outcome === undefined || outcome.status === 'passed') return [];
    const { path, testId, name } = result.testCase;
    const reasons = outcome.failures.flatMap(({ step, assertion, expected, got }) => [
      `    step ${step}: ${assertion}`,
      `      expected ${expected}`,
      `      got      ${got}`,
    ]);
    const empty = outcome.status === 'empty' ? ['    nothing in it can fail'] : [];
    return [`${outcome.status.toUpperCase()} ${path}  (${testId} ${name})`, ...reasons, ...empty];
  });
}

const HEADS = ['suite', 'cases', 'official', 'by intent', 'empty', 'other words'] as const;

/** A row for each suite folder, and their sum. `other words`: cases that the official runner misreads. */
export function table(results: readonly CaseResult[]): string[] {
  const rows = sumUp(results).map(row);
  return [HEADS, ...rows, row(['all', [...results]])].map((cells) =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(24) : cell.padStart(13)))
      .join('')
      .trimEnd(),
  );
}

/** Results by suite folder, the levels first. */
export function sumUp(results: readonly CaseResult[]): [suite: string, results: CaseResult[]][] {
  const suites = new Map<string, CaseResult[]>();
  for (const result of results) {
    const suite = result.testCase.path.split('/')[0] ?? '';
    suites.set(suite, [...(suites.get(suite) ?? []), result]);
  }
  return [...suites].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function rank(suite: string): number {
  return suite.startsWith('level-') ? 0 : 1;
}

function row([suite, results]: readonly [string, CaseResult[]]): readonly string[] {
  return [
    suite,
    String(results.length),
    passedText(results.map(({ official }) => official)),
    passedText(results.map(({ byIntent }) => byIntent)),
    String(results.filter(({ byIntent }) => byIntent?.status === 'empty').length),
    String(results.filter(({ testCase }) => speaksOtherVocabulary(testCase)).length),
  ];
}

function passedText(outcomes: readonly (Outcome | undefined)[]): string {
  return outcomes.every((outcome) => outcome === undefined) ? '-' : String(passed(outcomes));
}

/** How many of the cases passed; one that was not read so did not. */
export function passed(outcomes: readonly (Outcome | undefined)[]): number {
  return outcomes.filter((outcome) => outcome?.status === 'passed').length;
}

/** Everything about a run, for a program to read. */
export function asJson(results: readonly CaseResult[]): string {
  const cases = results.map(({ testCase, official, byIntent, ms }) => ({
    path: testCase.path,
    test_id: testCase.testId,
    level: testCase.level,
    other_words: speaksOtherVocabulary(testCase),
    official,
    by_intent: byIntent,
    ms: Math.round(ms),
  }));
  return `${JSON.stringify({ cases }, null, 2)}\n`;
}
