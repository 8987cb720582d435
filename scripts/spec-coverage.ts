/**
 * Compares a published OpenAPI document with ours: operations, fields, listed values, statuses.
 *
 *     SPEC=<file> node scripts/spec-coverage.ts     (make spec-coverage SPEC=<file>)
 *
 * Ends with 1 where something is missing that spec/coverage-exceptions.json does not name, or is named
 * and not missing. Without SPEC it takes the document beside the project, and says so where that is not
 * there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { redoclyBundle } from './generate/bundle.ts';
import { isObject, type Json, type JsonObject } from './generate/json.ts';
import { type Coverage, coverageOf } from './spec-coverage/compare.ts';
import { type Exception, exceptionsFrom, judge } from './spec-coverage/exceptions.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const beside = join(root, '../shared/ojs/openapi.yaml');

const say = (line: string) => process.stdout.write(`${line}\n`);

function readJson(name: string): Json {
  return JSON.parse(readFileSync(join(root, name), 'utf8'));
}

function ours(): JsonObject {
  const document = readJson('generated/openapi.json');
  if (!isObject(document)) throw new Error('generated/openapi.json is no object.');
  return document;
}

function printExceptions(coverage: readonly Coverage[], exceptions: ReadonlyMap<string, Exception>): void {
  for (const [id, { reason, closes, missing }] of exceptions) {
    const route = coverage.find((each) => each.id === id)?.route ?? 'in no published operation';
    const what = missing.includes('operation')
      ? 'operation'
      : `${missing.length} place${missing.length === 1 ? '' : 's'}`;
    say(`  ${id} (${route}): ${what}; ${reason} Closed by: ${closes}.`);
  }
}

async function main(spec: string): Promise<void> {
  const coverage = coverageOf(await redoclyBundle(root, spec), ours());
  const exceptions = exceptionsFrom(readJson('spec/coverage-exceptions.json'));
  const { uncovered, needless } = judge(coverage, exceptions);
  const places = [...exceptions.values()].reduce((sum, { missing }) => sum + missing.length, 0);
  say(`${exceptions.size} exceptions, by operation:`);
  printExceptions(coverage, exceptions);
  for (const { id, route, missing } of uncovered) {
    say(`missing in ${id} (${route}):`);
    for (const place of missing) say(`  ${place}`);
  }
  for (const each of needless)
    say(`no longer missing, take it out of spec/coverage-exceptions.json: ${each}`);
  const whole = coverage.filter(({ missing }) => missing.length === 0).length;
  say(
    `${coverage.length} published operations: ${whole} covered whole, ${exceptions.size} with an exception (${places} places), ${uncovered.length} uncovered`,
  );
  say(`${coverage.length - uncovered.length} passed, ${uncovered.length + needless.length} failed`);
  process.exitCode = uncovered.length + needless.length === 0 ? 0 : 1;
}

const asked = process.env.SPEC;
if (asked || existsSync(beside)) {
  await main(resolve(asked || beside));
} else {
  say('skipped: spec-coverage (no published OpenAPI document beside the project; SPEC names one)');
  say('0 passed, 0 failed, 1 skipped');
}
