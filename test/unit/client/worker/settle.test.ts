import { describe, expect, it } from 'vitest';
import { openClient } from '../../../../src/client/open-client.ts';
import { settingsOf } from '../../../../src/client/worker/options.ts';
import { type Outcome, settle } from '../../../../src/client/worker/settle.ts';
import { brokenOff, json, refusal, scriptedServer, type Try, unreachable } from '../scripted-server.ts';

const ID = '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f';
const stored = {
  specversion: '1.0',
  id: ID,
  type: 'email.send',
  queue: 'default',
  state: 'active',
  args: [],
  meta: {},
  priority: 0,
  attempt: 2,
  max_attempts: 3,
  created_at: '2026-11-02T10:30:00.000Z',
  enqueued_at: '2026-11-02T10:30:00.000Z',
} as const;
const held = { ...stored, args: [], worker_id: 'worker-1' };
const named = { job_id: ID, worker_id: 'worker-1', attempt: 2 };
const job = (fields: object) => json(200, { job: { ...held, ...fields } });

/** What came of it: what was sent, what was waited for, what the user was told of. */
async function settling(outcome: Outcome, tries: readonly Try[], signal = new AbortController().signal) {
  const { machine, sent, waitedMs } = scriptedServer(...tries);
  const options = { baseUrl: 'http://ojs.test', workerId: 'worker-1', retry: { attempts: 1 } };
  const reported: unknown[] = [];
  const context = {
    client: openClient(options, machine, () => ID),
    settings: settingsOf({ queues: 'default' }),
    machine,
    handlerOf: () => undefined,
    report: (error: unknown) => void reported.push(error),
  };
  const error = await settle(context, held, outcome, signal);
  return { error, sent: sent.map(({ method, path, body }) => [method, path, body]), waitedMs, reported };
}

const ACK = '/ojs/v1/workers/ack';
const NACK = '/ojs/v1/workers/nack';

describe('DESIGN 7: how a job went is told until the server knows', () => {
  it('with the worker and the attempt, and the result', async () => {
    const told = await settling({ result: { n: 1 } }, [job({ state: 'completed' })]);
    expect(told).toMatchObject({ error: undefined, sent: [['POST', ACK, { ...named, result: { n: 1 } }]] });
  });

  it('again after no answer, half an answer, a failure, a refused key and a page of a proxy', async () => {
    const told = await settling({ result: 1 }, [
      unreachable(),
      brokenOff(),
      refusal(500, 'backend_error'),
      refusal(401, 'unauthenticated'),
      new Response('<h1>Not here</h1>', { status: 404 }),
      job({ state: 'completed' }),
    ]);
    expect(told.error).toBeUndefined();
    expect(told.sent).toHaveLength(6);
    expect(told.waitedMs).toEqual([375, 750, 1_500, 3_000, 6_000]);
    expect(told.reported).toEqual([]);
  });

  it.each([
    ['ack', { result: 1 }, { state: 'completed' }],
    [
      'nack',
      { failure: { message: 'No.' } },
      { state: 'retryable', errors: [{ attempt: 2, message: 'No.' }] },
    ],
    ['requeue', { failure: { requeue: true } }, { state: 'available', attempt: 1 }],
  ] as const)('%s: the 409 after its own lost answer is success', async (_, outcome, fields) => {
    const told = await settling(outcome, [
      brokenOff(),
      refusal(409, 'conflict', { job_id: ID }),
      job(fields),
    ]);
    expect(told).toMatchObject({ error: undefined, reported: [] });
    expect(told.sent.map(([method]) => method)).toEqual(['POST', 'POST', 'GET']);
  });

  it('a 409 that is not its own is told and not repeated', async () => {
    const told = await settling({ result: 1 }, [
      refusal(409, 'conflict', { job_id: ID }),
      job({ worker_id: 'worker-2' }),
    ]);
    expect(told.error).toMatchObject({ code: 'conflict' });
    expect(told.sent).toHaveLength(2);
  });

  it('a job that is not there any more is not asked for again', async () => {
    const told = await settling({ result: 1 }, [refusal(404, 'not_found')]);
    expect(told.error).toMatchObject({ code: 'not_found' });
  });

  it('a result that is no JSON ends the run as a failure', async () => {
    const told = await settling({ result: 1n }, [job({ state: 'retryable' })]);
    expect(told.error).toBeUndefined();
    expect(told.sent).toEqual([
      ['POST', NACK, { ...named, error: { type: 'TypeError', message: expect.stringContaining('BigInt') } }],
    ]);
    expect(told.reported).toEqual([expect.any(TypeError)]);
  });

  it('so does one that the server does not take', async () => {
    const told = await settling({ result: 'long' }, [
      refusal(413, 'invalid_request', { field: 'body' }),
      job({ state: 'retryable' }),
    ]);
    expect(told.error).toBeUndefined();
    expect(told.sent[1]).toEqual([
      'POST',
      NACK,
      { ...named, error: { type: 'OjsError', message: 'It is invalid_request.', code: 'invalid_request' } },
    ]);
    expect(told.reported).toHaveLength(1);
  });

  it('a failure that is refused is told and given up', async () => {
    const told = await settling({ failure: { message: 'No.' } }, [refusal(400, 'invalid_request')]);
    expect(told.error).toMatchObject({ code: 'invalid_request' });
    expect(told.sent).toHaveLength(1);
  });

  it('a server that asks for more than the visibility time is not waited for', async () => {
    const later = () => json(503, { error: {} }, { 'Retry-After': '61' });
    const told = await settling({ result: 1 }, [later()]);
    expect(told.error).toMatchObject({ status: 503, retryAfterMs: 61_000 });
    expect(told.waitedMs).toEqual([]);
  });

  it('a worker that has ended tells nothing', async () => {
    const reason = new Error('Over.');
    const told = await settling({ result: 1 }, [], AbortSignal.abort(reason));
    expect(told).toMatchObject({ error: reason, sent: [] });
  });
});
