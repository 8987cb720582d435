import { describe, expect, it } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../scripts/generate/json.ts';
import { mediaType, type SpecOperation } from '../../scripts/generate/operations.ts';
import { checkAnswer, type ReceivedAnswer } from '../support/answers.ts';
import { answerExamples, operations } from './spec.ts';

const requestId = 'req_019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f';

/** The answer as a server that keeps to the specification would send it. */
function rightAnswer(operation: SpecOperation, status: number, body: Json): ReceivedAnswer {
  const headers = new Headers({
    'Content-Type': mediaType,
    'OJS-Version': '1.0',
    'X-Request-Id': requestId,
  });
  const { job, workflow } = isObject(body) ? body : {};
  if (status === 201 && isObject(job)) headers.set('Location', `/ojs/v1/jobs/${job.id}`);
  if (status === 201 && isObject(workflow)) headers.set('Location', `/ojs/v1/workflows/${workflow.id}`);
  if (status === 401) headers.set('WWW-Authenticate', 'Bearer');
  return {
    method: operation.method.toUpperCase(),
    path: operation.path.replace(/\{[^}]+\}/, '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f'),
    status,
    headers,
    text: JSON.stringify(body),
  };
}

function withBody(answer: ReceivedAnswer, body: Json): ReceivedAnswer {
  return { ...answer, text: JSON.stringify(body) };
}

function withHeader(answer: ReceivedAnswer, name: string, value: string | undefined): ReceivedAnswer {
  const headers = new Headers(answer.headers);
  if (value === undefined) headers.delete(name);
  else headers.set(name, value);
  return { ...answer, headers };
}

const exampleAnswers = operations.flatMap((operation) =>
  operation.responses.flatMap(([status, response]) =>
    [...answerExamples(response)].map(([name, body]) => ({
      operation,
      status,
      name,
      body,
      id: operation.id,
    })),
  ),
);

/** The first good answer of each operation. */
const goodAnswers = operations.map((operation) => {
  const found = exampleAnswers.find((each) => each.operation === operation && each.status < 300);
  if (!found || !isObject(found.body)) throw new Error(`${operation.id} has no example of a good answer.`);
  return { id: operation.id, body: found.body, answer: rightAnswer(operation, found.status, found.body) };
});

/** Every way to leave out one field: at the top, and one step further down. */
function withoutOneField(body: JsonObject): [string, JsonObject][] {
  return Object.keys(body).flatMap((key) => {
    const { [key]: inner, ...rest } = body;
    const further = key === 'job' && isObject(inner) ? withoutOneField(inner) : [];
    return [
      [key, rest] as [string, JsonObject],
      ...further.map(([name, less]): [string, JsonObject] => [`${key}.${name}`, { ...body, [key]: less }]),
    ];
  });
}

/** Every way to give one field a value of another type. */
function withOneOtherType(body: JsonObject): [string, JsonObject][] {
  return Object.keys(body).map((key) => [key, { ...body, [key]: isObject(body[key]) ? [] : {} }]);
}

/** What an answer may lack: the creator's own, and what a job has only sometimes. */
const optional = /^job\.(timeout_ms|visibility_timeout_ms|worker_id|result|tags|schema|retry|unique)$/;

describe('DECISIONS 4 and 6: checkAnswer', () => {
  it.each(exampleAnswers)('lets the example $id $status $name through', ({ operation, status, body }) => {
    expect(checkAnswer(rightAnswer(operation, status, body))).toBe(operation.id);
  });

  describe.each(goodAnswers)('catches an answer of $id', ({ body, answer }) => {
    it.each(withoutOneField(body).filter(([name]) => !optional.test(name)))('without %s', (_, less) => {
      expect(() => checkAnswer(withBody(answer, less))).toThrow(/wrong answer/);
    });

    it.each(withOneOtherType(body))('with %s of another type', (_, wrong) => {
      expect(() => checkAnswer(withBody(answer, wrong))).toThrow(/wrong answer/);
    });

    it('with a field too many', () => {
      expect(() => checkAnswer(withBody(answer, { ...body, surplus: 1 }))).toThrow(/surplus/);
    });

    it('that is no object, or no JSON', () => {
      for (const text of ['[]', 'null', '"ok"', '', '{"job":']) {
        expect(() => checkAnswer({ ...answer, text }), text).toThrow(/wrong answer/);
      }
    });

    it.each([418, 204, 301])('with the status %i, which is not declared', (status) => {
      expect(() => checkAnswer({ ...answer, status })).toThrow(/not declared/);
    });

    it.each(['application/json', `${mediaType}; charset=utf-8`, undefined])('as %s', (type) => {
      expect(() => checkAnswer(withHeader(answer, 'Content-Type', type))).toThrow(/content type/);
    });

    it.each(['OJS-Version', 'X-Request-Id'])('without the header %s', (name) => {
      expect(() => checkAnswer(withHeader(answer, name, undefined))).toThrow(name.toLowerCase());
    });

    it('that speaks another version', () => {
      expect(() => checkAnswer(withHeader(answer, 'OJS-Version', '2.0'))).toThrow(/ojs-version/);
    });
  });
});
