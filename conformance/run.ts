import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { againstSpecification } from './answer-check.ts';
import type { Case } from './case/case.ts';
import { loadCases, sortCases } from './case/load.ts';
import { OWN_PREFIX, selectCases, selectsPath } from './case/select.ts';
import { byIntent } from './language/by-intent.ts';
import { official } from './language/official.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { pageText, rowsOf } from './report/page.ts';
import { isAsListed, judgePending, type PendingEntry, parsePending, type Verdict } from './report/pending.ts';
import { parseReasons } from './report/reasons.ts';
import { asJson, failureLines, mark, table } from './report/results.ts';
import { verdictLines } from './report/verdict.ts';
import type { CaseResult } from './running/judge-case.ts';
import { runAll } from './running/run-all.ts';
import { runningTarget, startTargets } from './running/targets.ts';

/**
 * The conformance runner: `make conformance`, or `node conformance/run.ts` in the project's folder.
 * Exit 0 where exactly the cases of pending.txt fail by intent, 1 where not, 2 where nothing ran.
 */

const HERE = import.meta.dirname;

try {
  process.exitCode = await main(readOptions(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}

async function main(options: Options): Promise<number> {
  const existing = loadAll();
  const selected = selectCases(existing, options.selectors, options.slowness);
  if (selected.length === 0) throw new Error('No case is selected.');
  say(`${selected.length} of ${existing.length} cases`);
  const results = await runSelected(selected, options);
  if (options.json !== undefined) writeFileSync(options.json, asJson(results));
  const pending = parsePending(readFileSync(join(HERE, 'pending.txt'), 'utf8'));
  // In a run of everything, only what is not expected to fail is worth a reader's time.
  const listed = new Set(options.selectors.length === 0 ? pending.map(({ path }) => path) : []);
  const told = results.filter(({ testCase }) => !listed.has(testCase.path));
  say('', ...failureLines(told), '', ...table(results), '');
  return options.byIntent ? closeByList(results, existing, pending, options) : closeByCount(results);
}

/** The suites of `OJS_SUITES`, or those beside the project where they are there, and our own cases. */
function loadAll(): Case[] {
  const folder = process.env.OJS_SUITES || join(HERE, '../../shared/ojs/conformance/suites');
  const suites = process.env.OJS_SUITES || existsSync(folder) ? loadCases(folder) : [];
  if (suites.length === 0)
    say('No official suites are here (OJS_SUITES names their folder); our own cases only.');
  return sortCases([...suites, ...loadCases(join(HERE, 'cases'), OWN_PREFIX)]);
}

async function runSelected(cases: readonly Case[], options: Options): Promise<CaseResult[]> {
  const { url, shards, dynamodbEndpoint, seed, repeat } = options;
  const targets = url === undefined ? await startTargets(shards, dynamodbEndpoint) : [runningTarget(url)];
  let run = 0;
  const onResult = (result: CaseResult) => {
    run += 1;
    process.stdout.write(`${mark(result)}${run % 60 === 0 ? ` ${run}\n` : ''}`);
  };
  const readings = {
    official: options.official ? official : undefined,
    byIntent: options.byIntent ? byIntent(againstSpecification) : undefined,
  };
  try {
    return await runAll({ cases, readings, repeat, seed, sleep: (ms) => sleep(ms), onResult }, targets);
  } finally {
    say('', ...targets.flatMap((target) => target.problem() ?? []));
    await Promise.all(targets.map((target) => target.stop()));
  }
}

/** What fails and is listed counts neither as passed nor as failed. */
function closeByList(
  results: readonly CaseResult[],
  existing: readonly Case[],
  pending: readonly PendingEntry[],
  options: Options,
): number {
  const verdict = judgePending(pending, {
    ran: new Map(results.map(({ testCase, byIntent }) => [testCase.path, byIntent?.status === 'passed'])),
    existing: new Set(existing.map(({ path }) => path)),
    selects: (path) => selectsPath(options.selectors, path),
  });
  const failed = verdict.unlisted.length + verdict.toRemove.length + verdict.missing.length;
  if (options.page) say(writePage(results, pending, verdict));
  say(...verdictLines(verdict), `${verdict.passed.length} passed, ${failed} failed`);
  return isAsListed(verdict) ? 0 : 1;
}

/** Writes the page where it would tell what `pending.txt` tells, of all suites; says what it did. */
function writePage(
  results: readonly CaseResult[],
  pending: readonly PendingEntry[],
  verdict: Verdict,
): string {
  if (!isAsListed(verdict) || verdict.expected.length < pending.length) {
    return 'docs/conformance.md was not written: the run is not what pending.txt says of all suites.';
  }
  const reasons = parseReasons(readFileSync(join(HERE, 'reasons.txt'), 'utf8'));
  writeFileSync(join(HERE, '../docs/conformance.md'), pageText(rowsOf(results), pending, reasons));
  return 'docs/conformance.md was written.';
}

function closeByCount(results: readonly CaseResult[]): number {
  const passed = results.filter(({ official }) => official?.status === 'passed').length;
  say(`${passed} passed, ${results.length - passed} failed`);
  return passed === results.length ? 0 : 1;
}

function say(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
