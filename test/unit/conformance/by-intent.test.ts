import { describe, expect, it } from 'vitest';
import type { Json } from '../../../conformance/case/json.ts';
import { byIntent } from '../../../conformance/language/by-intent.ts';
import { runCase } from '../../../conformance/running/run-case.ts';
import { answered, answeredText, caseOf, run } from './cases.ts';

const lenient = byIntent(() => []);
const step = (more: Record<string, Json>) => ({ id: 's1', action: 'GET', path: '/x', ...more });

async function status(more: Record<string, Json>, answer = answered(200, { a: { b: 1 } })): Promise<string> {
  return (await run(caseOf([step(more)]), lenient, () => answer)).status;
}

describe('EXTENSIONS 4.6: assertions by intent', () => {
  it.each<[Json, string]>([
    [{ status: 200 }, 'passed'],
    [{ status: 201 }, 'failed'],
    [{ status: [200, 201] }, 'passed'],
    [{ status: [201] }, 'failed'],
    [{ status: 'one_of:200,201' }, 'passed'],
    [{ status: 'one_of:201' }, 'failed'],
    [{ status: { $in: [200] } }, 'passed'],
    [{ status_in: [201] }, 'failed'],
    [{ status_one_of: [200, 400] }, 'passed'],
    [{ status_one_of: [400] }, 'failed'],
    [{ body: { '$.a.b': 1 } }, 'passed'],
    [{ body: { '$.a.b': 2 } }, 'failed'],
    [{ body: { '$.a.b.c': 'any' } }, 'failed'],
    [{ body: { '$.x.y': { $exists: false } } }, 'passed'],
    [{ body: { $or: [{ '$.a.b': 2 }, { '$.a.b': 1 }] } }, 'passed'],
    [{ body: { $or: [{ '$.a.b': 2 }] } }, 'failed'],
    [{ body: [] }, 'failed'],
    [{ body_absent: ['$.a.c'] }, 'passed'],
    [{ body_absent: ['$.a.b'] }, 'failed'],
    [{ body_contains: ['"b":1'] }, 'passed'],
    [{ body_contains: ['"b":2'] }, 'failed'],
    [{ timing_ms: { less_than: 5 } }, 'failed'],
    [{ status: 200, body_comment: 'a remark' }, 'passed'],
    [{ status: 200, body_is: {} }, 'failed'],
  ])('assertions %j: %s', async (assertions, expected) => {
    expect(await status({ assertions })).toBe(expected);
  });

  it.each<[Json, string]>([
    [{ status: 200 }, 'passed'],
    [{ status: 201 }, 'failed'],
    [{ status_in: [201] }, 'failed'],
    [{ 'body.a.b': 1 }, 'passed'],
    [{ 'body.a.b': 2 }, 'failed'],
    [{ body: { 'a.b': 1 } }, 'passed'],
    [{ body: { 'a.b': 2 } }, 'failed'],
    [{ state: 'x' }, 'failed'],
  ])('expect %j: %s', async (expectation, expected) => {
    expect(await status({ expect: expectation })).toBe(expected);
  });

  it.each<[Json, string]>([
    [{ $exists: true }, 'passed'],
    ['7', 'passed'],
    ['8', 'failed'],
    [{ $match: '^\\d$' }, 'passed'],
    [{ $eq: '8' }, 'failed'],
  ])('header %j: %s', async (matcher, expected) => {
    const answer = answered(200, {}, { 'retry-after': '7' });
    expect(await status({ assertions: { headers: { 'Retry-After': matcher } } }, answer)).toBe(expected);
  });

  it('a header that must exist is looked for', async () => {
    expect(await status({ assertions: { headers: { 'X-Depth': { $exists: true } } } })).toBe('failed');
  });

  it('an unknown assertion is named', async () => {
    const { failures } = await run(caseOf([step({ assertions: { body_is: {} } })]), lenient, () =>
      answered(200, {}),
    );
    expect(failures[0]).toMatchObject({
      step: 's1',
      assertion: 'body_is',
      got: 'unknown assertion: body_is',
    });
  });
});

describe('EXTENSIONS 4.6: the form of answers', () => {
  const asks = { assertions: { status: 200 } };
  it.each(['', 'OK', '[]', 'null', '"x"'])('200 %j is no JSON object', async (text) => {
    expect(await status(asks, answeredText(200, text))).toBe('failed');
  });

  it('no content needs no body, and another form may be asked for', async () => {
    expect(await status({ assertions: { status: 204 } }, answeredText(204, ''))).toBe('passed');
    expect(await status({ ...asks, headers: { Accept: 'text/plain' } }, answeredText(200, 'a 1'))).toBe(
      'passed',
    );
    expect(await status({ ...asks, headers: { accept: '*/*' } }, answeredText(200, 'a 1'))).toBe('failed');
  });

  it('an asserted body has to be JSON, whatever form was asked for', async () => {
    const more = { headers: { Accept: 'text/plain' }, assertions: { body: { '$.a': 'any' } } };
    expect(await status(more, answeredText(200, 'a 1'))).toBe('failed');
  });

  it('an answer that breaks the specification fails the case', async () => {
    const strict = byIntent((request, answer) => [`${request.path} ${answer.status} is undeclared`]);
    const { status: outcome, failures } = await run(caseOf([step(asks)]), strict, () => answered(200, {}));
    expect([outcome, failures[0]?.got]).toEqual(['failed', '/x 200 is undeclared']);
  });

  it.each<[string, Json]>([
    ['no assertions', {}],
    ['only remarks', { assertions: { body_comment: 'nothing' } }],
    ['only any', { assertions: { body: { '$.a': 'any' } } }],
  ])('%s: the case is empty, not passed', async (_name, more) => {
    expect(await status({ ...(more as Record<string, Json>) })).toBe('empty');
  });
});

describe('EXTENSIONS 4.6: what is sent by intent', () => {
  const ok = () => answered(200, { id: 'top', job: { id: 'inner', n: 5, state: 'available' }, jobs: [] });

  it('sends a raw body as it stands', async () => {
    const { sent } = await run(caseOf([step({ action: 'POST', raw_body: '{ no' })]), lenient, ok);
    expect(sent[0]).toMatchObject({
      body: '{ no',
      headers: { 'Content-Type': 'application/openjobspec+json' },
    });
  });

  it('repeats, and judges every repetition', async () => {
    const testCase = caseOf([step({ repeat: 3, delay_ms: 2, assertions: { body: { '$.n': { $lt: 2 } } } })]);
    const {
      sent,
      slept,
      checks,
      status: outcome,
    } = await run(testCase, lenient, (_, at) => answered(200, { n: at }));
    expect([sent.length, slept, checks, outcome]).toEqual([3, [2, 2, 2], 3, 'failed']);
  });

  it.each([
    '{{job_id}}',
    `\${job_id}`,
    '$ref.job_id',
  ])('fills %s with what was captured', async (template) => {
    const testCase = caseOf([
      step({ captures: { job_id: '$.job.n' } }),
      step({
        id: 's2',
        action: 'POST',
        path: `/j/${template}`,
        headers: { 'X-N': template },
        body: { n: template },
      }),
    ]);
    const { sent } = await run(testCase, lenient, ok);
    expect(sent[1]).toMatchObject({ path: '/j/5', body: '{"n":5}', headers: { 'X-N': '5' } });
  });

  it('finds the id of the job inside where the answer has none of its own', async () => {
    const testCase = caseOf([step({ capture: { id: '$.id' } }), step({ id: 's2', path: `/j/\${id}` })]);
    const { sent } = await run(testCase, lenient, () => answered(200, { job: { id: 'inner' } }));
    expect(sent[1]?.path).toBe('/j/inner');
  });

  it('fails where there is nothing to capture, and where a template leads nowhere', async () => {
    const capture = await run(caseOf([step({ capture: { id: '$.nope' } })]), lenient, ok);
    expect(capture.failures[0]?.assertion).toBe('capture id');
    const template = await run(caseOf([step({ path: '/{{steps.s0.response.body.id}}' })]), lenient, ok);
    expect([template.failures[0]?.assertion, template.sent]).toEqual(['template', []]);
  });

  it('maps push, get, fetch and ack to their routes and numbers their steps', async () => {
    const testCase = caseOf([
      { action: 'push', request: { type: 't', queue: 'q', options: { priority: 1 } }, store: { job: 'id' } },
      { action: 'get', request: { id: '$ref.job' } },
      { action: 'fetch', request: { queues: ['q'] } },
      { action: 'ack', request: { id: '$ref.job', worker_id: 'w' } },
      { action: 'GET', path: '/{{steps.1.response.body.job.n}}' },
    ]);
    const { sent } = await run(testCase, lenient, ok);
    expect(sent.map(({ method, path, body }) => [method, path, body && JSON.parse(body)])).toEqual([
      ['POST', '/ojs/v1/jobs', { type: 't', options: { priority: 1, queue: 'q' } }],
      ['GET', '/ojs/v1/jobs/inner', undefined],
      ['POST', '/ojs/v1/workers/fetch', { queues: ['q'] }],
      ['POST', '/ojs/v1/workers/ack', { job_id: 'inner', worker_id: 'w' }],
      ['GET', '/5', undefined],
    ]);
  });

  it('compares with the job inside for push and get, with the answer itself for the rest', async () => {
    const expecting = (action: string, body: Json) => ({ action, request: { id: 'i' }, expect: { body } });
    const push = await run(caseOf([expecting('push', { state: 'available' })]), lenient, ok);
    const bare = await run(caseOf([expecting('get', { state: 'available' })]), lenient, () =>
      answered(200, { state: 'available' }),
    );
    const fetch = await run(caseOf([expecting('fetch', { jobs: [] })]), lenient, ok);
    expect([push.status, bare.status, fetch.status]).toEqual(['passed', 'failed', 'passed']);
  });

  it('refuses a word that it does not know', async () => {
    const { status: outcome, sent, failures } = await run(caseOf([{ action: 'teleport' }]), lenient, ok);
    expect([outcome, sent, failures[0]?.got]).toEqual(['failed', [], 'teleport']);
  });
});

describe('DECISIONS 3.4: ASSERT steps are evaluated', () => {
  const fetch = (id: string, other: string) => ({ id, action: 'POST', path: `/${id}`, parallel_with: other });
  const claim = (more: Record<string, Json>) => ({
    id: 'compare',
    action: 'ASSERT',
    assertions: {
      exclusive_claim: {
        job_id: 'j',
        fetches: ['{{steps.a.response.body.jobs}}', '{{steps.b.response.body.jobs}}'],
        exactly_one_has_job: true,
        exactly_one_empty: true,
        ...more,
      },
    },
  });
  const claimed = async (a: Json[], b: Json[], more: Record<string, Json> = {}) =>
    (
      await run(caseOf([fetch('a', 'b'), fetch('b', 'a'), claim(more)]), lenient, ({ path }) =>
        answered(200, { jobs: path === '/a' ? a : b }),
      )
    ).status;

  it('one claim and one empty list hold; two claims, none, and strangers do not', async () => {
    const job = { id: 'j' };
    expect(await claimed([job], [])).toBe('passed');
    expect(await claimed([], [job])).toBe('passed');
    expect(await claimed([job], [job])).toBe('failed');
    expect(await claimed([job, job], [])).toBe('failed');
    expect(await claimed([], [])).toBe('failed');
    expect(await claimed([job], [{ id: 'other' }])).toBe('failed');
    expect(await claimed([job], [], { exactly_two: true })).toBe('failed');
  });

  it('equality compares answers whole', async () => {
    const equality = { '$.steps.a.response.body': '{{steps.b.response.body}}' };
    const testCase = caseOf([
      step({ id: 'a' }),
      step({ id: 'b' }),
      { id: 'c', action: 'ASSERT', assertions: { equality } },
    ]);
    const same = await run(testCase, lenient, () => answered(200, { x: [1] }));
    const other = await run(testCase, lenient, (_, at) => answered(200, { x: [at] }));
    const neither = await run(testCase, lenient, () => answeredText(204, ''));
    expect([same.status, other.status, neither.status]).toEqual(['passed', 'failed', 'failed']);
  });

  it('an unknown claim fails', async () => {
    const testCase = caseOf([{ id: 'c', action: 'ASSERT', assertions: { monotony: {} } }]);
    expect((await run(testCase, lenient, () => answered(200, {}))).status).toBe('failed');
  });

  it('sends steps at once that name each other, and only those', async () => {
    let under = 0;
    let most = 0;
    const wireOf = async (steps: Json[]) => {
      most = 0;
      await runCase(caseOf(steps), lenient, {
        async send() {
          under += 1;
          most = Math.max(most, under);
          await new Promise((resolve) => setImmediate(resolve));
          under -= 1;
          return answered(200, {});
        },
        sleep: async () => undefined,
      });
      return most;
    };
    expect(await wireOf([fetch('a', 'b'), fetch('b', 'a'), fetch('c', 'd')])).toBe(2);
    expect(await wireOf([fetch('a', 'b'), fetch('b', 'a'), fetch('c', 'a')])).toBe(3);
    expect(await wireOf([fetch('a', 'z'), fetch('b', 'a')])).toBe(1);
    expect(await wireOf([fetch('a', 'b'), step({ id: 'b' })])).toBe(1);
  });
});
