import { describe, expect, it } from 'vitest';
import { answers, requestBodies, type Validator } from '../../generated/validators/index.ts';
import { followed, isObject, type Json, type JsonObject, objectAt } from '../../scripts/generate/json.ts';
import { mediaType, outside, type SpecOperation } from '../../scripts/generate/operations.ts';
import { ERRORS } from '../../src/rules/error-catalogue.ts';
import { exampleCases } from './cases.ts';
import { conditions } from './conditions.ts';
import { namedExamples, refusedByRules } from './preparation.ts';
import {
  answerExamples,
  bodyMediaTypes,
  operations,
  pathExamples,
  queryOf,
  requestExamples,
  spec,
} from './spec.ts';

const bodies: Readonly<Record<string, Validator>> = requestBodies;

function nameOfAnswers({ responses }: SpecOperation): Map<string, number> {
  return new Map(
    responses.flatMap(([status, response]) =>
      [...answerExamples(response).keys()].map((name) => [name, status] as const),
    ),
  );
}

/** The codes that the schema of a refusal lets through. */
function declaredCodes(response: JsonObject): Json | undefined {
  const schema = followed(spec, objectAt(response, 'content', mediaType, 'schema'));
  return objectAt(schema, 'properties', 'error', 'properties', 'code').enum;
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
      const good =
        statuses.get(name) !== 400 || name in conditions || refusedByRules.has(`${operation.id}/${name}`);
      expect(check?.(value), `${name}: ${JSON.stringify(check?.errors)}`).toBe(good);
    }
  });
});

describe('the specification', () => {
  it('asks for a key in every operation but the probes', () => {
    const open = operations.filter(({ operation }) => operation.security !== undefined);
    expect(open.map(({ path, open }) => ({ path, open }))).toEqual(
      ['/health', '/live', '/ready'].map((path) => ({ path, open: true })),
    );
  });

  it.each(operations)('DECISIONS 4: $id declares the refusals that are not its own', (operation) => {
    const { id, path, open, hasBody, pathParameters, responses } = operation;
    const asksNoStore = ['getManifest', 'getLiveness'].includes(id);
    const wanted = [
      ...(open ? [] : [401]),
      ...(hasBody ? [400, 413] : []),
      // A queue comes into being when it is named (DECISIONS 1.7).
      ...(pathParameters.includes('id') ? [404] : []),
      ...(path.startsWith('/ojs/v1/') ? [422] : []),
      500,
      ...(asksNoStore ? [] : [503]),
    ];
    const declared = responses.map(([status]) => status);
    expect(declared).toEqual(expect.arrayContaining(wanted));
    const needless = [401, 413, 503].filter((status) => !wanted.includes(status));
    expect(declared.filter((status) => needless.includes(status))).toEqual([]);
  });

  it('DECISIONS 4: gives each status the codes that the catalogue has for it, and shows every row', () => {
    const rows = Object.values(ERRORS);
    const codesOf = (status: number) => rows.filter((row) => row.status === status).map(({ code }) => code);
    const shared = objectAt(spec, 'components', 'responses');
    const responses = [
      ...operations.flatMap(({ responses }) => responses),
      ...outside.map(([status, component]) => [status, objectAt(shared, component)] as const),
    ].filter(([status]) => status >= 400);
    const shown = new Set<string>();
    for (const [status, response] of responses) {
      for (const body of answerExamples(response).values()) {
        if (!isObject(body) || !isObject(body.error)) continue;
        shown.add(`${status} ${body.error.code}`);
        expect(declaredCodes(response), `${status}`).toEqual(codesOf(status));
      }
    }
    expect([...shown].sort()).toEqual(rows.map(({ status, code }) => `${status} ${code}`).sort());
    const known = objectAt(spec, 'components', 'schemas', 'ErrorBody', 'properties', 'code').enum;
    expect(known).toEqual([...new Set(rows.map(({ code }) => code))]);
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

  it('has every example that the contract test prepares or waits for', () => {
    const known = new Set(exampleCases('').map(({ operationId, name }) => `${operationId}/${name}`));
    expect(namedExamples.filter((each) => !known.has(each))).toEqual([]);
  });
});
