import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OjsError } from '../../../src/client/error.ts';
import { delayAfter, retryAfterMs, retryPolicy, sendWithRetries } from '../../../src/client/retry.ts';
import { brokenOff, json, NOW, refusal, scriptedServer, type Try, unreachable } from './scripted-server.ts';

const policy = retryPolicy({ attempts: 3, initialDelayMs: 100, maxDelayMs: 1_000 });

/** What a request to a server that answers so comes to. */
async function sending(tries: readonly Try[], signal?: AbortSignal) {
  const server = scriptedServer(...tries);
  const request = new Request('http://ojs.test/ojs/v1/jobs', {
    method: 'POST',
    body: '{"a":1}',
    ...(signal && { signal }),
  });
  const outcome = await sendWithRetries(request, policy, server.machine).catch((error: unknown) => error);
  return { outcome, ...server };
}

describe('what is sent again', () => {
  it.each([429, 502, 503, 504])('a request that is answered %i, with the same body', async (status) => {
    const { outcome, sent, waitedMs } = await sending([refusal(status, 'backend_error'), json(200, {})]);
    expect(outcome).toMatchObject({ status: 200 });
    expect(sent.map(({ body }) => body)).toEqual([{ a: 1 }, { a: 1 }]);
    expect(waitedMs).toEqual([75]);
  });

  it.each([200, 201, 400, 401, 404, 409, 413, 422, 500, 501])('not what is answered %i', async (status) => {
    const { outcome, sent } = await sending([json(status, {})]);
    expect(outcome).toMatchObject({ status });
    expect(sent).toHaveLength(1);
  });

  it('a request that nobody answers, until the tries are used up', async () => {
    const { outcome, sent, waitedMs } = await sending([unreachable(), unreachable(), unreachable()]);
    expect(outcome).toMatchObject({
      code: 'network_error',
      status: undefined,
      retryable: true,
      cause: expect.objectContaining({ message: 'fetch failed' }),
    });
    expect(sent).toHaveLength(3);
    expect(waitedMs).toEqual([75, 150]);
  });

  it('a request whose answer breaks off', async () => {
    const { outcome, sent } = await sending([brokenOff(), json(200, { whole: true })]);
    expect(outcome).toMatchObject({ status: 200 });
    expect(outcome instanceof Response && (await outcome.json())).toEqual({ whole: true });
    expect(sent).toHaveLength(2);
  });

  it('the last refusal comes out when the tries are used up', async () => {
    const busy = () => refusal(503, 'backend_error');
    const { outcome, sent } = await sending([busy(), busy(), busy()]);
    expect(outcome).toMatchObject({ status: 503 });
    expect(sent).toHaveLength(3);
  });
});

describe('Retry-After (RFC 9110, 10.2.3)', () => {
  it('is waited for where it is longer than the delay', async () => {
    const busy = json(503, {}, { 'Retry-After': '1' });
    expect((await sending([busy, json(200, {})])).waitedMs).toEqual([1_000]);
  });

  it('does not shorten the delay', async () => {
    const busy = json(503, {}, { 'Retry-After': '0' });
    expect((await sending([busy, json(200, {})])).waitedMs).toEqual([75]);
  });

  it('ends the tries where it is longer than the longest delay', async () => {
    const { outcome, sent } = await sending([json(503, {}, { 'Retry-After': '2' })]);
    expect(outcome).toMatchObject({ status: 503 });
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['120', 120_000],
    [new Date(NOW + 5_000).toUTCString(), 5_000],
    [new Date(NOW - 5_000).toUTCString(), 0],
    ['soon', undefined],
  ])('%s is %s ms', (text, expected) => {
    expect(retryAfterMs(json(503, {}, { 'Retry-After': text }), NOW)).toBe(expected);
  });
});

describe('a signal', () => {
  it('ends a try with its reason, and nothing is sent again', async () => {
    const reason = new Error('The user has left.');
    const abort = new AbortController();
    const server = scriptedServer();
    const machine = {
      ...server.machine,
      fetch: async () => {
        abort.abort(reason);
        throw new TypeError('This operation was aborted');
      },
    };
    const request = new Request('http://ojs.test/', { signal: abort.signal });
    await expect(sendWithRetries(request, policy, machine)).rejects.toBe(reason);
  });

  it('ends the wait before the next try', async () => {
    const reason = new Error('The user has left.');
    const abort = new AbortController();
    const server = scriptedServer(unreachable());
    const machine = {
      ...server.machine,
      wait: async (_: number, signal: AbortSignal) => {
        abort.abort(reason);
        signal.throwIfAborted();
      },
    };
    const request = new Request('http://ojs.test/', { signal: abort.signal });
    await expect(sendWithRetries(request, policy, machine)).rejects.toBe(reason);
    expect(server.sent).toHaveLength(1);
  });
});

describe('the delay', () => {
  const policies = fc.record({
    attempts: fc.constant(4),
    initialDelayMs: fc.integer({ min: 0, max: 10_000 }),
    maxDelayMs: fc.integer({ min: 0, max: 100_000 }),
  });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it('stays in the upper half of what doubles from try to try, and under the limit', () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 60 }), random, (each, attempt, chance) => {
        const delay = delayAfter(attempt, each, chance);
        const full = Math.min(each.maxDelayMs, each.initialDelayMs * 2 ** (attempt - 1));
        expect(delay).toBeGreaterThanOrEqual(full / 2);
        expect(delay).toBeLessThanOrEqual(full);
      }),
    );
  });
});

describe('the options', () => {
  it('have the defaults that the README names', () => {
    expect(retryPolicy()).toEqual({ attempts: 4, initialDelayMs: 200, maxDelayMs: 5_000 });
  });

  it.each([
    { attempts: 0 },
    { attempts: 1.5 },
    { attempts: Number.NaN },
    { initialDelayMs: -1 },
    { maxDelayMs: Number.POSITIVE_INFINITY },
  ])('%j is refused by name', (options) => {
    expect(() => retryPolicy(options)).toThrow(new RegExp(`retry\\.${Object.keys(options)[0]} is `));
  });
});

it('an error that is thrown is an OjsError, not a copy of its fields', async () => {
  expect((await sending([unreachable(), unreachable(), unreachable()])).outcome).toBeInstanceOf(OjsError);
});
