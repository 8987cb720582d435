import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../support/api.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { type Answer, call, jobNow } from './call.ts';
import { OPERATIONS, type Operation, type OperationName } from './operations.ts';
import { HOLDER, jobIn, type StateName, stateNames, stateOf } from './states.ts';

/**
 * What a cell of the table says: the state that the operation leads to; that a fetch does not find the
 * job; that a heartbeat keeps it, or passes it over; that it is gone; 409, or 404 where the dead letter
 * does not have it.
 */
type Cell = StateName | 'skipped' | 'kept' | 'ignored' | 'gone' | 404 | 409;

/** The standard's lifecycle, DECISIONS.md section 5, cell by cell. */
const COLUMNS = [
  'FETCH',
  'ACK',
  'NACK',
  'NACK + requeue',
  'CANCEL',
  'ACTIVATE',
  'DLQ RETRY',
  'DLQ DELETE',
  'heartbeat',
] as const;
const TABLE: Readonly<Record<StateName, readonly Cell[]>> = {
  scheduled: ['skipped', 409, 409, 409, 'cancelled', 409, 404, 404, 'ignored'],
  pending: ['skipped', 409, 409, 409, 'cancelled', 'available', 404, 404, 'ignored'],
  available: ['active', 409, 409, 409, 'cancelled', 409, 404, 404, 'ignored'],
  active: ['skipped', 'completed', 'retryable', 'available', 'cancelled', 409, 404, 404, 'kept'],
  retryable: ['skipped', 409, 409, 409, 'cancelled', 409, 404, 404, 'ignored'],
  completed: ['skipped', 409, 409, 409, 409, 409, 404, 404, 'ignored'],
  cancelled: ['skipped', 409, 409, 409, 409, 409, 404, 404, 'ignored'],
  discarded: ['skipped', 409, 409, 409, 409, 409, 404, 404, 'ignored'],
  'dead-lettered': ['skipped', 409, 409, 409, 409, 409, 'available', 'gone', 'ignored'],
};

/** What an operation that succeeds sets and clears; everything else stays as it is. */
const EFFECTS: Readonly<Record<OperationName, { sets: readonly string[]; clears: readonly string[] }>> = {
  FETCH: { sets: ['attempt', 'started_at', 'worker_id'], clears: [] },
  ACK: { sets: ['completed_at', 'result'], clears: [] },
  NACK: { sets: ['error', 'errors', 'retry_delay_ms', 'next_attempt_at'], clears: [] },
  'NACK + requeue': { sets: ['attempt', 'enqueued_at'], clears: ['worker_id'] },
  // A retryable job that is cancelled has no next attempt.
  CANCEL: { sets: ['cancelled_at'], clears: ['next_attempt_at'] },
  ACTIVATE: { sets: ['activated_at', 'enqueued_at'], clears: [] },
  'DLQ RETRY': {
    sets: ['attempt', 'enqueued_at'],
    clears: ['completed_at', 'discarded_at', 'error', 'worker_id'],
  },
  'DLQ DELETE': { sets: [], clears: [] },
  heartbeat: { sets: [], clears: [] },
};

const cells = stateNames.flatMap((state) =>
  COLUMNS.flatMap((name, column) => {
    const operation: Operation = OPERATIONS[name];
    return Object.entries(operation.routes).map(([route, send]) => ({
      state,
      name,
      operation,
      route,
      send,
      cell: TABLE[state][column],
    }));
  }),
);

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** Names of the fields that differ. */
function changes(before: Job, after: Job): { sets: string[]; clears: string[] } {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const differ = names.filter(
    (name) => JSON.stringify(Reflect.get(before, name)) !== JSON.stringify(Reflect.get(after, name)),
  );
  return {
    sets: differ.filter((name) => name in after && name !== 'state'),
    clears: differ.filter((name) => !(name in after)),
  };
}

function expectRefused(
  { status, body }: Answer,
  id: string,
  state: StateName,
  { expected }: Operation,
): void {
  expect(status).toBe(409);
  expect(body.error?.code).toBe('conflict');
  expect(body.error?.details).toEqual({
    job_id: id,
    current_state: stateOf(state),
    expected_state: expected?.join(' or '),
  });
}

describe('ojs-core 6.4, DECISIONS 5: state × operation, on a running server', () => {
  it('has a row for every state of the standard, and a cell for every operation', () => {
    for (const state of stateNames) expect(TABLE[state], state).toHaveLength(COLUMNS.length);
    expect([...COLUMNS]).toEqual(Object.keys(OPERATIONS));
  });

  it.each(cells)('$state: $name by $route → $cell', async ({ state, name, operation, send, cell }) => {
    const subject = await jobIn(server.url, state);
    const before = await jobNow(server.url, subject.id);
    expect(before.state).toBe(stateOf(state));

    const answer = await send(subject);
    if (cell === 'gone') {
      expect(answer.status).toBe(200);
      expect((await call(server.url, 'GET', `/jobs/${subject.id}`)).status).toBe(404);
      return;
    }
    const after = await jobNow(server.url, subject.id);

    switch (cell) {
      case 409:
        expectRefused(answer, subject.id, state, operation);
        expect(after).toEqual(before);
        break;
      case 404:
        expect(answer.status).toBe(404);
        expect(answer.body.error?.code).toBe('not_found');
        expect(after).toEqual(before);
        break;
      case 'skipped':
        expect(answer).toEqual({ status: 200, body: { jobs: [] } });
        expect(after).toEqual(before);
        break;
      case 'kept':
      case 'ignored':
        expect(answer.status).toBe(200);
        expect(answer.body.jobs_extended).toEqual(cell === 'kept' ? [subject.id] : []);
        expect(after).toEqual(before);
        break;
      default: {
        expect(answer.status).toBe(200);
        expect(after.state).toBe(cell);
        const effects = EFFECTS[name];
        const clears = effects.clears.filter((field) => field in before);
        expect(changes(before, after)).toEqual({ sets: [...effects.sets].sort(), clears });
        const told = answer.body.job ?? answer.body.jobs?.[0];
        const { previous_state: previous, ...job } = told ?? {};
        expect(job).toEqual(after);
        expect(previous).toBe(name === 'CANCEL' || name === 'ACTIVATE' ? state : undefined);
      }
    }
  });
});

describe('ojs-core 6, DECISIONS 5: an unknown job', () => {
  const columns = COLUMNS.map((name) => ({ name, operation: OPERATIONS[name] }));
  const named = columns.filter(({ name }) => name !== 'FETCH' && name !== 'heartbeat');
  const routes = named.flatMap(({ name, operation }) =>
    Object.entries(operation.routes).map(([route, send]) => ({ name, route, send })),
  );

  it.each(routes)('$name by $route is 404', async ({ name, send }) => {
    for (const id of [v7(), 'my-job']) {
      const { status, body } = await send({ url: server.url, id, queue: 'nowhere' });
      expect(status).toBe(404);
      expect(body.error).toMatchObject({
        code: 'not_found',
        details: { resource_type: name.startsWith('DLQ') ? 'dead-letter job' : 'job', resource_id: id },
      });
    }
  });

  it('is passed over by a heartbeat, also beside one that is held', async () => {
    const { id } = await jobIn(server.url, 'active');
    const ids = [v7(), id, 'my-job'];
    const { status, body } = await call(server.url, 'POST', '/workers/heartbeat', {
      worker_id: HOLDER,
      active_jobs: ids,
    });
    expect({ status, extended: body.jobs_extended }).toEqual({ status: 200, extended: [id] });
  });
});

describe('DECISIONS 1.3: an active job that somebody else holds', () => {
  const foreign = [
    { who: 'another worker', claim: { worker_id: 'somebody-else' } },
    { who: 'another attempt', claim: { worker_id: HOLDER, attempt: 2 } },
  ];
  const verbs = [
    { verb: 'ack', body: {} },
    { verb: 'nack', body: { error: { message: 'It failed.' } } },
    { verb: 'nack', body: { requeue: true } },
  ];
  const attempts = foreign.flatMap((one) => verbs.map((other) => ({ ...one, ...other })));

  it.each(attempts)('$verb $body by $who is 409 and changes nothing', async ({ verb, body, claim }) => {
    const { id } = await jobIn(server.url, 'active');
    const before = await jobNow(server.url, id);
    const answers = [
      await call(server.url, 'POST', `/workers/${verb}`, { job_id: id, ...body, ...claim }),
      await call(server.url, 'POST', `/jobs/${id}/${verb}`, { ...body, ...claim }),
    ];
    for (const answer of answers) expectRefused(answer, id, 'active', OPERATIONS.ACK);
    expect(await jobNow(server.url, id)).toEqual(before);
  });

  it.each(foreign)('a heartbeat by $who does not keep it', async ({ claim }) => {
    const { id } = await jobIn(server.url, 'active');
    const { body } = await call(server.url, 'POST', '/workers/heartbeat', { job_id: id, ...claim });
    expect(body.jobs_extended).toEqual([]);
  });
});
