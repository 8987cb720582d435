import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { followed, isObject, type Json, type JsonObject, objectAt } from './json.ts';
import { everyAnswersHeaders, mediaType, operationsOf, outside, type SpecOperation } from './operations.ts';

const notice = '// Made by `make generate` from spec/. Not to be edited.\n';

/**
 * Compiled checks for every request body and every answer, so that nothing compiles a schema at run
 * time: the code, its declarations, and the typed index over both. Keys are paths below `generated/`.
 */
export function validatorFiles(document: JsonObject): Map<string, string> {
  const exported: Exported = new Map();
  const index = indexFile(document, exported);
  const names = [...exported.keys()].sort();
  return new Map([
    ['validators/compiled.js', notice + selfContained(compile(document, exported, names))],
    ['validators/compiled.d.ts', declarations(names)],
    ['validators/index.ts', index],
  ]);
}

/** Schemas by the name that their check is exported under; equal ones share a name. */
type Exported = Map<string, JsonObject>;

function exportAs(exported: Exported, name: string, schema: JsonObject): string {
  const other = exported.get(name);
  if (other !== undefined && JSON.stringify(other) !== JSON.stringify(schema)) {
    throw new Error(`Two schemas would be exported as ${name}.`);
  }
  exported.set(name, schema);
  return `compiled.${name}`;
}

/** A schema that only refers to a component goes by the component's name. */
function exportBody(exported: Exported, name: string, schema: JsonObject): string {
  const onlyReference = Object.keys(schema).length === 1 && typeof schema.$ref === 'string';
  return exportAs(exported, onlyReference ? String(schema.$ref).replace(/.*\//, '') : name, schema);
}

/**
 * The headers of an answer as one object, its keys in lower case as `Headers` gives them. Answers with the
 * same headers share a check; `answer` names it where a header of the same name means something else there.
 */
function exportHeaders(
  exported: Exported,
  document: JsonObject,
  answer: string,
  response: JsonObject,
): string {
  const headers = Object.entries(objectAt(response, 'headers')).map(([name, header]) => {
    if (!isObject(header)) throw new Error(`The header ${name} is no object.`);
    return [name, followed(document, header)] as const;
  });
  const own = headers.map(([name]) => name).filter((name) => !everyAnswersHeaders.has(name));
  const schema: JsonObject = {
    type: 'object',
    required: headers.filter(([, { required }]) => required === true).map(([name]) => name.toLowerCase()),
    properties: Object.fromEntries(headers.map(([name, { schema }]) => [name.toLowerCase(), schema ?? {}])),
  };
  const shared = `Headers${own.join('').replaceAll('-', '')}`;
  const other = exported.get(shared) ?? schema;
  const isShared = JSON.stringify(other) === JSON.stringify(schema);
  return exportAs(exported, isShared ? shared : `${shared}Of${answer}`, schema);
}

function exportAnswer(exported: Exported, document: JsonObject, name: string, response: JsonObject): string {
  const schema = objectAt(response, 'content', mediaType, 'schema');
  return `{ body: ${exportBody(exported, name, schema)}, headers: ${exportHeaders(exported, document, name, response)} }`;
}

function indexFile(document: JsonObject, exported: Exported): string {
  const operations = operationsOf(document);
  const requests = operations
    .filter(({ hasBody }) => hasBody)
    .map((operation) => {
      const schema = objectAt(operation.operation, 'requestBody', 'content', mediaType, 'schema');
      return `  ${operation.id}: ${exportBody(exported, `${operation.id}Request`, schema)},`;
    });
  const answers = operations.map((operation) => answersOf(document, exported, operation));
  const others = outside.map(([status, component]) => {
    const response = objectAt(document, 'components', 'responses', component);
    return `  ${status}: ${exportAnswer(exported, document, component, response)},`;
  });
  return `${notice}import type { OperationId } from '../operations.ts';
import type { Validator } from './compiled.js';
import * as compiled from './compiled.js';

export type { Validator } from './compiled.js';

/** What an answer is held against; the names of headers are in lower case. */
export interface AnswerCheck {
  readonly body: Validator;
  readonly headers: Validator;
}

/** Checks of request bodies, by operation. */
export const requestBodies = {
${requests.join('\n')}
} as const satisfies Partial<Record<OperationId, Validator>>;

/** Checks of answers, by operation and status: a status that is not here is not declared. */
export const answers: Readonly<Record<OperationId, Readonly<Record<number, AnswerCheck>>>> = {
${answers.join('\n')}
};

/** Checks of what paths and methods answer that are in no operation, by status. */
export const outsideAnswers: Readonly<Record<number, AnswerCheck>> = {
${others.join('\n')}
};
`;
}

function answersOf(document: JsonObject, exported: Exported, operation: SpecOperation): string {
  const lines = operation.responses.map(
    ([status, response]) =>
      `    ${status}: ${exportAnswer(exported, document, `${operation.id}${status}`, response)},`,
  );
  return `  ${operation.id}: {\n${lines.join('\n')}\n  },`;
}

function compile(document: JsonObject, exported: Exported, names: readonly string[]): string {
  const ajv = new Ajv2020({
    allErrors: true,
    inlineRefs: false,
    allowUnionTypes: true,
    // Schemas narrow what their own type says elsewhere (`allOf`, `if`): a rule for style, not for sense.
    strictTypes: false,
    strictRequired: false,
    code: { source: true, esm: true, lines: true },
  });
  ajv.addKeyword('x-ojs-opaque');
  ajv.addKeyword('x-ojs-form');
  for (const [name, schema] of Object.entries(objectAt(document, 'components', 'schemas'))) {
    if (isObject(schema)) ajv.addSchema(withLocalReferences(schema), fileName(name));
  }
  for (const name of names) ajv.addSchema(withLocalReferences(exported.get(name) ?? {}), name);
  return standalone.default(ajv, Object.fromEntries(names.map((name) => [name, name])));
}

function fileName(component: string): string {
  return `${component}.json`;
}

/** Each component is a schema of its own to the compiler, known by a file name. */
function withLocalReferences(value: JsonObject): JsonObject {
  return JSON.parse(
    JSON.stringify(value, (key, member: Json) =>
      key === '$ref' && typeof member === 'string'
        ? fileName(member.replace('#/components/schemas/', ''))
        : member,
    ),
  );
}

/** Characters, not UTF-16 units: what JSON Schema counts. */
const lengthFunction = `/** @param {string} text */
function characters(text) {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
`;

/**
 * The compiler writes `require` even into modules, for parts of its own; the one that is needed here
 * is put in their place, so that the result depends on nothing.
 */
function selfContained(code: string): string {
  const body = code.replaceAll('require("ajv/dist/runtime/ucs2length").default', 'characters');
  const left = body.match(/require\("[^"]+"\)/);
  if (left !== null) throw new Error(`The compiled validators still hold ${left[0]}.`);
  return lengthFunction + body.replace('"use strict";', '');
}

function declarations(names: readonly string[]): string {
  return `${notice}import type { ErrorObject } from 'ajv';

/** True where the value fits; else \`errors\` says why, until the next call. */
export interface Validator {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
}
${names.map((name) => `export const ${name}: Validator;`).join('\n')}
`;
}
