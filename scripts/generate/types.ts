import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import ts from 'typescript';
import { followed, isObject, type Json, type JsonObject, objectAt } from './json.ts';
import { operationsOf } from './operations.ts';

const notice = '// Made by `make generate` from spec/. Not to be edited.\n';

/** Types as a client sees them: what is the job owner's own is unknown JSON. */
export async function clientTypes(document: JsonObject): Promise<string> {
  return notice + astToString(await openapiTS(asSource(document)));
}

/**
 * Types as the server sees them: what is the job owner's own goes out as the JSON text that it came
 * in as (DESIGN decision 5). In requests it is unknown, and read from the text of the body.
 */
export async function serverTypes(document: JsonObject): Promise<string> {
  const outgoing = schemasOfAnswers(document);
  const nodes = await openapiTS(asSource(document), {
    inject: "import type { JsonText } from '../src/rules/json-text.ts';",
    transform(schema, { path }) {
      const component = path?.match(/^#\/components\/schemas\/([^/]+)/)?.[1];
      if (!('x-ojs-opaque' in schema) || component === undefined || !outgoing.has(component)) {
        return undefined;
      }
      return ts.factory.createTypeReferenceNode('JsonText');
    },
  });
  return notice + astToString(nodes);
}

/** openapi-typescript takes the document as an object and changes it: it gets a copy. */
function asSource(document: JsonObject): OpenAPI3 {
  return JSON.parse(JSON.stringify(document));
}

/** Names of the schemas that answers are made of. One that is also in a request must hold nothing opaque. */
function schemasOfAnswers(document: JsonObject): ReadonlySet<string> {
  const answers = new Set<string>();
  const requests = new Set<string>();
  for (const { operation } of operationsOf(document)) {
    collectSchemas(document, objectAt(operation, 'responses'), answers);
    collectSchemas(document, operation.requestBody ?? null, requests);
  }
  for (const name of answers) {
    const both = requests.has(name);
    if (both && JSON.stringify(objectAt(document, 'components', 'schemas', name)).includes('x-ojs-opaque')) {
      throw new Error(`${name} has an opaque field and stands in requests and answers: make it two schemas.`);
    }
  }
  return answers;
}

function collectSchemas(document: JsonObject, value: Json, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collectSchemas(document, item, found);
  } else if (isObject(value)) {
    const reference = value.$ref;
    if (typeof reference === 'string') {
      const name = reference.match(/^#\/components\/schemas\/([^/]+)$/)?.[1];
      if (name === undefined || !found.has(name)) {
        if (name !== undefined) found.add(name);
        collectSchemas(document, followed(document, value), found);
      }
    }
    for (const [key, member] of Object.entries(value)) {
      if (key !== 'examples') collectSchemas(document, member, found);
    }
  }
}
