import { describe, expect, it, test } from 'vitest';
import { type OperationId, routes } from '../../../generated/operations.ts';
import { formOf } from '../../../src/http/field-form.ts';
import { bodySchema, memberSchema, readSpec, type Schema } from '../../../src/http/spec.ts';

const spec = readSpec();

function schemaAt(operationId: OperationId, ...keys: string[]): Schema {
  const found = keys.reduce<Schema | undefined>(
    (schema, key) => schema && memberSchema(spec, schema, key),
    bodySchema(spec, operationId),
  );
  if (!found) throw new Error(`The spec has no ${keys.join('.')} in ${operationId}.`);
  return found;
}

describe('what a field must be, in words', () => {
  test.each<[OperationId, string[], string]>([
    ['createJob', ['args'], 'an array'],
    ['createJob', ['meta'], 'an object'],
    ['createJob', ['id'], 'a UUIDv7 in lower case'],
    ['createJob', ['options'], 'an object'],
    ['createJob', ['options', 'priority'], 'a whole number from -100 to 100, or "high", "normal" or "low"'],
    ['createJob', ['priority'], 'a whole number from -100 to 100, or "high", "normal" or "low"'],
    ['createJob', ['options', 'timeout'], 'a number from 0 to 3153600000'],
    ['createJob', ['options', 'tags', '0'], 'a text'],
    ['createJob', ['options', 'pending'], 'true or false'],
    ['fetchJobs', ['queues'], 'an array of 1 to 1000 entries'],
    ['fetchJobs', ['count'], 'a whole number of 1 or more'],
    ['workerHeartbeat', ['active_job_ids'], 'an array of at most 10000 entries'],
    ['workerHeartbeat', ['worker_id'], 'a text of 1 to 255 characters'],
    ['nackJob', ['error', 'code'], 'a text that is not empty'],
    ['createWorkflow', ['type'], 'one of "chain", "group", "batch"'],
    ['registerCron', ['overlap_policy'], 'one of "skip", "allow", "cancel_previous", "cancel", "enqueue"'],
  ])('%s %j: %s', (operationId, keys, form) => {
    expect(formOf(schemaAt(operationId, ...keys))).toBe(form);
  });

  it('says the limit beside the words of a pattern', () => {
    expect(formOf(schemaAt('createJob', 'type'))).toMatch(/such as "email\.send", at most 255 characters$/);
    expect(formOf(schemaAt('fetchJobs', 'queues', '3'))).toMatch(/at most 128 characters$/);
  });

  it('has words for every pattern of every request', () => {
    const texts = JSON.stringify(routes.map(({ operationId }) => bodySchema(spec, operationId)));
    const names = new Set([...texts.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name));
    const schemas = JSON.stringify(
      [...names].map((name) => Reflect.get(spec.components?.schemas ?? {}, name ?? '')),
    );
    const patterns = [...`${texts}${schemas}`.matchAll(/"pattern":/g)];
    expect(patterns.length).toBeGreaterThan(4);
    expect([...`${texts}${schemas}`.matchAll(/"x-ojs-form":"[^"]+.*?,"pattern":/g)]).toHaveLength(
      patterns.length,
    );
  });
});

describe('the schema of a member', () => {
  it('is none for names that only an object of JavaScript has', () => {
    for (const name of ['constructor', '__proto__', 'toString', '0', 'nothing']) {
      expect(memberSchema(spec, schemaAt('createJob'), name)).toBeUndefined();
    }
  });
});
