import { DOCS_URL, ERRORS, type ErrorRow } from '../../src/rules/error-catalogue.ts';
import { isObject, type Json, type JsonObject, objectAt } from './json.ts';
import { mediaType, outside } from './operations.ts';

/** The request of an example: the header X-Request-Id shows the same. */
const REQUEST_ID = 'req_019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f';

export const catalogue: readonly ErrorRow[] = Object.values(ERRORS);

/**
 * The document with every example of a refusal as the server sends it: what the catalogue says of its
 * status and code stands in it, whatever was written by hand.
 *
 * @throws Error where an example has a code that the catalogue does not have for its status
 */
export function withErrorsFilled(document: JsonObject): JsonObject {
  const filled: JsonObject = structuredClone(document);
  for (const item of Object.values(objectAt(filled, 'paths'))) {
    for (const operation of isObject(item) ? Object.values(item) : []) {
      if (isObject(operation) && isObject(operation.responses)) fillResponses(operation.responses, filled);
    }
  }
  const shared = objectAt(filled, 'components', 'responses');
  for (const [status, component] of outside) fillExamples(objectAt(shared, component), status);
  return filled;
}

function fillResponses(responses: JsonObject, document: JsonObject): void {
  for (const [status, sent] of Object.entries(responses)) {
    if (!isObject(sent)) continue;
    const shared = typeof sent.$ref === 'string' ? sent.$ref.replace(/.*\//, '') : undefined;
    const response = shared === undefined ? sent : objectAt(document, 'components', 'responses', shared);
    fillExamples(response, Number(status));
  }
}

function fillExamples(response: JsonObject, status: number): void {
  const { examples } = objectAt(response, 'content', mediaType);
  for (const [name, example] of Object.entries(isObject(examples) ? examples : {})) {
    if (!isObject(example) || !isObject(example.value) || !isObject(example.value.error)) continue;
    example.value.error = filledError(example.value.error, status, name);
  }
}

function filledError(written: JsonObject, status: number, example: string): JsonObject {
  const row = catalogue.find((each) => each.status === status && each.code === written.code);
  if (!row) throw new Error(`The example ${example}: the catalogue has no ${status} ${written.code}.`);
  const { message, details } = written;
  const error: Record<string, Json | undefined> = {
    code: row.code,
    type: row.code,
    message,
    retryable: row.retryable,
    details,
    hint: row.hint,
    docs_url: DOCS_URL,
    request_id: REQUEST_ID,
  };
  return JSON.parse(JSON.stringify(error));
}
