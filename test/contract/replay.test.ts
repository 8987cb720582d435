import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../scripts/generate/json.ts';
import type { Clients } from '../../src/clients.ts';
import type { Listening } from '../../src/http/listen.ts';
import { checkAnswer, validatedFetch } from '../support/answers.ts';
import { startTestServer, startTestStores, type TestServer, type TestStores } from '../support/server.ts';
import { startBrokenServer } from './broken-server.ts';
import { type ExampleCase, exampleCases } from './cases.ts';
import type { Surroundings } from './conditions.ts';
import { askWhileDraining } from './draining.ts';
import { unlike } from './likeness.ts';
import { operations } from './spec.ts';

const key = 'the-key-of-the-contract-test';
const authorization = `Bearer ${key}`;
const cases = exampleCases(authorization);

/** What every call to DynamoDB fails with, once the server has started; undefined: it does not fail. */
let fault: Error | undefined;

function failWhenAsked({ dynamodb }: Clients): void {
  dynamodb.middlewareStack.add(
    (next) => async (args) => {
      if (fault !== undefined) throw fault;
      return next(args);
    },
    { step: 'initialize', name: 'plantedFault' },
  );
}

const faults: Readonly<Record<Surroundings, Error | undefined>> = {
  plain: undefined,
  'without-reset': undefined,
  'broken-handler': undefined,
  draining: undefined,
  'store-away': Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
  'backend-failure': new Error('A fault that nobody thought of.'),
};

let stores: TestStores;
let server: TestServer;
let withoutReset: TestServer;
let broken: Listening;
/** What a server that ends said to the examples of one that does. */
const whileDraining = new Map<ExampleCase, Response>();
const environment = { OJS_API_KEY: key };

beforeAll(async () => {
  stores = await startTestStores();
  server = await startTestServer({ stores, environment, onClients: failWhenAsked });
  withoutReset = await startTestServer({ stores, environment: { ...environment, OJS_TEST_RESET: 'false' } });
  broken = await startBrokenServer(key);
  const ending = cases.filter(({ surroundings }) => surroundings === 'draining');
  const answers = await askWhileDraining(
    await startTestServer({ stores, environment }),
    ending.map(({ request }) => request),
  );
  for (const [at, answer] of answers.entries()) {
    const example = ending[at];
    if (example) whileDraining.set(example, answer);
  }
});
afterAll(async () => {
  await server.close();
  await withoutReset.close();
  await broken.close(0);
  await stores.close();
});

/** The headers are what is compared in `validatedFetch`; here it is status and body. */
async function replay(example: ExampleCase): Promise<{ status: number; body: Json }> {
  const { surroundings, steps, waitMs } = example;
  const post = async (path: string, body?: string) => {
    const headers = { Authorization: authorization, 'Content-Type': 'application/json' };
    const answer = await validatedFetch(server.url + path, {
      method: 'POST',
      headers,
      ...(body && { body }),
    });
    expect(answer.ok, `${path}: ${await answer.text()}`).toBe(true);
  };
  await post('/ojs/v1/admin/reset');
  for (const { path, body } of steps) await post(path, JSON.stringify(body));
  await setTimeout(waitMs);
  fault = faults[surroundings];
  try {
    const answer = await ask(example);
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  } finally {
    fault = undefined;
  }
}

async function ask(example: ExampleCase): Promise<Response> {
  const { surroundings, request } = example;
  switch (surroundings) {
    case 'draining': {
      const answer = whileDraining.get(example);
      if (answer === undefined) throw new Error('The server that ends was not asked this.');
      const { status, headers } = answer;
      checkAnswer({ ...request, status, headers, text: await answer.clone().text() });
      return answer;
    }
    case 'broken-handler':
      return validatedFetch(broken.url + request.path, request);
    case 'without-reset':
      return validatedFetch(withoutReset.url + request.path, request);
    default:
      return validatedFetch(server.url + request.path, request);
  }
}

/** Operation and status, with what showed it. */
const shown = new Map<string, number>();

describe.each(operations)('the examples of $id on a live server', ({ id }) => {
  const own = cases.filter(({ operationId }) => operationId === id);
  it.each(own)('$status $name $mediaType', async (each) => {
    const { status, body } = await replay(each);
    expect(status, JSON.stringify(body)).toBe(each.status);
    const madeIds = id === 'createJob' && !(each.request.body ?? '').includes('"id"');
    expect(unlike(each.answer, body, madeIds)).toEqual([]);
    shown.set(`${id} ${status}`, (shown.get(`${id} ${status}`) ?? 0) + 1);
  });
});

describe('the specification as a whole', () => {
  it('has shown every status that is declared, each with the code of its example', () => {
    const declared = operations.flatMap(({ id, responses }) =>
      responses.map(([status]) => `${id} ${status}`),
    );
    const missing = declared.filter((each) => !shown.has(each));
    const lines = operations.map(({ id, responses }) => {
      const statuses = responses.map(([status]) =>
        shown.has(`${id} ${status}`) ? `${status}` : `(${status})`,
      );
      return `  ${id.padEnd(16)} ${statuses.join(' ')}`;
    });
    console.log(
      `${declared.length - missing.length} of ${declared.length} operations × statuses shown by ${cases.length} examples; in brackets: not shown\n${lines.join('\n')}`,
    );
    expect(missing).toEqual([]);
  });
});
