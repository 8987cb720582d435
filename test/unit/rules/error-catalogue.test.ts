import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ERRORS, type ErrorRow } from '../../../src/rules/error-catalogue.ts';
import * as errors from '../../../src/rules/errors.ts';

const src = fileURLToPath(new URL('../../../src', import.meta.url));
const rows: readonly (readonly [string, ErrorRow])[] = Object.entries(ERRORS);

/** The refusal of the fourth job of a batch. */
function atFourth(error: errors.OjsError): errors.OjsError {
  const wrapped = errors.atIndex(error, 3);
  if (!(wrapped instanceof errors.OjsError)) throw new Error('A refusal stays a refusal.');
  return wrapped;
}

/** The refusal of the fourth step of a chain. */
function atStep(error: errors.OjsError): errors.OjsError {
  const wrapped = errors.atPlace(error, 'steps[3]', 3);
  if (!(wrapped instanceof errors.OjsError)) throw new Error('A refusal stays a refusal.');
  return wrapped;
}

/** One error of each function that makes some. */
const made = [
  errors.invalidPayload(''),
  errors.invalidRequest(''),
  errors.unauthenticated(''),
  errors.notFound('job', 'x'),
  errors.wrongMethod('/x', 'PUT', ['GET']),
  errors.duplicate('', {}),
  errors.conflict('', {}),
  errors.tooLarge('x', 2, 1),
  errors.tooManyJobs(2, 1),
  atFourth(errors.duplicate('', {})),
  atStep(errors.invalidRequest('', { field: 'type' })),
  errors.invalidPolicy('x', ''),
  errors.unsupported('x', '', ['y']),
  errors.failure(undefined),
  errors.unavailable(''),
];

describe('DECISIONS 4: the catalogue of errors', () => {
  it('has a function for each row, and a row for each function', () => {
    const functions = Object.values(errors).filter((each) => each !== errors.OjsError);
    expect(made).toHaveLength(functions.length);
    expect([...new Set(made.map(({ kind }) => kind))].sort()).toEqual(Object.keys(ERRORS).sort());
  });

  it('gives an error the status and code of its row, and only details that the row has', () => {
    for (const { kind, status, code, details } of made) {
      const row: ErrorRow = ERRORS[kind];
      expect({ status, code }).toEqual({ status: row.status, code: row.code });
      for (const field of Object.keys(details ?? {})) expect(row.details, kind).toContain(field);
    }
  });

  it('is the only way to an error: nobody else calls the constructor', () => {
    const callers = globSync('**/*.ts', { cwd: src })
      .filter((name) => !name.startsWith('client/') && name !== 'rules/errors.ts')
      .filter((name) => readFileSync(`${src}/${name}`, 'utf8').includes('new OjsError('));
    expect(callers).toEqual([]);
  });

  it.each(rows)('%s has a sentence for when and one for what to do, which is its own', (_, row) => {
    expect(row.when).toMatch(/^[A-Z].*\.$/);
    expect(row.hint).toMatch(/^[A-Z].*\.$/);
    expect(rows.filter(([, { hint }]) => hint === row.hint)).toHaveLength(1);
  });

  it.each(rows)('%s: no other row has the same status and code', (_, row) => {
    const same = rows.filter(([, { status, code }]) => status === row.status && code === row.code);
    expect(same).toHaveLength(1);
  });

  it('calls retryable what the server is to blame for, and nothing else', () => {
    for (const [kind, { status, retryable }] of rows) expect(retryable, kind).toBe(status >= 500);
  });
});
