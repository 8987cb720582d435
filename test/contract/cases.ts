import type { Json, JsonObject } from '../../scripts/generate/json.ts';
import type { SpecOperation } from '../../scripts/generate/operations.ts';
import { conditions, type PlainRequest, type Surroundings } from './conditions.ts';
import { namedId, stepsBefore, surroundingsOf, waitBefore } from './preparation.ts';
import {
  answerExamples,
  bodyMediaTypes,
  operations,
  pathExamples,
  queryOf,
  requestExamples,
} from './spec.ts';
import type { Step } from './steps.ts';

/** One example to be sent: what comes before, the request, and the answer that the specification shows. */
export interface ExampleCase {
  readonly operationId: string;
  readonly status: number;
  readonly name: string;
  /** Of the request's body; undefined where the operation takes none. */
  readonly mediaType: string | undefined;
  readonly surroundings: Surroundings;
  readonly steps: readonly Step[];
  /** Ms to wait before the request. */
  readonly waitMs: number;
  readonly request: PlainRequest;
  readonly answer: Json;
}

/** Every named example of every operation and status, once for each media type of the request. */
export function exampleCases(authorization: string): ExampleCase[] {
  return operations.flatMap((operation) =>
    operation.responses.flatMap(([status, response]) => casesOf(operation, status, response, authorization)),
  );
}

function casesOf(
  operation: SpecOperation,
  status: number,
  response: JsonObject,
  authorization: string,
): ExampleCase[] {
  const mediaTypes = operation.hasBody ? bodyMediaTypes(operation) : [undefined];
  const ids = pathExamples(operation);
  return [...answerExamples(response)].flatMap(([name, answer]) =>
    mediaTypes.map((mediaType): ExampleCase => {
      const condition = conditions[name];
      const body = mediaType === undefined ? undefined : requestExamples(operation, mediaType).get(name);
      const id = ids.get(name) ?? [...ids.values()][0];
      const request: PlainRequest = {
        method: operation.method.toUpperCase(),
        path: operation.path.replace(/\{[^}]+\}/, String(id)) + queryOf(operation, name),
        headers: {
          Authorization: authorization,
          ...(mediaType !== undefined && { 'Content-Type': mediaType }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      };
      return {
        operationId: operation.id,
        status,
        name,
        mediaType,
        surroundings: surroundingsOf(operation.id, condition?.surroundings ?? 'plain'),
        steps: stepsBefore(operation.id, name, namedId(body, id)),
        waitMs: waitBefore(operation.id, name),
        request: condition?.alter(request) ?? request,
        answer,
      };
    }),
  );
}
