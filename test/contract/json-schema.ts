import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isObject, type Json, type JsonObject } from '../../scripts/generate/json.ts';

/** One of the standard's examples of a job: `valid/01-minimal-job.json`, and what is in it. */
export interface StandardExample {
  readonly name: string;
  readonly valid: boolean;
  readonly job: JsonObject;
}

/** Why an example is judged otherwise than its folder says. */
export interface Exception {
  /** `other-verdict`: a request with it is judged the other way; `answers-only`: only an answer can be wrong so. */
  readonly kind: 'other-verdict' | 'answers-only';
  /** The field that the example is about. */
  readonly field: string;
  readonly reason: string;
}

const beside = fileURLToPath(new URL('../../../shared/ojs/json-schema', import.meta.url));
/** Where the standard's repository ojs-json-schema is, or a copy of its folder `tests`. */
export const folder = process.env.OJS_JSON_SCHEMA || beside;

/** The examples, sorted by name; none where they are not at hand. They are not kept in this repository. */
export function standardExamples(): StandardExample[] {
  return ['valid', 'invalid'].flatMap((verdict) => {
    const from = join(folder, 'tests', verdict);
    if (!existsSync(from)) return [];
    return readdirSync(from)
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => ({
        name: `${verdict}/${file}`,
        valid: verdict === 'valid',
        job: readObject(join(from, file)),
      }));
  });
}

/** The committed exceptions, by name of the example. */
export function exceptions(): ReadonlyMap<string, Exception> {
  const file = fileURLToPath(new URL('exceptions/json-schema.json', import.meta.url));
  return new Map(
    Object.entries(readObject(file)).map(([name, written]) => [name, exceptionFrom(name, written)]),
  );
}

function exceptionFrom(name: string, written: Json): Exception {
  const { kind, field, reason } = isObject(written) ? written : {};
  if (
    (kind !== 'other-verdict' && kind !== 'answers-only') ||
    typeof field !== 'string' ||
    typeof reason !== 'string'
  ) {
    throw new Error(`The exception for ${name} needs kind, field and reason.`);
  }
  return { kind, field, reason };
}

function readObject(file: string): JsonObject {
  const value: Json = JSON.parse(readFileSync(file, 'utf8'));
  if (!isObject(value)) throw new Error(`${file} is no object.`);
  return value;
}
