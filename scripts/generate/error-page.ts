import type { ErrorRow } from '../../src/rules/error-catalogue.ts';
import { isObject, type JsonObject } from './json.ts';
import { mediaType, operationsOf, type SpecOperation } from './operations.ts';

/** The page docs/errors.md: the catalogue for people, with the operations that answer each error. */
export function errorPage(document: JsonObject, rows: readonly ErrorRow[]): string {
  const operations = operationsOf(document);
  return `<!-- Made by \`make generate\` from src/rules/error-catalogue.ts and spec/. Not to be edited. -->
# Errors

Every refusal and failure has this body, as \`${mediaType}\`:

\`\`\`json
${JSON.stringify({ error: exampleError(operations) }, undefined, 2)}
\`\`\`

\`type\` is the same as \`code\`. \`details\` is there only where there is something to tell, and holds some of the fields named below. \`retryable\` says whether the same request may succeed later. \`request_id\` is the header \`X-Request-Id\`.

| status | code | retryable | when | what to do | fields of details |
|---|---|---|---|---|---|
${rows.map(line).join('\n')}

A key that lacks a right (403) and throttling by key (429) are not offered yet, and so are not here.

## Which operation answers what

Paths and methods that are in no operation are 404, 405, or 422 where a later level of the standard brings them.

| operation | refusals and failures |
|---|---|
${operations.map(operationLine).join('\n')}
`;
}

function exampleError(operations: readonly SpecOperation[]): JsonObject {
  const found = operations
    .flatMap(({ responses }) => responses)
    .filter(([status]) => status === 409)
    .flatMap(([, response]) => errorsIn(response))
    .find(({ code }) => code === 'conflict');
  if (!found) throw new Error('No operation has an example of a conflict.');
  return found;
}

function errorsIn({ content }: JsonObject): JsonObject[] {
  const media = isObject(content) ? content[mediaType] : undefined;
  const examples = isObject(media) && isObject(media.examples) ? Object.values(media.examples) : [];
  return examples.flatMap((example) =>
    isObject(example) && isObject(example.value) && isObject(example.value.error)
      ? [example.value.error]
      : [],
  );
}

function line({ status, code, retryable, when, hint, details }: ErrorRow): string {
  const fields = details.map((field) => `\`${field}\``).join(', ') || '–';
  return `| ${status} | \`${code}\` | ${retryable ? 'yes' : 'no'} | ${when} | ${hint} | ${fields} |`;
}

function operationLine({ id, method, path, responses }: SpecOperation): string {
  const errors = responses.flatMap(([status, response]) => {
    const codes = [...new Set(errorsIn(response).map(({ code }) => `\`${code}\``))];
    return codes.length === 0 ? [] : [`${status} ${codes.join(', ')}`];
  });
  return `| \`${id}\`: ${method.toUpperCase()} ${path} | ${errors.join(' · ')} |`;
}
