import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api } from '../../support/api.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
let ojs: ReturnType<typeof api>;
beforeAll(async () => {
  server = await startTestServer({ environment: { OJS_MAX_ENVELOPE_BYTES: '4096' } });
  ojs = api(server.url);
});
afterAll(() => server.close());

const idOf = (n: number) => `019461a8-1a2b-7c3d-8e4f-${String(n).padStart(12, '0')}`;
const plain = (more: object = {}) => ({ type: 'first.bad', args: [], ...more });
const unique = (type: string, more: object = {}) => ({ type, args: [], options: { unique: {} }, ...more });

async function refused(jobs: readonly object[]) {
  const { status, body } = await ojs.enqueueBatch(jobs);
  const { index, field } = body.error?.details ?? {};
  return { status, index, field };
}

const noType = { args: [] };
const noState = plain({ options: { unique: { states: ['x'] } } });
const inexact = plain({ options: { timeout_ms: Number.MAX_SAFE_INTEGER + 1 } });
const tooLarge = plain({ args: ['x'.repeat(5_000)] });
const noZone = plain({ options: { scheduled_at: '2099-01-01T00:00:00' } });

describe('DECISIONS 4: a batch error is the error of the first bad element', () => {
  it.each([
    ['a policy before a missing type', [noState, noType], 422, 0, 'jobs[0].unique.states'],
    ['the other way round', [plain(), noType, noState], 400, 1, 'jobs[1].type'],
    ['a number before a missing type', [inexact, noType], 400, 0, 'jobs[0].options.timeout_ms'],
    ['a policy before a number', [plain(), noState, inexact], 422, 1, 'jobs[1].unique.states'],
    ['its bytes before a missing type', [plain(), tooLarge, noType], 413, 1, 'jobs[1]'],
    ['a time before its bytes', [noZone, tooLarge], 400, 0, 'jobs[0].options.scheduled_at'],
    ['a missing type before no object', [noType, 7], 400, 0, 'jobs[0].type'],
  ])('%s', async (_, jobs, status, index, field) => {
    expect(await refused(jobs as object[])).toEqual({ status, index, field });
  });

  it('of several stored ids the first', async () => {
    for (const n of [1, 3]) await ojs.enqueue(plain({ id: idOf(n) }));
    const jobs = [0, 1, 2, 3].map((n) => plain({ id: idOf(n) }));
    for (let round = 0; round < 5; round += 1) {
      expect(await refused(jobs)).toMatchObject({ status: 409, index: 1 });
    }
  });

  it('of several that their unique policies reject the first, whatever their hashes', async () => {
    const stored = Array.from({ length: 6 }, (_, n) => unique(`first.rejected${n}`));
    for (const job of stored) await ojs.enqueue(job);
    expect(await refused(stored)).toMatchObject({ status: 409, index: 0 });
    expect(await refused([...stored].reverse())).toMatchObject({ status: 409, index: 0 });
    const free = Array.from({ length: 6 }, (_, n) => unique(`first.free${n}`));
    expect(await refused([...free, ...stored])).toMatchObject({ status: 409, index: 6 });
    expect((await ojs.enqueueBatch(free)).status).toBe(201);
  });

  it('a stored id and a unique policy that rejects: the one that comes first, with a policy or without', async () => {
    const [stored, held] = [plain({ id: idOf(10) }), unique('first.held', { id: idOf(11) })];
    for (const job of [stored, held]) await ojs.enqueue(job);
    const rejected = unique('first.held');
    expect(await refused([stored, rejected])).toMatchObject({ index: 0 });
    expect(await refused([rejected, stored])).toMatchObject({ index: 0 });
    expect(await refused([plain(), stored, held])).toMatchObject({ index: 1 });
    expect(await refused([rejected, held])).toMatchObject({ index: 0 });
    expect(await refused([unique('first.other'), held, rejected])).toMatchObject({ index: 1 });
  });
});
