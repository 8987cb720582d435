import { isObject, type Json, type JsonObject, show } from '../case/json.ts';
import type { Answer, Request } from '../running/exchange.ts';
import { allowsNothing, mismatchByIntent } from './match-intent.ts';
import { resolveByIntent } from './path.ts';
import type { Tally } from './tally.ts';
import { timingMismatch } from './timing.ts';

/** What an assertion is judged on. `root` is what its paths start from. */
interface Judged {
  readonly answer: Answer;
  readonly root: Json | undefined;
  readonly checks: Tally;
}

const ASSERTIONS: Readonly<Record<string, (expected: Json, judged: Judged, name: string) => void>> = {
  status: judgeStatus,
  status_in: judgeStatus,
  status_one_of: judgeStatus,
  headers: judgeHeaders,
  timing_ms: (expected, { answer, checks }) =>
    checks.check('timing_ms', show(expected), timingMismatch(expected, answer.ms)),
  body: judgeBody,
  body_absent(expected, { root, checks }) {
    for (const path of listed(expected)) {
      const resolved = resolveByIntent(root, String(path));
      const found = resolved.ok && (resolved.value ?? null) !== null;
      checks.check('body_absent', String(path), found ? show(resolved.value) : undefined);
    }
  },
  body_contains(expected, { answer, checks }) {
    for (const part of listed(expected)) {
      const holds = answer.text.includes(String(part));
      checks.check('body_contains', show(part), holds ? undefined : show(answer.text));
    }
  },
};

/**
 * Judges an answer against assertions whose templates are filled. Their keys are those of `assertions`
 * and of `expect` (`body.PATH` too); a remark (`…_comment`) says nothing, any other key fails.
 */
export function judgeAssertions(
  assertions: JsonObject,
  answer: Answer,
  root: Json | undefined,
  checks: Tally,
): void {
  const judged = { answer, root, checks };
  for (const [name, expected] of Object.entries(assertions)) {
    const judge = Object.hasOwn(ASSERTIONS, name) ? ASSERTIONS[name] : undefined;
    if (judge !== undefined) judge(expected, judged, name);
    else if (name.startsWith('body.')) judgePath(name.slice('body.'.length), expected, judged);
    else if (!name.endsWith('_comment')) {
      checks.fail(name, 'an assertion that the runner knows', `unknown assertion: ${name}`);
    }
  }
}

/** Every answer is a JSON object, unless it has no content or the request asked for another form. */
export function judgeForm(request: Request, answer: Answer, checks: Tally): void {
  const accept = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'accept')?.[1];
  const asksForJson = accept === undefined || /json|\*\/\*/.test(accept);
  if (!asksForJson || request.method === 'HEAD' || (answer.status === 204 && answer.text === '')) return;
  if (!isObject(answer.json)) checks.fail('answer', 'a JSON object', show(answer.text));
}

function judgeStatus(expected: Json, { answer, checks }: Judged, name: string): void {
  const matcher = statusMatcher(expected);
  const wrong = mismatchByIntent(matcher, answer.status) !== undefined;
  checks.check(name, show(expected), wrong ? `${answer.status} ${show(answer.text)}` : undefined);
}

function statusMatcher(expected: Json): Json {
  if (Array.isArray(expected)) return { $in: expected };
  if (typeof expected !== 'string' || !expected.startsWith('one_of:')) return expected;
  return { $in: expected.slice('one_of:'.length).split(',').map(Number) };
}

function judgeHeaders(expected: Json, { answer, checks }: Judged): void {
  if (!isObject(expected)) checks.fail('headers', 'an object of header matchers', show(expected));
  for (const [name, matcher] of Object.entries(isObject(expected) ? expected : {})) {
    const why = mismatchByIntent(matcher, answer.headers[name.toLowerCase()]);
    checks.check(`header ${name}`, show(matcher), why);
  }
}

function judgeBody(expected: Json, judged: Judged): void {
  if (!isObject(expected)) judged.checks.fail('body', 'an object of path matchers', show(expected));
  for (const [path, matcher] of Object.entries(isObject(expected) ? expected : {})) {
    if (path === '$or' && Array.isArray(matcher)) judgeEither(matcher, judged);
    else judgePath(path, matcher, judged);
  }
}

function judgeEither(alternatives: Json[], { root, checks }: Judged): void {
  const holds = alternatives.some(
    (alternative) =>
      isObject(alternative) &&
      Object.entries(alternative).every(([path, matcher]) => pathMismatch(path, matcher, root) === undefined),
  );
  checks.check('body $or', show(alternatives), holds ? undefined : show(root));
}

function judgePath(path: string, matcher: Json, { root, checks }: Judged): void {
  const why = pathMismatch(path, matcher, root);
  // `any` holds for everything, so it is no check.
  if (matcher !== 'any') checks.check(path, show(matcher), why);
  else if (why !== undefined) checks.fail(path, show(matcher), why);
}

function pathMismatch(path: string, matcher: Json, root: Json | undefined): string | undefined {
  if (root === undefined) return 'an answer that is not JSON';
  const resolved = resolveByIntent(root, path);
  if (resolved.ok) return mismatchByIntent(matcher, resolved.value);
  return allowsNothing(matcher) ? undefined : resolved.why;
}

function listed(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
