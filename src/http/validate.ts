import type { NextFunction, Request, RequestHandler, Response } from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import type { OperationId } from '../../generated/operations.ts';
import { invalidRequest } from '../rules/errors.ts';
import { received } from '../rules/received.ts';
import { validationError } from '../rules/validation-error.ts';
import { checkNumbers } from './check-numbers.ts';
import { formOf } from './field-form.ts';
import { indexIn } from './job-index.ts';
import { bodyOf } from './read-body.ts';
import { bodySchema, memberSchema, parameterSchema, readSpec, type Schema } from './spec.ts';

/**
 * Holds requests against the bundled spec. Answers with the checks of one operation; its refusals are
 * the standard's 400, naming the field, what it must be, and what was received.
 */
export function requestValidator(): (operationId: OperationId) => RequestHandler[] {
  const spec = readSpec();
  const handlers = OpenApiValidator.middleware({
    // It changes the spec that it is given.
    apiSpec: readSpec(),
    validateApiSpec: false,
    validateRequests: { allowUnknownQueryParameters: true, coerceTypes: false, removeAdditional: false },
    validateResponses: false,
    validateSecurity: false,
    ignoreUndocumented: true,
    fileUploader: false,
  });
  return (operationId) => {
    const schema = bodySchema(spec, operationId);
    const formAt: FormAt = (place, keys) => {
      if (place !== 'body') {
        const parameter = parameterSchema(spec, operationId, keys[0] ?? '');
        return parameter && formOf(parameter);
      }
      const found = keys.reduce<Schema | undefined>(
        (here, key) => here && memberSchema(spec, here, key),
        schema,
      );
      return found && formOf(found);
    };
    return [
      ...handlers.map(
        (handler) => (request: Request, response: Response, next: NextFunction) =>
          handler(request as Parameters<typeof handler>[0], response, (error?: unknown) =>
            next(error && refusal(error, request, formAt, OF_WORKFLOWS.has(operationId))),
          ),
      ),
      (request, _response, next) => {
        const body = bodyOf(request);
        if (body && schema) checkNumbers(spec, schema, body.text);
        next();
      },
    ];
  };
}

interface Finding {
  /** A JSON pointer that begins with where in the request: `/body/options/queue`. */
  readonly path: string;
  readonly message: string;
  /** The schema's keyword, then a dot and more. */
  readonly errorCode: string;
}

/** What stands at `keys` must be, in words; `place` is the part of the request. */
type FormAt = (place: string | undefined, keys: readonly string[]) => string | undefined;

/** Operations whose refusals list all that is wrong (ojs-workflows 11.1). */
const OF_WORKFLOWS: ReadonlySet<OperationId> = new Set(['createWorkflow']);
/** As much of such a list as is told. */
const MOST_LISTED = 20;
/** Keywords whose findings only say that one of those beside them holds. */
const JOINING: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'if']);

/** What the validator found, as one refusal about the field that says most. @param listed all of it, too */
function refusal(error: unknown, request: Request, formAt: FormAt, listed: boolean): unknown {
  if (!(error instanceof Error) || !('status' in error)) return error;
  if (typeof error.status !== 'number' || error.status >= 500) return error;
  const findings = 'errors' in error && Array.isArray(error.errors) ? error.errors.filter(isFinding) : [];
  const finding = findings.find(({ errorCode }) => !JOINING.has(keywordOf(errorCode))) ?? findings[0];
  if (!finding) return invalidRequest(error.message, undefined, error);
  const [place, ...keys] = finding.path.split('/').slice(1);
  const field = fieldOf(keys);
  const expected = formAt(place, keys) ?? finding.message;
  const missing = keywordOf(finding.errorCode) === 'required';
  const value = received(missing ? undefined : valueAt(partOf(request, place), keys));
  return invalidRequest(
    missing
      ? `${field} is missing; it must be ${expected}.`
      : `${field} must be ${expected}; received ${value}.`,
    {
      field,
      expected,
      received: value,
      ...indexIn(field),
      ...(listed && { validation_errors: listOf(findings, formAt) }),
    },
  );
}

function listOf(findings: readonly Finding[], formAt: FormAt): ReturnType<typeof validationError>[] {
  return findings
    .filter(({ errorCode }) => !JOINING.has(keywordOf(errorCode)))
    .slice(0, MOST_LISTED)
    .map(({ path, errorCode, message }) => {
      const [place, ...keys] = path.split('/').slice(1);
      const missing = keywordOf(errorCode) === 'required';
      const text = missing ? 'is missing' : `must be ${formAt(place, keys) ?? message}`;
      return validationError(fieldOf(keys), text);
    });
}

function partOf(request: Request, place: string | undefined): unknown {
  if (place === 'query') return request.query;
  return place === 'params' ? request.params : request.body;
}

function keywordOf(errorCode: string): string {
  return errorCode.replace(/\..*$/, '');
}

function isFinding(value: unknown): value is Finding {
  return (
    typeof value === 'object' &&
    value !== null &&
    'path' in value &&
    typeof value.path === 'string' &&
    'message' in value &&
    typeof value.message === 'string' &&
    'errorCode' in value &&
    typeof value.errorCode === 'string'
  );
}

/** As its sender writes it: `options.tags[0]`. */
function fieldOf(keys: readonly string[]): string {
  return keys.reduce((field, key) => {
    if (/^\d+$/.test(key)) return `${field}[${key}]`;
    return field === '' ? key : `${field}.${key}`;
  }, '');
}

function valueAt(body: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined,
    body,
  );
}
