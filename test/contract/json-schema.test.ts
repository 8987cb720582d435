import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answers } from '../../generated/validators/index.ts';
import { isObject, type Json, type JsonObject, objectAt } from '../../scripts/generate/json.ts';
import { validatedFetch } from '../support/answers.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { exceptions, folder, type StandardExample, standardExamples } from './json-schema.ts';
import { answerExamples, operations } from './spec.ts';

const examples = standardExamples();
const excepted = exceptions();
const absent = examples.length === 0;
if (absent)
  console.log(`skipped: the standard's JSON-Schema examples are not in ${folder} (OJS_JSON_SCHEMA)`);

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** Sends the example as an enqueue request. */
async function enqueued({ job }: StandardExample): Promise<{ status: number; body: JsonObject }> {
  await validatedFetch(`${server.url}/ojs/v1/admin/reset`, { method: 'POST' });
  const response = await validatedFetch(`${server.url}/ojs/v1/jobs`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(job),
  });
  const body: Json = JSON.parse(await response.text());
  return { status: response.status, body: isObject(body) ? body : {} };
}

/** What only the server sets in a job: a request's value is ignored. */
const ofTheServer = new Set(
  [
    'specversion state attempt created_at enqueued_at started_at completed_at',
    'cancelled_at discarded_at result error errors',
  ].flatMap((names) => names.split(' ')),
);
/** Seconds in the request, `timeout_ms` in the answer (DECISIONS 1.1). */
const renamed = new Set(['timeout']);
const neededInEveryJob = ['specversion', 'id', 'type', 'queue', 'args'];

/** A good job of an answer with what the example says; without what it leaves out though every job has it. */
function asAnswer({ job }: StandardExample): Json {
  const getJob = operations.find(({ id }) => id === 'getJob');
  const [, response] = getJob?.responses.find(([status]) => status === 200) ?? [];
  const good = objectAt(Object(response && Object.fromEntries(answerExamples(response))), 'retryable', 'job');
  const merged: JsonObject = { ...good, ...job };
  for (const name of neededInEveryJob) if (!(name in job)) delete merged[name];
  return { job: merged };
}

const check = answers.getJob[200]?.body;

describe("the standard's JSON-Schema examples of a job (ojs-json-schema, tests/)", () => {
  it.skipIf(absent)('are there, and every exception is of one of them', () => {
    expect(examples.filter(({ valid }) => valid).length).toBeGreaterThan(10);
    expect(examples.filter(({ valid }) => !valid).length).toBeGreaterThan(10);
    const names = examples.map(({ name }) => name);
    expect([...excepted.keys()].filter((name) => !names.includes(name))).toEqual([]);
  });

  it.skipIf(absent).each(examples)('$name', async (example) => {
    const { status, body } = await enqueued(example);
    const exception = excepted.get(example.name);
    const accepted = exception ? !example.valid : example.valid;
    expect(status, `${exception?.reason ?? ''} ${JSON.stringify(body)}`).toBeOneOf(
      accepted ? [201] : [400, 422],
    );
    if (accepted) {
      const stored = objectAt(body, 'job');
      for (const [name, value] of Object.entries(example.job)) {
        if (!ofTheServer.has(name) && !renamed.has(name)) expect(stored[name], name).toEqual(value);
      }
      if (typeof example.job.timeout === 'number') {
        expect(stored.timeout_ms).toBe(example.job.timeout * 1000);
      }
    }
    if (exception?.kind === 'answers-only') {
      const { field } = exception;
      expect(objectAt(body, 'job')[field], field).not.toEqual(example.job[field] ?? null);
      expect(check?.(asAnswer(example))).toBe(false);
      expect(JSON.stringify(check?.errors)).toContain(field);
    }
  });
});
