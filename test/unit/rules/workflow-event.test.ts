import { describe, expect, it } from 'vitest';
import type { Membership } from '../../../src/rules/workflow.ts';
import { callbackFired, memberHappenings, workflowEvent } from '../../../src/rules/workflow-event.ts';
import { headOf } from './head-of.ts';

const ID = '019461a8-1a2b-7c3d-8e4f-000000000000';
const member = (more: Partial<Membership> = {}): Membership => ({
  workflowId: ID,
  kind: 'chain',
  step: 0,
  total: 3,
  ...more,
});
const typesOf = (workflow: Membership, from: object, head: object) =>
  memberHappenings(headOf({ workflow, ...from }), headOf({ workflow, ...head })).map(({ type }) => type);

describe('events of workflows (ojs-workflows, appendix B)', () => {
  it('started: by the first attempt at the first step, or at any job of a group, with one id on all servers', () => {
    const claim = [{ state: 'available' }, { state: 'active', attempt: 1 }] as const;
    expect(typesOf(member(), ...claim)).toEqual(['workflow.started']);
    expect(typesOf(member({ step: 1 }), ...claim)).toEqual([]);
    expect(typesOf(member({ kind: 'group', step: 1 }), ...claim)).toEqual(['workflow.started']);
    expect(typesOf(member({ kind: 'batch', step: 'on_complete' }), ...claim)).toEqual([]);
    expect(typesOf(member(), { state: 'available' }, { state: 'active', attempt: 2 })).toEqual([]);
    const [one] = memberHappenings(
      headOf({ workflow: member({ kind: 'group' }) }),
      headOf({ workflow: member({ kind: 'group', step: 7 }), state: 'active', attempt: 1 }),
    );
    expect([one?.subject, one?.atMs]).toEqual([ID, 0x019461a81a2b]);
  });

  it('a step or job that ended, once; a cancelled one is told of as a job', () => {
    const ended = (workflow: Membership, state: 'completed' | 'discarded' | 'cancelled') =>
      typesOf(workflow, { state: 'active' }, { state });
    expect(ended(member(), 'completed')).toEqual(['workflow.step_completed']);
    expect(ended(member(), 'discarded')).toEqual(['workflow.step_failed']);
    expect(ended(member({ kind: 'batch' }), 'completed')).toEqual(['workflow.job_completed']);
    expect(ended(member({ kind: 'group' }), 'discarded')).toEqual(['workflow.job_failed']);
    expect(ended(member(), 'cancelled')).toEqual([]);
    expect(typesOf(member(), { state: 'completed' }, { state: 'completed' })).toEqual([]);
    expect(memberHappenings(headOf({ state: 'active' }), headOf({ state: 'completed' }))).toEqual([]);
  });

  it('says which workflow, which job, how long', () => {
    const [told] = memberHappenings(
      headOf({ workflow: member({ step: 2 }), state: 'active' }),
      headOf({
        workflow: member({ step: 2 }),
        state: 'completed',
        startedAt: 1_000,
        endedAt: 1_250,
        attempt: 1,
      }),
    );
    expect(told).toMatchObject({
      subject: ID,
      data: { workflow_id: ID, workflow_type: 'chain', step_index: 2, attempt: 1, duration_ms: 250 },
    });
    expect(workflowEvent('failed', { id: ID, kind: 'group', name: 'nightly', total: 5 })).toEqual({
      type: 'workflow.failed',
      subject: ID,
      data: { workflow_id: ID, workflow_type: 'group', workflow_name: 'nightly', job_count: 5 },
    });
    const fired = callbackFired(member({ kind: 'batch', step: 'on_failure' }), headOf({}));
    expect([fired.type, fired.data.callback]).toEqual(['workflow.callback_fired', 'on_failure']);
  });
});
