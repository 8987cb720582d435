import { describe, expect, it } from 'vitest';
import { isObject, type Json, type JsonObject, objectAt } from '../../scripts/generate/json.ts';
import { mediaType } from '../../scripts/generate/operations.ts';
import { checkAnswer, type ReceivedAnswer } from '../support/answers.ts';
import { answerExamples, operations, spec } from './spec.ts';

/** The example of a shared answer, by the name of the component. */
function shared(component: string): JsonObject {
  const [value] = answerExamples(objectAt(spec, 'components', 'responses', component)).values();
  if (!isObject(value)) throw new Error(`${component} has no example.`);
  return value;
}

function received(method: string, path: string, status: number, body: Json, more = {}): ReceivedAnswer {
  const headers = new Headers({
    'Content-Type': mediaType,
    'OJS-Version': '1.0',
    'X-Request-Id': 'req_019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f',
    ...more,
  });
  return { method, path, status, headers, text: JSON.stringify(body) };
}

describe('DECISIONS 4: checkAnswer on paths and methods outside the specification', () => {
  it('lets 404 through for a path that is not known, and 422 for one of a later level', () => {
    expect(checkAnswer(received('GET', '/ojs/v1/nowhere', 404, shared('NoSuchRoute')))).toBeUndefined();
    expect(checkAnswer(received('POST', '/ojs/v1/webhooks', 422, shared('NotOffered')))).toBeUndefined();
    expect(checkAnswer(received('GET', '/ojs/v1/webhooks', 422, shared('NotOffered')))).toBeUndefined();
  });

  it('lets 405 through for a known path, with the methods it knows', () => {
    const body = shared('WrongMethod');
    expect(checkAnswer(received('PATCH', '/ojs/v1/jobs', 405, body, { Allow: 'POST' }))).toBeUndefined();
    expect(() => checkAnswer(received('PATCH', '/ojs/v1/jobs', 405, body))).toThrow(/allow/);
  });

  it('catches 405 where the path is not known, 404 where only the method is not, and 200 for either', () => {
    const cases: [string, string, number, Json][] = [
      ['GET', '/ojs/v1/nowhere', 405, shared('WrongMethod')],
      ['PATCH', '/ojs/v1/jobs', 404, shared('NoSuchRoute')],
      ['GET', '/ojs/v1/nowhere', 200, {}],
      ['PATCH', '/ojs/v1/jobs', 200, {}],
    ];
    for (const [method, path, status, body] of cases) {
      expect(() => checkAnswer(received(method, path, status, body, { Allow: 'POST' }))).toThrow(
        /not declared/,
      );
    }
  });

  it('catches a refusal without its envelope', () => {
    expect(() => checkAnswer(received('GET', '/ojs/v1/nowhere', 404, { message: 'Not Found' }))).toThrow(
      /error/,
    );
  });

  it('does not mind a query', () => {
    const health = operations.find(({ id }) => id === 'getHealth');
    const [, response] = health?.responses[0] ?? [];
    const [body] = response ? answerExamples(response).values() : [];
    expect(checkAnswer(received('GET', '/ojs/v1/health?verbose=1', 200, body ?? null))).toBe('getHealth');
  });

  it('takes a HEAD for a GET without a body', () => {
    const head = { ...received('HEAD', '/ojs/v1/health', 200, {}), text: '' };
    expect(checkAnswer(head)).toBe('getHealth');
    expect(() => checkAnswer({ ...head, text: '{}' })).toThrow(/HEAD/);
  });
});

describe('DECISIONS 1.2 and 1.3: checkAnswer holds related fields together', () => {
  const unknownJob = { method: 'GET', path: '/ojs/v1/jobs/x', status: 404 } as const;
  const refusal = shared('NoSuchRoute');
  const inner = objectAt(refusal, 'error');

  it('error.type is error.code, error.request_id is X-Request-Id', () => {
    for (const wrong of [{ type: 'conflict' }, { request_id: 'req_other' }]) {
      const body = { error: { ...inner, ...wrong } };
      const { method, path, status } = unknownJob;
      expect(() => checkAnswer(received(method, path, status, body))).toThrow(/differ/);
    }
  });

  it.each(['ackJob', 'nackJob'])('%s: id is job_id and job.id, state is job.state', (id) => {
    const operation = operations.find((each) => each.id === id);
    const [, response] = operation?.responses[0] ?? [];
    const [body] = response ? answerExamples(response).values() : [];
    if (!operation || !isObject(body)) throw new Error(`${id} has no example.`);
    const answer = (changed: JsonObject) => received('POST', operation.path, 200, { ...body, ...changed });
    expect(checkAnswer(answer({}))).toBe(id);
    const other = '019461a8-ffff-7fff-bfff-ffffffffffff';
    expect(() => checkAnswer(answer({ job_id: other }))).toThrow(/differ/);
    expect(() => checkAnswer(answer({ id: other, job_id: other }))).toThrow(/differ/);
    const state = { ...objectAt(body, 'job'), state: 'active' };
    expect(() => checkAnswer(answer({ job: state }))).toThrow(/state and job.state differ/);
  });
});
