import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validatedFetch } from '../support/answers.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { operations } from './spec.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function asked(method: string, path: string) {
  const answer = await validatedFetch(server.url + path, { method });
  const { error } = Object(await answer.json());
  return {
    status: answer.status,
    code: error?.code,
    details: error?.details,
    allow: answer.headers.get('Allow'),
  };
}

const id = '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f';

/** Each path of the specification with each method that it does not know. */
const wrongMethods = [...new Set(operations.map(({ path }) => path))].flatMap((path) => {
  const known = operations.filter((each) => each.path === path).map(({ method }) => method.toUpperCase());
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
    .filter((method) => !known.includes(method))
    .map((method) => ({ method, path: path.replace(/\{[^}]+\}/, id), known }));
});

describe('DECISIONS 4: paths and methods that are in no operation', () => {
  it.each(wrongMethods)('$method $path is 405, which names $known', async ({ method, path, known }) => {
    const { status, code, allow } = await asked(method, path);
    expect({ status, code }).toEqual({ status: 405, code: 'invalid_request' });
    expect(allow?.split(', ').sort()).toEqual(known.sort());
  });

  it.each([
    ['GET', '/'],
    ['GET', '/ojs'],
    ['GET', '/ojs/v2/jobs'],
    ['POST', '/ojs/v1/nowhere'],
    ['GET', '/ojs/v1/jobs/a/b/c'],
    ['GET', '/ojs/v1/%E0%A4%A'],
  ])('%s %s is 404', async (method, path) => {
    expect(await asked(method, path)).toMatchObject({
      status: 404,
      code: 'not_found',
      details: { resource_type: 'route' },
    });
  });

  it.each([
    ['PUT', `/ojs/v1/jobs/${id}/checkpoint`],
    ['GET', '/ojs/v1/queues/default/events'],
    ['POST', '/ojs/v1/webhooks'],
    ['GET', `/ojs/v1/jobs/${id}/receipt`],
    ['GET', '/ojs/v1/jobs/019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f/progress/stream'],
  ])('%s %s, which a later level brings, is 422', async (method, path) => {
    expect(await asked(method, path)).toMatchObject({ status: 422, code: 'unsupported' });
  });
});

describe('DECISIONS 4: ids that are no ids', () => {
  it.each([
    'my-job',
    '%2F',
    '..%2F..',
    '%00',
    '%E0%A4%A',
    `${id}%20`,
    'x'.repeat(4_000),
  ])('GET and DELETE of %s are 404', async (each) => {
    for (const method of ['GET', 'DELETE']) {
      expect(await asked(method, `/ojs/v1/jobs/${each}`), method).toMatchObject({
        status: 404,
        code: 'not_found',
      });
    }
  });
});
