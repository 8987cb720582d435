import { describe, expect, it } from 'vitest';
import { answers, requestBodies, type Validator } from '../../generated/validators/index.ts';
import { isObject } from '../../scripts/generate/json.ts';
import { mediaType, type SpecOperation } from '../../scripts/generate/operations.ts';
import { exampleCases } from './cases.ts';
import { conditions } from './conditions.ts';
import { forgottenAfterMs, outOfReach, preparations } from './preparation.ts';
import {
  answerExamples,
  bodyMediaTypes,
  operations,
  pathExamples,
  queryOf,
  requestExamples,
} from './spec.ts';

const bodies: Readonly<Record<string, Validator>> = requestBodies;

function nameOfAnswers({ responses }: SpecOperation): Map<string, number> {
  return new Map(
    responses.flatMap(([status, response]) =>
      [...answerExamples(response).keys()].map((name) => [name, status] as const),
    ),
  );
}

describe.each(operations)('the examples of $id', (operation) => {
  const statuses = nameOfAnswers(operation);

  it.each(operation.responses)('show an answer %i that fits its schema', (status, response) => {
    const check = Reflect.get(answers, operation.id)?.[status];
    const examples = answerExamples(response);
    expect(examples.size).toBeGreaterThan(0);
    for (const [name, value] of examples) {
      expect(check.body(value), `${name}: ${JSON.stringify(check.body.errors)}`).toBe(true);
    }
  });

  it('name a request for each answer, and an answer for each request', () => {
    const requests = new Set([
      ...bodyMediaTypes(operation).flatMap((type) => [...requestExamples(operation, type).keys()]),
      ...pathExamples(operation).keys(),
      ...[...statuses.keys()].filter((name) => queryOf(operation, name) !== ''),
    ]);
    expect([...requests].filter((name) => !statuses.has(name))).toEqual([]);
    const alone = [...statuses.keys()].filter((name) => !requests.has(name) && !(name in conditions));
    const takesNothing = !operation.hasBody && operation.pathParameters.length === 0;
    expect(alone).toEqual(takesNothing ? ['plain'] : []);
  });

  it.each(
    bodyMediaTypes(operation),
  )('are good as %s unless they are there to be refused with 400', (type) => {
    const check = bodies[operation.id];
    for (const [name, value] of requestExamples(operation, type)) {
      const good = statuses.get(name) !== 400 || name in conditions;
      expect(check?.(value), `${name}: ${JSON.stringify(check?.errors)}`).toBe(good);
    }
  });
});

describe('the specification', () => {
  it('asks for a key in every operation, and says 401, 500 and 503 in each', () => {
    for (const { id, operation, responses } of operations) {
      expect(operation.security, id).toBeUndefined();
      expect(
        responses.map(([status]) => status),
        id,
      ).toEqual(expect.arrayContaining([401, 500, 503]));
    }
  });

  it('takes bodies in both media types, the same in each, and answers in one', () => {
    for (const { id, operation, hasBody, responses } of operations) {
      if (hasBody && isObject(operation.requestBody) && isObject(operation.requestBody.content)) {
        const content = operation.requestBody.content;
        expect(Object.keys(content).sort(), id).toEqual(['application/json', mediaType]);
        expect(content['application/json'], id).toEqual(content[mediaType]);
      }
      for (const [status, { content }] of responses) {
        expect(Object.keys(isObject(content) ? content : {}), `${id} ${status}`).toEqual([mediaType]);
      }
    }
  });

  it('has no default in a request, since the validator would write it into the body', () => {
    for (const { id, operation } of operations) {
      expect(JSON.stringify(operation.requestBody ?? null), id).not.toContain('"default":');
    }
  });

  it('has every example that the contract test prepares, waits for, or cannot show', () => {
    const known = new Set(exampleCases('').map(({ operationId, name }) => `${operationId}/${name}`));
    const named = [preparations, forgottenAfterMs, outOfReach].flatMap((each) => Object.keys(each));
    expect(named.filter((each) => !known.has(each))).toEqual([]);
  });
});
