import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../scripts/generate/json.ts';
import { type Coverage, coverageOf } from '../../../scripts/spec-coverage/compare.ts';
import { exceptionsFrom, judge } from '../../../scripts/spec-coverage/exceptions.ts';

/** A document with one operation, `POST /things/{id}`. */
function documentOf(request: JsonObject, answer: JsonObject, more: JsonObject = {}): JsonObject {
  const { status = '200', schemas = {}, parameters = [], path = '/things/{id}' } = more;
  return {
    paths: {
      [String(path)]: {
        post: {
          operationId: 'makeThing',
          parameters,
          requestBody: { content: { 'application/json': { schema: request } } },
          responses: { [String(status)]: { content: { 'application/json': { schema: answer } } } },
        },
      },
    },
    components: { schemas },
  };
}

const text = { type: 'string' };
const colours = (...values: string[]) => ({ type: 'string', enum: values });
const object = (properties: JsonObject): JsonObject => ({ type: 'object', properties });

function missing(published: JsonObject, ours: JsonObject): readonly string[] | undefined {
  return coverageOf(published, ours)[0]?.missing;
}

describe('what is published and not in ours', () => {
  it('is nothing where ours is the same, or has more', () => {
    const published = documentOf(object({ name: text }), object({ id: text }));
    const ours = documentOf(object({ name: text, age: text }), object({ id: text, at: text }));
    expect(missing(published, published)).toEqual([]);
    expect(missing(published, ours)).toEqual([]);
    expect(missing(ours, published)).toEqual(['request.age', 'answer 200.at']);
  });

  it('is the operation, whatever its parameters are called', () => {
    const published = documentOf({}, {}, { path: '/things/{id}' });
    expect(missing(published, documentOf({}, {}, { path: '/things/{name}' }))).toEqual([]);
    expect(missing(published, documentOf({}, {}, { path: '/others/{id}' }))).toEqual(['operation']);
  });

  it('is a status, once and without its fields', () => {
    const published = documentOf({}, object({ error: object({ code: text }) }), { status: '409' });
    expect(missing(published, documentOf({}, {}, { status: '200' }))).toEqual(['answer 409']);
  });

  it('is a query parameter or a header, and what it may be', () => {
    const parameters = [
      { in: 'query', name: 'order', schema: colours('up', 'down') },
      { in: 'header', name: 'X-Trace', schema: text },
      { in: 'path', name: 'id', schema: text },
    ];
    const published = documentOf({}, {}, { parameters });
    const ours = documentOf({}, {}, { parameters: [{ in: 'query', name: 'order', schema: colours('up') }] });
    expect(missing(published, ours)).toEqual(['query order = down', 'header x-trace']);
  });

  it('is found through references, allOf, anyOf and arrays', () => {
    const schemas = {
      Base: object({ size: text }),
      Thing: {
        allOf: [
          { $ref: '#/components/schemas/Base' },
          object({ parts: { $ref: '#/components/schemas/Parts' } }),
        ],
      },
      Parts: { type: 'array', items: { anyOf: [object({ bolt: text }), object({ nut: text })] } },
    };
    const published = documentOf({ $ref: '#/components/schemas/Thing' }, {}, { schemas });
    const flat = (part: JsonObject) =>
      documentOf(object({ size: text, parts: { type: 'array', items: part } }), {});
    expect(missing(published, flat(object({ bolt: text, nut: text })))).toEqual([]);
    expect(missing(published, flat(object({ bolt: text })))).toEqual(['request.parts[].nut']);
    expect(missing(published, documentOf(object({ parts: text }), {}))?.toSorted()).toEqual([
      'request.parts[]',
      'request.size',
    ]);
  });

  it('is not looked for inside what ours leaves open', () => {
    const published = documentOf(object({ meta: object({ a: object({ b: text }) }) }), {});
    expect(missing(published, documentOf(object({ meta: { type: 'object' } }), {}))).toEqual([]);
    expect(missing(published, documentOf(object({ meta: {} }), {}))).toEqual([]);
    expect(missing(published, documentOf(object({ meta: text }), {}))).toEqual(['request.meta.a']);
    expect(missing(published, documentOf(object({ meta: object({ c: text }) }), {}))).toEqual([
      'request.meta.a',
    ]);
  });

  it('ends where a schema holds itself', () => {
    const schemas = { Tree: object({ leaf: text, below: { $ref: '#/components/schemas/Tree' } }) };
    const published = documentOf({ $ref: '#/components/schemas/Tree' }, {}, { schemas });
    expect(missing(published, published)).toEqual([]);
    expect(missing(published, documentOf(object({ leaf: text }), {}))).toEqual(['request.below']);
  });

  it('is a value of a request that ours does not list, where ours lists any', () => {
    const published = documentOf(object({ colour: colours('red', 'blue') }), {});
    expect(missing(published, documentOf(object({ colour: colours('red') }), {}))).toEqual([
      'request.colour = blue',
    ]);
    expect(missing(published, documentOf(object({ colour: text }), {}))).toEqual([]);
    const either = { anyOf: [colours('red'), { const: 'blue' }] };
    expect(missing(published, documentOf(object({ colour: either }), {}))).toEqual([]);
    const narrowed = { allOf: [colours('red', 'blue'), colours('blue')] };
    expect(missing(published, documentOf(object({ colour: narrowed }), {}))).toEqual([
      'request.colour = red',
    ]);
    expect(missing(published, documentOf(object({ colour: { type: 'integer' } }), {}))).toHaveLength(2);
  });

  it('is a value of an answer that no answer of ours can have, told once', () => {
    const paths = (...answers: JsonObject[]): JsonObject => ({
      paths: Object.fromEntries(
        answers.map((answer, index) => [
          `/things-${index}`,
          Object(documentOf({}, answer, { path: '/x' }).paths)['/x'],
        ]),
      ),
    });
    const state = (...values: string[]) => object({ state: colours(...values) });
    const all = coverageOf(
      paths(state('on', 'off', 'lost'), state('on', 'off', 'lost')),
      paths(state('on'), state('off')),
    );
    expect(all.map((each) => each.missing)).toEqual([['answer 200.state = lost'], []]);
  });
});

describe('exceptions', () => {
  const coverage: Coverage[] = [
    { id: 'makeThing', route: 'POST /things', missing: ['request.a', 'request.b'] },
    { id: 'getThing', route: 'GET /things/{}', missing: [] },
  ];
  const exceptions = (document: Record<string, string[]>) =>
    exceptionsFrom(
      Object.fromEntries(
        Object.entries(document).map(([id, missing]) => [id, { reason: 'Why.', closes: 'issue 1', missing }]),
      ),
    );

  it('cover what they name, and nothing else of the operation', () => {
    const verdict = judge(coverage, exceptions({ makeThing: ['request.a'] }));
    expect(verdict.needless).toEqual([]);
    expect(verdict.uncovered.map(({ id, missing }) => ({ id, missing }))).toEqual([
      { id: 'makeThing', missing: ['request.b'] },
    ]);
    expect(judge(coverage, exceptions({ makeThing: ['request.a', 'request.b'] })).uncovered).toEqual([]);
  });

  it('are needless where nothing is missing, where the operation is not published, or where they name nothing', () => {
    const named = {
      makeThing: ['request.a', 'request.b', 'request.c'],
      getThing: ['operation'],
      gone: ['operation'],
    };
    expect(judge(coverage, exceptions(named)).needless).toEqual([
      'makeThing: request.c',
      'getThing: operation',
      'gone: operation',
    ]);
    expect(judge(coverage, exceptions({ getThing: [] })).needless).toEqual(['getThing']);
  });

  it.each([
    [[]],
    [{ makeThing: {} }],
    [{ makeThing: { reason: 'Why.', missing: [] } }],
    [{ makeThing: { closes: 'issue 1', missing: ['operation'] } }],
  ])('that say no reason or end are refused: %j', (document) => {
    expect(() => exceptionsFrom(document)).toThrow(/exception/);
  });
});
