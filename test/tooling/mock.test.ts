import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleCases } from '../contract/cases.ts';
import { operations } from '../contract/spec.ts';
import { validatedFetch } from '../support/answers.ts';
import { type MockProcess, startMock } from './mock-process.ts';

let mock: MockProcess;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(async () => {
  await mock.stop();
});

const cases = exampleCases('Bearer any').filter(({ mediaType }) => mediaType !== 'application/json');

/** Of each operation the first example of its success. */
const successes = operations.flatMap(({ id }) =>
  cases.filter(({ operationId, status }) => operationId === id && status < 300).slice(0, 1),
);
const withBody = successes.filter(({ mediaType }) => mediaType !== undefined);

describe('make mock', () => {
  it('knows every operation', () => {
    expect(successes.map(({ operationId }) => operationId)).toEqual(operations.map(({ id }) => id));
  });

  it.each(successes)('$operationId is answered with the example $name', async ({
    request,
    status,
    answer,
  }) => {
    const response = await validatedFetch(mock.url + request.path, request);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual(answer);
  });

  // Headers have one example for all: the Location of another job is no fault here.
  it.each(cases)('$operationId has $status $name ready for whoever prefers it', async (each) => {
    const success = successes.find(({ operationId }) => operationId === each.operationId);
    if (success === undefined) throw new Error(`${each.operationId} has no success.`);
    const headers = { ...success.request.headers, Prefer: `code=${each.status}, example=${each.name}` };
    const response = await fetch(mock.url + success.request.path, { ...success.request, headers });
    expect(response.status).toBe(each.status);
    expect(await response.json()).toEqual(each.answer);
  });

  it.each(withBody)('$operationId refuses a body that does not fit', async ({ request }) => {
    const response = await validatedFetch(mock.url + request.path, { ...request, body: '[]' });
    expect(response.status).toBe(422);
    expect(response.headers.get('sl-violations')).toMatch(/must be object/);
  });

  it('asks for a key', async () => {
    const response = await validatedFetch(`${mock.url}/ojs/manifest`);
    expect(response.status).toBe(401);
  });
});

describe('a mock that cannot start', () => {
  it.each(['65536', 'mock', '-1', '80.5'])('PORT=%s is refused by name', async (port) => {
    await expect(startMock(port)).rejects.toThrow(
      `PORT is '${port}'; it must be a port from 0 (any free one) to 65535.`,
    );
  });
});
