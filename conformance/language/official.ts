import type { Step } from '../case/case.ts';
import { isObject, type Json, type JsonObject, own, show } from '../case/json.ts';
import { type Answer, type Memory, withContentType } from '../running/exchange.ts';
import { matchesOfficial } from './match-official.ts';
import { resolveOfficial } from './path.ts';
import type { Reading } from './reading.ts';
import { pattern, stringTest } from './strings.ts';
import { type Tally, tally } from './tally.ts';
import { fillMatcher, fillText } from './template-official.ts';
import { timingMismatch } from './timing.ts';

/**
 * The case language as the official runner reads it, holes included: unknown keys say nothing, words
 * that are no HTTP method are sent as one, and bodies that are no JSON object are not judged.
 */
export const official: Reading = {
  name: 'official',
  mustCheck: false,
  // Answers are kept by id, and an id that has run is not run again: of steps without one only the first is.
  identify(step, _at, done) {
    const id = step.id ?? '';
    return done.has(id) ? undefined : id;
  },
  times: () => 1,
  move(step, _id, memory) {
    if (step.action === 'WAIT') return { kind: 'sleep' };
    const body = step.body === undefined ? undefined : fillText(JSON.stringify(step.body), memory);
    const headers = withContentType(step.headers, body);
    return {
      kind: 'send',
      request: { method: step.action, path: fillText(step.path, memory), headers, body },
    };
  },
  judge(step: Step, id, _request, answer, memory) {
    const checks = tally(id);
    const assertions = step.assertions ?? {};
    judgeStatus(assertions, answer, checks);
    judgeHeaders(own(assertions, 'headers'), answer, checks);
    const timing = own(assertions, 'timing_ms');
    if (timing !== undefined) checks.check('timing_ms', show(timing), timingMismatch(timing, answer.ms));
    for (const part of listed(own(assertions, 'body_contains'))) {
      checks.check('body_contains', show(part), answer.text.includes(String(part)) ? undefined : answer.text);
    }
    if (isObject(answer.json)) judgeBody(assertions, answer.json, checks, memory);
    return checks.judgement();
  },
};

function judgeStatus(assertions: JsonObject, answer: Answer, checks: Tally): void {
  const status = own(assertions, 'status');
  if (status !== undefined) {
    checks.check(
      'status',
      show(status),
      statusHolds(status, answer.status) ? undefined : String(answer.status),
    );
  }
  const statusIn = own(assertions, 'status_in');
  if (Array.isArray(statusIn)) {
    const holds = statusIn.includes(answer.status);
    checks.check('status_in', show(statusIn), holds ? undefined : String(answer.status));
  }
}

function statusHolds(expected: Json, status: number): boolean {
  if (typeof expected === 'string') {
    if (expected.startsWith('one_of:')) return expected.slice(7).split(',').map(Number).includes(status);
    return stringTest(expected)?.(status) ?? expected === String(status);
  }
  if (isObject(expected)) {
    const oneOf = own(expected, '$in');
    return Array.isArray(oneOf) && oneOf.includes(status);
  }
  return expected === status;
}

function judgeHeaders(expected: Json | undefined, answer: Answer, checks: Tally): void {
  if (!isObject(expected)) return;
  for (const [name, matcher] of Object.entries(expected)) {
    const got = answer.headers[name.toLowerCase()];
    const match = isObject(matcher) ? own(matcher, '$match') : undefined;
    const equal = isObject(matcher) ? own(matcher, '$eq') : matcher;
    let holds = true;
    if (typeof match === 'string') holds = pattern(match)(got);
    else if (typeof equal === 'string') holds = got === equal;
    checks.check(`header ${name}`, show(matcher), holds ? undefined : show(got));
  }
}

function judgeBody(assertions: JsonObject, body: JsonObject, checks: Tally, memory: Memory): void {
  const expected = own(assertions, 'body');
  if (isObject(expected)) {
    for (const [path, matcher] of Object.entries(fillMatcher(expected, memory) as JsonObject)) {
      if (path === '$or' && Array.isArray(matcher)) {
        const holds = matcher.some((each) => isObject(each) && allHold(each, body));
        checks.check('body $or', show(matcher), holds ? undefined : show(body));
      } else {
        checks.check(path, show(matcher), bodyMismatch(path, matcher, body));
      }
    }
  }
  for (const path of listed(own(assertions, 'body_absent'))) {
    const resolved = resolveOfficial(body, fillText(String(path), memory));
    const found = resolved.ok && resolved.value !== null;
    checks.check('body_absent', String(path), found ? show(resolved.value) : undefined);
  }
}

function allHold(expected: JsonObject, body: JsonObject): boolean {
  return Object.entries(expected).every(([path, matcher]) => bodyMismatch(path, matcher, body) === undefined);
}

function bodyMismatch(path: string, matcher: Json, body: JsonObject): string | undefined {
  const resolved = resolveOfficial(body, path);
  if (!resolved.ok) return matcher === 'absent' ? undefined : resolved.why;
  return matchesOfficial(matcher, resolved.value ?? null) ? undefined : show(resolved.value);
}

function listed(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
