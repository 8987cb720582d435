import { describe, expect, it } from 'vitest';
import { openClient } from '../../../src/client/open-client.ts';
import { json, scriptedServer, type Try } from './scripted-server.ts';

/** Answers of openjobspec/ojs-backend-redis at 5b459da, and of the examples in the standard's text. */
const ID = '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f';
const hold = { id: ID, worker_id: 'worker-1', attempt: 1 };
const other = { ...hold, id: '019461a8-2b3c-7d4e-9f50-6a7b8c9d0e1f' };
const stored = { id: ID, type: 'email.send', state: 'completed', attempt: 1, args: [] };

function client(...tries: readonly Try[]) {
  const server = scriptedServer(...tries);
  return {
    ojs: openClient({ baseUrl: 'http://ojs.test/', workerId: 'worker-1' }, server.machine, () => ID),
    sent: server.sent,
  };
}

describe('ojs-http-binding 10.2, 10.3: an answer to ack or nack without the job', () => {
  it('ack: the job is read', async () => {
    const said = { acknowledged: true, job_id: ID, state: 'completed' };
    const { ojs, sent } = client(json(200, said), json(200, { job: stored }));
    expect(await ojs.ack(hold)).toEqual(stored);
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /ojs/v1/workers/ack',
      `GET /ojs/v1/jobs/${ID}`,
    ]);
  });

  it('nack: the job is read', async () => {
    const said = { job_id: ID, state: 'retryable', attempt: 1, max_attempts: 3 };
    const { ojs } = client(json(200, said), json(200, { job: { ...stored, state: 'retryable' } }));
    expect(await ojs.nack(hold, new Error('No.'))).toMatchObject({ state: 'retryable' });
  });
});

describe('ojs-http-binding 10.4: heartbeats', () => {
  it('names the jobs in active_jobs too: some servers read no other', async () => {
    const { ojs, sent } = client(json(200, { state: 'running', jobs_extended: [] }));
    await ojs.heartbeat([hold, other]);
    const ids = [hold.id, other.id];
    expect(sent[0]?.body).toMatchObject({ active_jobs: ids, active_job_ids: ids });
  });

  it('a server that does not say which jobs it extended is not taken to have lost them', async () => {
    const { ojs } = client(json(200, { state: 'active', server_time: '2026-11-02T10:30:00.000Z' }));
    expect((await ojs.heartbeat([hold, other])).jobs_extended).toEqual([hold.id, other.id]);
  });

  it('an empty list is one', async () => {
    const { ojs } = client(json(200, { state: 'running', jobs_extended: [] }));
    expect((await ojs.heartbeat([hold])).jobs_extended).toEqual([]);
  });

  it.each([
    ['quiet', 'quiet'],
    ['terminate', 'terminate'],
    ['continue', 'running'],
    ['', 'running'],
  ])('the directive %j beside a state of its own means %s', async (directive, state) => {
    const { ojs } = client(json(200, { state: 'active', directive, jobs_extended: [] }));
    expect((await ojs.heartbeat([])).state).toBe(state);
  });

  it.each(['running', 'quiet', 'terminate'])('without a directive the state %s holds', async (state) => {
    const { ojs } = client(json(200, { state, jobs_extended: [] }));
    expect((await ojs.heartbeat([])).state).toBe(state);
  });
});

describe('ojs-http-binding 13: a cron under the name cron_job', () => {
  const cron = { name: 'daily', cron: '0 9 * * *', type: 'report.daily', args: [] };
  const asked = { name: 'daily', expression: '0 9 * * *', job_template: { type: 'report.daily', args: [] } };

  it('registered, read and changed', async () => {
    const answer = () => json(200, { cron_job: cron });
    const { ojs } = client(answer(), answer(), answer());
    expect(await ojs.registerCron(asked)).toEqual(cron);
    expect(await ojs.getCron('daily')).toEqual(cron);
    expect(await ojs.updateCron('daily', { enabled: false })).toEqual(cron);
  });

  it('listed', async () => {
    const pagination = { total: 1, limit: 50, offset: 0, has_more: false };
    const { ojs } = client(json(200, { cron_jobs: [cron], pagination }));
    expect(await ojs.listCrons()).toEqual({ crons: [cron], pagination });
  });
});
