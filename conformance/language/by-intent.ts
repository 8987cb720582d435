import type { Case, Step } from '../case/case.ts';
import { isObject, type Json, type JsonObject, show } from '../case/json.ts';
import { type Answer, type Memory, type Request, withContentType } from '../running/exchange.ts';
import { routeOf } from './actions.ts';
import { captured, namesCapturedBy } from './captures.ts';
import { judgeClaims } from './claims.ts';
import { judgeAssertions, judgeForm } from './judge-intent.ts';
import type { Move, Reading } from './reading.ts';
import { type Tally, tally } from './tally.ts';
import { fillByIntent } from './template-intent.ts';

/** Says where an answer breaks the API's own description; empty where it keeps to it. */
export type AnswerCheck = (request: Request, answer: Answer) => readonly string[];

/**
 * The case language as its cases mean it: captured names are filled in, `expect` is read, `ASSERT` is
 * evaluated, raw bodies go out as they stand, and an answer that should be JSON must be. What the
 * runner does not know fails the case. `checkAnswer` judges every answer besides.
 */
export function byIntent(checkAnswer: AnswerCheck): Reading {
  return {
    name: 'by intent',
    mustCheck: true,
    identify: (step, at) => step.id ?? String(at + 1),
    times: (step) => step.repeat,
    move: nextMove,
    judge(step, id, request, answer, memory, testCase) {
      const checks = tally(id);
      const fill = filler(memory, testCase, checks);
      const root = rootOf(step, answer);
      judgeForm(request, answer, checks);
      for (const assertions of [step.assertions, step.expect]) {
        if (assertions !== undefined) judgeAssertions(fill.object(assertions), answer, root, checks);
      }
      for (const fault of checkAnswer(request, answer)) {
        checks.fail('answer', 'what the specification says', fault);
      }
      for (const [name, path] of Object.entries(step.captures)) {
        const value = captured(root, path);
        if (value === undefined) checks.fail(`capture ${name}`, `a value at ${path}`, show(root));
        else memory.names.set(name, value);
      }
      return checks.judgement();
    },
  };
}

function nextMove(step: Step, id: string, memory: Memory, testCase: Case): Move {
  if (step.action === 'WAIT') return { kind: 'sleep' };
  const checks = tally(id);
  const fill = filler(memory, testCase, checks);
  if (step.action === 'ASSERT' && step.path === '') {
    judgeClaims(fill.object(step.assertions ?? {}), memory, checks);
    return { kind: 'judge', judgement: checks.judgement() };
  }
  const request = step.path === '' ? wordRequest(step, fill) : pathRequest(step, fill);
  if (request === undefined) checks.fail('action', 'an action that the runner knows', step.action);
  const { failures } = checks.judgement();
  if (request === undefined || failures.length > 0) return { kind: 'refuse', failures };
  return { kind: 'send', request };
}

/** `push`, `get`, `fetch` and `ack`; undefined for every other step without a path. */
function wordRequest(step: Step, fill: Filler): Request | undefined {
  const route = routeOf(step.action)?.(fill.object(step.request ?? {}));
  if (route === undefined) return undefined;
  const body = route.body && JSON.stringify(route.body);
  return { method: route.method, path: route.path, headers: headersOf(step, body, fill), body };
}

function pathRequest(step: Step, fill: Filler): Request {
  const filled = step.body === undefined ? undefined : JSON.stringify(fill.value(step.body));
  const body = step.rawBody ?? filled;
  return { method: step.action, path: fill.text(step.path), headers: headersOf(step, body, fill), body };
}

function headersOf(step: Step, body: string | undefined, fill: Filler): Readonly<Record<string, string>> {
  const headers = Object.entries(step.headers).map(([name, value]) => [name, fill.text(value)] as const);
  return withContentType(Object.fromEntries(headers), body);
}

/** `push` and `get` expect the job itself, which answers hold under `job`. */
function rootOf(step: Step, answer: Answer): Json | undefined {
  const answersJob = step.path === '' && routeOf(step.action)?.({}).answersJob === true;
  return answersJob && isObject(answer.json) ? answer.json.job : answer.json;
}

/** Fills templates; one that leads nowhere is a failure of the step. */
interface Filler {
  value(value: Json): Json;
  text(text: string): string;
  object(object: JsonObject): JsonObject;
}

function filler(memory: Memory, testCase: Case, checks: Tally): Filler {
  const names = namesCapturedBy(testCase);
  function value(template: Json): Json {
    const filled = fillByIntent(template, memory, names);
    for (const missing of filled.unfilled) checks.fail('template', `a value for ${missing}`, 'nothing');
    return filled.value;
  }
  return {
    value,
    text(template) {
      const filled = value(template);
      return typeof filled === 'string' ? filled : JSON.stringify(filled);
    },
    object(template) {
      const filled = value(template);
      return isObject(filled) ? filled : {};
    },
  };
}
