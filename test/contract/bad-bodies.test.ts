import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestBodies, type Validator } from '../../generated/validators/index.ts';
import { followed, isObject, type Json, type JsonObject } from '../../scripts/generate/json.ts';
import type { SpecOperation } from '../../scripts/generate/operations.ts';
import { validatedFetch } from '../support/answers.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { type BadBody, badBodies, badBytes } from './bad-bodies.ts';
import { bodyMediaTypes, bodySchema, operations, requestExamples, spec } from './spec.ts';

const validators: Readonly<Record<string, Validator>> = requestBodies;

const cases = operations.flatMap((operation) =>
  bodyMediaTypes(operation).map((type) => ({ id: operation.id, operation, type })),
);

/**
 * Bodies broken in one place each. A place is broken in the first good example that has the part it is
 * in, so that nothing else is wrong; in the first of all where none has it.
 */
function brokenBodies(operation: SpecOperation, type: string): BadBody[] {
  const schema = bodySchema(operation, type);
  const good = [...requestExamples(operation, type).values()].filter(
    (body): body is JsonObject => isObject(body) && validators[operation.id]?.(body) === true,
  );
  const byTitle = new Map<string, BadBody>();
  for (const hasPart of [true, false]) {
    for (const body of good) {
      for (const bad of badBodies(schema, body)) {
        if (!byTitle.has(bad.title) && (!hasPart || hasPartOf(body, bad))) byTitle.set(bad.title, bad);
      }
    }
  }
  return [...byTitle.values()];
}

/** Whether the example has the object whose field is broken: `options` for "options.queue is null". */
function hasPartOf(example: JsonObject, { title }: BadBody): boolean {
  const keys = title.replace(/ .*/, '').split('.').slice(0, -1);
  return isObject(
    keys.reduce<Json | undefined>((part, key) => (isObject(part) ? part[key] : undefined), example),
  );
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function refusal(operation: SpecOperation, type: string, body: Uint8Array<ArrayBuffer> | string) {
  const answer = await validatedFetch(server.url + operation.path.replace(/\{[^}]+\}/, 'anything'), {
    method: operation.method.toUpperCase(),
    headers: { 'Content-Type': type },
    body,
  });
  const { error } = Object(await answer.json());
  return { status: answer.status, code: error?.code };
}

describe('DECISIONS 4: a bad body is refused with 400', () => {
  it('there are bodies of every kind to try', () => {
    const needed = cases.filter(({ operation }) => operation.bodyRequired);
    for (const { id, operation, type } of needed) {
      const titles = brokenBodies(operation, type).map(({ title }) => title);
      const needs = followed(spec, bodySchema(operation, type)).required !== undefined;
      expect(
        titles.some((title) => /^[^.]+ is missing$/.test(title)),
        id,
      ).toBe(needs);
      expect(titles.length, id).toBeGreaterThan(20);
    }
    const required = operations.filter(({ bodyRequired }) => bodyRequired);
    expect(needed).toHaveLength(2 * required.length);
  });

  describe.each(cases)('$id as $type', ({ id, operation, type }) => {
    it('by the compiled check', () => {
      for (const { title, body } of brokenBodies(operation, type)) {
        expect(validators[id]?.(body), `${title}: ${JSON.stringify(body).slice(0, 200)}`).toBe(false);
      }
    });

    it('by the server', async () => {
      for (const { title, body } of brokenBodies(operation, type)) {
        const found = await refusal(operation, type, JSON.stringify(body));
        expect(found, `${title}: ${JSON.stringify(body).slice(0, 200)}`).toEqual({
          status: 400,
          code: 'invalid_request',
        });
      }
    });

    const bad = badBytes.filter(([what]) => operation.bodyRequired || what !== 'nothing');
    it.each(bad)('where %s is sent', async (_, bytes, code) => {
      expect(await refusal(operation, type, bytes)).toEqual({ status: 400, code });
    });
  });

  it.each(
    cases.filter(({ type }) => type === 'application/json'),
  )('$id as a content type that is not accepted', async ({ operation }) => {
    for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'nonsense']) {
      expect(await refusal(operation, type, '{}'), type).toEqual({ status: 400, code: 'invalid_request' });
    }
  });
});
