import { describe, expect, it, test } from 'vitest';
import type { OperationId } from '../../../generated/operations.ts';
import { checkNumbers } from '../../../src/http/check-numbers.ts';
import { bodySchema, readSpec } from '../../../src/http/spec.ts';
import { refusal } from './envelope.ts';

const spec = readSpec();

function check(operationId: OperationId, text: string): void {
  checkNumbers(spec, bodySchema(spec, operationId) ?? {}, text);
}

describe('ojs-json-format 4.2: a number that a double cannot keep', () => {
  test.each<[OperationId, string, string]>([
    ['createJob', '{"priority":1.00000000000000000001}', 'priority'],
    ['createJob', '{"options":{"timeout_ms":9007199254740993}}', 'options.timeout_ms'],
    ['createJob', '{"options":{"retry":{"backoff_coefficient":1e400}}}', 'options.retry.backoff_coefficient'],
    ['createJob', '{"retry":{"max_interval":1.00000000000000000001}}', 'retry.max_interval'],
    ['fetchJobs', '{"count":1.00000000000000000001}', 'count'],
    ['ackJob', '{"attempt":1.00000000000000000001}', 'attempt'],
    ['nackJob', '{"attempt":1.00000000000000000001}', 'attempt'],
    ['workerHeartbeat', '{"pid":1.00000000000000000001}', 'pid'],
  ])('%s %s is refused as %s', (operationId, text, field) => {
    expect(refusal(() => check(operationId, text))).toEqual({ status: 400, code: 'invalid_request', field });
  });

  test.each<[OperationId, string]>([
    ['createJob', '{"args":[12345678901234567890,1e400],"meta":{"a":1e-400},"mine":0.1000000000000000055}'],
    ['createJob', '{"options":{"metadata":{"a":1e400}},"metadata":[1e400]}'],
    ['createJob', '{"options":{"retry":{"mine":1e400}}}'],
    ['createJob', '{"priority":1.0,"timeout":1e2,"options":{"priority":10e0}}'],
    ['ackJob', '{"result":{"a":12345678901234567890}}'],
    ['nackJob', '{"error":{"details":{"a":12345678901234567890}}}'],
    ['fetchJobs', '{"mine":1e400}'],
  ])('%s %s is let through', (operationId, text) => {
    expect(() => check(operationId, text)).not.toThrow();
  });

  it('is shown in its first 60 digits', () => {
    const { message } = errorOf(() => check('fetchJobs', `{"count":${'9'.repeat(1_000)}}`));
    expect(message).toBe(`count must be a number that double precision keeps; received ${'9'.repeat(60)}.`);
  });
});

function errorOf(action: () => void): Error {
  try {
    action();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('It was not refused.');
}
