import { describe, expect, it } from 'vitest';
import type { Json } from '../../../conformance/case/json.ts';
import { official } from '../../../conformance/language/official.ts';
import { answered, answeredText, caseOf, run } from './cases.ts';

const step = (more: Record<string, Json>) => ({ id: 's1', action: 'GET', path: '/x', ...more });

async function status(assertions: Json, answer = answered(200, { a: { b: 1 }, list: [1] })): Promise<string> {
  return (await run(caseOf([step({ assertions })]), official, () => answer)).status;
}

describe('case language: assertions in the official reading', () => {
  it.each<[Json, string]>([
    [{ status: 200 }, 'passed'],
    [{ status: 201 }, 'failed'],
    [{ status: 'one_of:200,201' }, 'passed'],
    [{ status: 'one_of:201,202' }, 'failed'],
    [{ status: { $in: [200] } }, 'passed'],
    [{ status: { $in: [201] } }, 'failed'],
    [{ status: 'number:range(200,299)' }, 'passed'],
    [{ status: 'number:range(400,499)' }, 'failed'],
    [{ status: [200] }, 'failed'],
    [{ status_in: [200] }, 'passed'],
    [{ status_in: [404] }, 'failed'],
    [{ status_one_of: [404] }, 'passed'],
    [{ body: { '$.a.b': 1 } }, 'passed'],
    [{ body: { '$.a.b': 2 } }, 'failed'],
    [{ body: { '$.a.b.c': 'any' } }, 'failed'],
    [{ body: { '$.a.b.c': 'absent' } }, 'passed'],
    [{ body: { $or: [{ '$.a.b': 2 }, { '$.a.b': 1 }] } }, 'passed'],
    [{ body: { $or: [{ '$.a.b': 2 }, { '$.a.b': 1, '$.list': [] }] } }, 'failed'],
    [{ body_absent: ['$.a.c'] }, 'passed'],
    [{ body_absent: ['$.a.b'] }, 'failed'],
    [{ body_contains: ['"b":1'] }, 'passed'],
    [{ body_contains: ['"b":2'] }, 'failed'],
    [{ timing_ms: { less_than: 100 } }, 'passed'],
    [{ timing_ms: { less_than: 5 } }, 'failed'],
    [{ timing_ms: { greater_than: 4 } }, 'passed'],
    [{ timing_ms: { greater_than: 5 } }, 'failed'],
    [{ timing_ms: { approximate: 100 } }, 'passed'],
    [{ timing_ms: { approximate: 500 } }, 'failed'],
    [{ no_such_assertion: 1 }, 'passed'],
  ])('%j: %s', async (assertions, expected) => {
    expect(await status(assertions)).toBe(expected);
  });

  it('does not judge the body of an answer that is no JSON object', async () => {
    const body = { '$.a': 1 };
    expect(await status({ status: 200, body, body_absent: ['$.a'] }, answeredText(200, ''))).toBe('passed');
    expect(await status({ status: 200, body }, answeredText(200, '[]'))).toBe('passed');
    expect(await status({ status: 200, body }, answeredText(200, '{}'))).toBe('failed');
  });

  it.each<[Json, string]>([
    ['text/plain', 'passed'],
    ['text', 'failed'],
    [{ $match: '^text' }, 'passed'],
    [{ $match: '^json' }, 'failed'],
    [{ $eq: 'text/plain' }, 'passed'],
    [{ $eq: 'text' }, 'failed'],
  ])('header %j: %s', async (matcher, expected) => {
    const answer = answered(200, {}, { 'content-type': 'text/plain' });
    expect(await status({ headers: { 'Content-Type': matcher } }, answer)).toBe(expected);
  });

  it('a header that must exist is not looked for', async () => {
    expect(await status({ headers: { 'Retry-After': { $exists: true } } })).toBe('passed');
  });
});

describe('case language: what the official reading sends', () => {
  it('sends words that are no method as one, to no path, and evaluates no ASSERT', async () => {
    const testCase = caseOf([
      { id: 'a', action: 'push', request: { type: 't' } },
      { id: 'b', action: 'ASSERT', assertions: { equality: { x: 'y' } } },
    ]);
    const { sent, status: outcome } = await run(testCase, official, () => answeredText(400, ''));
    expect(sent).toEqual([
      { method: 'push', path: '', headers: {}, body: undefined },
      { method: 'ASSERT', path: '', headers: {}, body: undefined },
    ]);
    expect(outcome).toBe('passed');
  });

  it('runs only the first of the steps without an id', async () => {
    const { sent } = await run(caseOf([{ action: 'push' }, { action: 'get' }]), official, () =>
      answered(200, {}),
    );
    expect(sent.map(({ method }) => method)).toEqual(['push']);
  });

  it('knows no raw body and no repetition', async () => {
    const testCase = caseOf([{ id: 'a', action: 'POST', path: '/x', raw_body: '{', repeat: 3 }]);
    const { sent } = await run(testCase, official, () => answered(200, {}));
    expect(sent).toEqual([{ method: 'POST', path: '/x', headers: {}, body: undefined }]);
  });

  it('names the media type of a body where the case does not', async () => {
    const json = { 'content-type': 'application/json' };
    const testCase = caseOf([
      { id: 'a', action: 'POST', path: '/x', body: { a: 1 } },
      { id: 'b', action: 'POST', path: '/x', body: {}, headers: json },
    ]);
    const { sent } = await run(testCase, official, () => answered(200, {}));
    expect(sent[0]).toMatchObject({
      body: '{"a":1}',
      headers: { 'Content-Type': 'application/openjobspec+json' },
    });
    expect(sent[1]?.headers).toEqual(json);
  });

  it('replaces templates in path, body and matchers, and pastes objects as text', async () => {
    const id = '{{steps.a.response.body.id}}';
    const testCase = caseOf([
      { id: 'a', action: 'GET', path: '/a' },
      {
        id: 'b',
        action: 'PUT',
        path: `/b/${id}`,
        body: { id, whole: '{{steps.a.response.body.in}}' },
        assertions: { body: { '$.id': id } },
      },
    ]);
    const { sent, status: outcome } = await run(testCase, official, () =>
      answered(200, { id: 'i', in: { x: 1 } }),
    );
    expect(sent[1]).toMatchObject({ path: '/b/i', body: '{"id":"i","whole":"{"x":1}"}' });
    expect(outcome).toBe('passed');
  });
});

describe('case language: the run of a case', () => {
  it('sleeps before a request, and for as long as WAIT says', async () => {
    const testCase = caseOf([
      { id: 'a', action: 'GET', path: '/', delay_ms: 10 },
      { id: 'b', action: 'WAIT', duration_ms: 20, delay_ms: 30 },
      { id: 'c', action: 'WAIT', delay_ms: 40 },
    ]);
    const { sent, slept } = await run(testCase, official, () => answered(200, {}));
    expect([sent.length, slept]).toEqual([1, [10, 20, 40]]);
  });

  it('a setup that fails is an error and skips the steps; a teardown always runs and cannot fail', async () => {
    const wrong = step({ assertions: { status: 500 } });
    const parts = { setup: { steps: [wrong] }, teardown: { steps: [wrong] } };
    const inSetup = await run(caseOf([step({}), step({})], parts), official, () => answered(200, {}));
    expect([inSetup.status, inSetup.sent.length]).toEqual(['error', 2]);
    const inTeardown = await run(caseOf([step({})], { teardown: parts.teardown }), official, () =>
      answered(200, {}),
    );
    expect([inTeardown.status, inTeardown.sent.length]).toEqual(['passed', 2]);
  });

  it('no answer at all fails the step', async () => {
    const { status: outcome, failures } = await run(caseOf([step({})]), official, () => {
      throw new Error('ECONNREFUSED');
    });
    expect([outcome, failures[0]?.got]).toEqual(['failed', 'ECONNREFUSED']);
  });
});
