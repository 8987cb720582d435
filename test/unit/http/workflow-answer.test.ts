import { describe, expect, it } from 'vitest';
import { answers } from '../../../generated/validators/index.ts';
import { workflowAnswer } from '../../../src/http/workflow-answer.ts';
import { JsonText, writeJson } from '../../../src/rules/json-text.ts';
import type { CallbackView, StepView, WorkflowView } from '../../../src/rules/workflow.ts';
import { NOW } from './envelope.ts';

const ID = '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f';
const JOB = '019461a8-2b3c-7d4e-9f50-6a7b8c9d0e1f';
const OTHER = '019461a8-3c4d-7e5f-a061-7b8c9d0e1f2a';

const failure = {
  type: 'SmtpError',
  code: 'handler_error',
  message: 'No.',
  attempt: 2,
  occurred_at: '2026-11-02T10:30:00.000Z',
};

function step(index: number, more: Partial<StepView> = {}): StepView {
  return { index, type: 'email.send', state: 'waiting', ...more };
}

function callback(name: CallbackView['callback'], more: Partial<CallbackView> = {}): CallbackView {
  return { callback: name, type: 'batch.report', state: 'waiting', ...more };
}

/** The fields of the answer, which must fit the spec and stand below `workflow` again. */
function told(view: Partial<WorkflowView>, part = { limit: 100, offset: 0 }) {
  const whole: WorkflowView = {
    id: ID,
    kind: 'chain',
    state: 'running',
    createdAt: NOW,
    total: view.steps?.length ?? 0,
    completed: 0,
    failed: 0,
    steps: [],
    callbacks: [],
    ...view,
  };
  const body = JSON.parse(writeJson(workflowAnswer(whole, part)));
  const check = answers.getWorkflow[200]?.body;
  expect(check?.(body), JSON.stringify(check?.errors)).toBe(true);
  const { workflow, ...fields } = body;
  expect(workflow).toEqual(fields);
  return fields;
}

describe('DECISIONS 1.6: a workflow as the wire has it', () => {
  it('a chain has steps, a group has jobs; counters under both names', () => {
    const steps = [step(0, { name: 'first', state: 'available', jobId: JOB }), step(1)];
    expect(told({ steps, completed: 1, failed: 0 })).toEqual({
      id: ID,
      type: 'chain',
      state: 'running',
      steps_total: 2,
      steps_completed: 1,
      steps: [
        { index: 0, id: 'first', name: 'first', type: 'email.send', state: 'available', job_id: JOB },
        { index: 1, id: '1', type: 'email.send', state: 'waiting', job_id: null },
      ],
      created_at: '2026-11-02T10:30:00.000Z',
      metadata: {
        created_at: '2026-11-02T10:30:00.000Z',
        job_count: 2,
        completed_count: 1,
        failed_count: 0,
      },
    });
    const group = told({ kind: 'group', name: 'exports', steps });
    expect(group).toMatchObject({ type: 'group', name: 'exports', jobs_total: 2, jobs_completed: 0 });
    expect(group.jobs).toHaveLength(2);
    expect(group).not.toHaveProperty('steps');
  });

  it('callbacks by name; results as they were sent', () => {
    const result = new JsonText('{"n": 1.0}');
    const body = workflowAnswer(
      {
        id: ID,
        kind: 'batch',
        state: 'running',
        createdAt: NOW,
        total: 1,
        completed: 1,
        failed: 0,
        steps: [step(0, { state: 'completed', jobId: JOB, startedAt: NOW, endedAt: NOW + 1, result })],
        callbacks: [callback('on_complete', { state: 'available', jobId: OTHER })],
      },
      { limit: 100, offset: 0 },
    );
    const text = writeJson(body);
    expect(text.match(/"result":\{"n": 1\.0\}/g)).toHaveLength(2);
    expect(JSON.parse(text).callbacks).toEqual({
      on_complete: { type: 'batch.report', state: 'available', job_id: OTHER },
    });
  });

  it('a part of the list says where it stands; the whole list does not', () => {
    const page = (offset: number, steps: StepView[]) =>
      told({ kind: 'group', total: 3, steps }, { limit: 2, offset }).pagination;
    expect(page(0, [step(0), step(1)])).toEqual({ total: 3, limit: 2, offset: 0, has_more: true });
    expect(page(2, [step(2)])).toEqual({ total: 3, limit: 2, offset: 2, has_more: false });
    expect(page(3, [])).toEqual({ total: 3, limit: 2, offset: 3, has_more: false });
    expect(told({ kind: 'group', total: 1, steps: [step(0)] })).not.toHaveProperty('pagination');
  });

  it('when it ended, and that it was cancelled', () => {
    const times = { startedAt: NOW + 1_000, endedAt: NOW + 2_000, steps: [step(0)] };
    const completed = told({ state: 'completed', ...times });
    expect(completed).toMatchObject({
      completed_at: '2026-11-02T10:30:02.000Z',
      metadata: { started_at: '2026-11-02T10:30:01.000Z', completed_at: '2026-11-02T10:30:02.000Z' },
    });
    expect(completed).not.toHaveProperty('cancelled_at');
    expect(told({ state: 'cancelled', ...times })).toMatchObject({
      completed_at: '2026-11-02T10:30:02.000Z',
      cancelled_at: '2026-11-02T10:30:02.000Z',
      metadata: { cancelled_at: '2026-11-02T10:30:02.000Z' },
    });
  });
});

describe('ojs-workflows 9.6: what is told of a failure', () => {
  const ended = { endedAt: NOW };
  const failed = (index: number, jobId: string) =>
    step(index, { state: 'discarded', jobId, error: failure, endedAt: NOW });

  it('of a chain the step, its job and its error', () => {
    const report = told({
      state: 'failed',
      ...ended,
      total: 3,
      completed: 1,
      failed: 1,
      steps: [step(0, { state: 'completed', jobId: OTHER }), failed(1, JOB), step(2, { state: 'cancelled' })],
    });
    expect(report.failed_step_index).toBe(1);
    expect(report.failed_job_ids).toEqual([JOB]);
    expect(report.errors).toEqual([
      { job_id: JOB, index: 1, code: 'handler_error', message: 'No.', attempt: 2 },
    ]);
  });

  it('the step of a chain also where the page does not show it', () => {
    const page = { state: 'failed', ...ended, total: 300, completed: 250, failed: 1 } as const;
    const report = told({ ...page, steps: [step(0, { state: 'completed', jobId: JOB })] });
    expect(report.failed_step_index).toBe(250);
    expect(report).not.toHaveProperty('errors');
  });

  it('of a group all that failed, also while it runs; how a job ended that no attempt failed', () => {
    const report = told({
      kind: 'group',
      failed: 3,
      steps: [
        failed(0, JOB),
        step(1, { state: 'discarded', jobId: OTHER, expired: true }),
        step(2, { state: 'cancelled', jobId: ID, error: failure }),
      ],
    });
    expect(report).not.toHaveProperty('failed_step_index');
    expect(report.failed_job_ids).toEqual([JOB, OTHER, ID]);
    expect(report.errors).toMatchObject([
      { code: 'handler_error', attempt: 2 },
      { code: 'expired', index: 1, attempt: 0 },
      { code: 'cancelled', index: 2, attempt: 2 },
    ]);
  });

  it('of a job that is gone only that it failed', () => {
    const report = told({
      kind: 'group',
      failed: 2,
      steps: [step(0, { state: 'discarded', jobId: OTHER }), failed(1, JOB)],
    });
    expect(report.failed_job_ids).toEqual([OTHER, JOB]);
    expect(report.errors).toMatchObject([{ job_id: JOB, index: 1 }]);
    const gone = told({ kind: 'group', failed: 1, steps: [step(0, { state: 'discarded', jobId: OTHER })] });
    expect(gone).not.toHaveProperty('errors');
  });

  it('9.5: of a batch which callback failed; one whose turn did not come is none', () => {
    const report = told({
      kind: 'batch',
      state: 'failed',
      ...ended,
      steps: [step(0, { state: 'completed', jobId: JOB })],
      callbacks: [
        callback('on_success', { state: 'discarded', jobId: OTHER, error: failure }),
        callback('on_failure', { state: 'cancelled' }),
      ],
    });
    expect(report.errors).toEqual([
      { job_id: OTHER, callback: 'on_success', code: 'handler_error', message: 'No.', attempt: 2 },
    ]);
  });

  it('nothing of a workflow that was cancelled: its jobs did not fail', () => {
    const steps = [step(0, { state: 'cancelled', jobId: JOB })];
    expect(told({ state: 'cancelled', ...ended, steps })).not.toHaveProperty('errors');
  });
});
