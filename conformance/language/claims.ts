import { isObject, type JsonObject, own, sameJson, show } from '../case/json.ts';
import type { Memory } from '../running/exchange.ts';
import type { Tally } from './tally.ts';
import { lookInAnswers } from './template-intent.ts';

/**
 * Judges an `ASSERT` step, which compares answers with each other and sends nothing.
 * `assertions` comes with its templates filled.
 */
export function judgeClaims(assertions: JsonObject, memory: Memory, checks: Tally): void {
  for (const [key, value] of Object.entries(assertions)) {
    if (key === 'exclusive_claim' && isObject(value)) judgeExclusiveClaim(value, checks);
    else if (key === 'equality' && isObject(value)) judgeEquality(value, checks, memory);
    else checks.fail(key, 'an assertion that the runner knows', `unknown assertion in ASSERT: ${key}`);
  }
}

/** `fetches` are the job lists of fetches sent at once: among them the job may stand once only. */
function judgeExclusiveClaim(claim: JsonObject, checks: Tally): void {
  const {
    job_id: jobId,
    fetches,
    exactly_one_has_job: oneHas,
    exactly_one_empty: oneEmpty,
    ...unknown
  } = claim;
  const lists = Array.isArray(fetches) ? fetches.filter((each) => Array.isArray(each)) : [];
  const wellFormed =
    typeof jobId === 'string' &&
    Array.isArray(fetches) &&
    fetches.length > 1 &&
    lists.length === fetches.length;
  checks.check('exclusive_claim', 'a job id and two or more job lists', wellFormed ? undefined : show(claim));
  for (const key of Object.keys(unknown)) {
    checks.fail(`exclusive_claim.${key}`, 'a key that the runner knows', 'unknown key');
  }
  if (oneHas === true) {
    const copies = lists.flat().filter((job) => isObject(job) && sameJson(own(job, 'id'), jobId)).length;
    checks.check('exactly_one_has_job', '1 claim', copies === 1 ? undefined : `${copies} claims`);
  }
  if (oneEmpty === true) {
    const empty = lists.filter((list) => list.length === 0).length;
    checks.check('exactly_one_empty', '1 empty list', empty === 1 ? undefined : `${empty} empty lists`);
  }
}

/** Each key is a path into the case's answers, each value what must stand there. */
function judgeEquality(equality: JsonObject, checks: Tally, memory: Memory): void {
  for (const [path, expected] of Object.entries(equality)) {
    const got = lookInAnswers(memory, path);
    const same = got !== undefined && sameJson(got, expected);
    checks.check(`equality ${path}`, show(expected), same ? undefined : show(got));
  }
}
