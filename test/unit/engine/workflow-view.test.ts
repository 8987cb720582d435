import { describe, expect, it } from 'vitest';
import { workflowView } from '../../../src/engine/workflow-view.ts';
import { memberJobId } from '../../../src/rules/workflow-ids.ts';
import type { WorkflowHeader } from '../../../src/table/workflow-item.ts';

const ID = '019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f';

/** The callbacks of a batch of which one was fired, told when the heads of all its jobs are gone. */
function told(state: WorkflowHeader['state'], callbackEnded: 'ok' | 'bad' | undefined) {
  const header: WorkflowHeader = {
    id: ID,
    stagedAs: ID,
    kind: 'batch',
    total: 1,
    asked: ['on_complete', 'on_success'],
    fired: ['on_complete'],
    state,
    createdAt: 0,
    keptUntil: 0,
    open: false,
  };
  return workflowView({
    header,
    tally: { ok: 0, bad: 1 },
    definitions: new Map(),
    callbacks: new Map([
      ['on_complete', { type: 'batch.report' }],
      ['on_success', { type: 'batch.praise' }],
    ]),
    jobs: new Map(),
    countedAs: (step) => (step === 'on_complete' ? callbackEnded : undefined),
    page: { offset: 0, limit: 1 },
  }).callbacks;
}

describe('ojs-workflows 6.4: a callback whose job is gone', () => {
  it.each([
    ['completed', 'ok', 'completed'],
    ['failed', 'bad', 'discarded'],
  ] as const)('of a batch that is %s, and counted as %s: %s', (state, counted, expected) => {
    const [fired, other] = told(state, counted);
    expect(fired).toMatchObject({ state: expected, jobId: memberJobId(ID, 'on_complete') });
    expect(other).toEqual({ callback: 'on_success', type: 'batch.praise', state: 'cancelled' });
  });

  it('is waited for while the batch runs and it has not ended', () => {
    const [fired] = told('running', undefined);
    expect(fired).toMatchObject({ state: 'waiting' });
    expect(fired).not.toHaveProperty('jobId');
  });
});
