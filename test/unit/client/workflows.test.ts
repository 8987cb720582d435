import { describe, expect, it } from 'vitest';
import { openClient } from '../../../src/client/open-client.ts';
import { json, refusal, scriptedServer, type Try, unreachable } from './scripted-server.ts';

const ID = '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f';
const OWN = '019461a8-2b3c-7d4e-9f50-6a7b8c9d0e1f';
const stored = { id: ID, type: 'chain', state: 'running' };
const answer = (status: number, fields: object = {}) => {
  const workflow = { ...stored, ...fields };
  return json(status, { ...workflow, workflow });
};

/** A client whose server answers so, and what it was sent. */
function client(...tries: readonly Try[]) {
  const server = scriptedServer(...tries);
  return { ojs: openClient({ baseUrl: 'http://ojs.test/' }, server.machine, () => ID), sent: server.sent };
}

const job = { type: 'email.send', args: ['a'] };

describe('ojs-workflows 11: what goes over the wire', () => {
  it('a chain, a group and a batch, each with an id of the client', async () => {
    const { ojs, sent } = client(answer(201), answer(201), answer(201));
    const chain = { type: 'chain', name: 'orders', steps: [job], options: { queue: 'q' } } as const;
    const group = { type: 'group', jobs: [job, job] } as const;
    const batch = { id: OWN, type: 'batch', jobs: [job], callbacks: { on_success: job } } as const;
    expect(await ojs.createWorkflow(chain)).toEqual(stored);
    await ojs.createWorkflow(group);
    await ojs.createWorkflow(batch);
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual(
      new Array(3).fill('POST /ojs/v1/workflows'),
    );
    expect(sent.map(({ body }) => body)).toEqual([{ ...chain, id: ID }, { ...group, id: ID }, batch]);
  });

  it('the id in the path, a page in the query', async () => {
    const { ojs, sent } = client(answer(200), answer(200), answer(200, { state: 'cancelled' }));
    expect(await ojs.getWorkflow(ID)).toEqual(stored);
    await ojs.getWorkflow('a/b', { limit: 5, offset: 10 });
    expect(await ojs.cancelWorkflow(ID)).toMatchObject({ state: 'cancelled' });
    expect(sent.map(({ method, path, query }) => `${method} ${path}${query}`)).toEqual([
      `GET /ojs/v1/workflows/${ID}`,
      'GET /ojs/v1/workflows/a%2Fb?limit=5&offset=10',
      `DELETE /ojs/v1/workflows/${ID}`,
    ]);
  });
});

describe('the 409 of a repeat is success', () => {
  const duplicate = (id: string) => refusal(409, 'duplicate', { resource_type: 'workflow', resource_id: id });

  it('create: the workflow is stored already, so it is read', async () => {
    const { ojs, sent } = client(unreachable(), duplicate(ID), answer(200));
    expect(await ojs.createWorkflow({ type: 'group', jobs: [job] })).toEqual(stored);
    expect(sent.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET']);
    expect(sent[0]?.body).toEqual(sent[1]?.body);
  });

  it('create: not where another one is meant', async () => {
    const { ojs } = client(duplicate(OWN));
    await expect(ojs.createWorkflow({ type: 'group', jobs: [job] })).rejects.toMatchObject({
      code: 'duplicate',
    });
  });

  it('cancel: where it is cancelled, and not where it has ended otherwise', async () => {
    const conflict = () => refusal(409, 'conflict', { workflow_id: ID });
    const { ojs } = client(
      conflict(),
      answer(200, { state: 'cancelled' }),
      conflict(),
      answer(200, { state: 'completed' }),
    );
    expect(await ojs.cancelWorkflow(ID)).toMatchObject({ state: 'cancelled' });
    await expect(ojs.cancelWorkflow(ID)).rejects.toMatchObject({ code: 'conflict' });
  });
});
