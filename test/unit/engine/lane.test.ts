import { describe, expect, it } from 'vitest';
import { hintAt, laneOf } from '../../../src/engine/lane.ts';
import { claimed, failed, givenBack, requeued, resolve } from '../../../src/rules/lifecycle.ts';
import { openOrder } from '../../../src/table/keys.ts';
import { byOrder } from '../../../src/transport/hint.ts';
import { headOf } from '../rules/head-of.ts';

const SECOND = 1_000;
const start = 1_700_000_000_000;
const place = (lane: string, sequence: number) => ({
  partition: 'O#q#0',
  order: openOrder(lane, start, sequence, 'me'),
});
const fresh = (sequence: number, more: object = {}) =>
  headOf({ createdAt: start, enqueuedAt: start, place: place('090', sequence), priority: 10, ...more });
const claim = { server: 'me', workerId: undefined, defaultLeaseMs: 60 * SECOND };

describe('DESIGN decision 14: the lane of a job is fixed at enqueue', () => {
  it('it is what its place says; without a place, that of its priority', () => {
    const { place: _left, ...ended } = fresh(1);
    expect(laneOf(fresh(1, { place: place('042', 1) })).lane).toBe('042');
    expect(laneOf(ended).lane).toBe('090');
  });
});

describe('DECISIONS 6, Retry: back of its priority level', () => {
  const later = fresh(2, { enqueuedAt: start + SECOND });
  const taken = claimed(fresh(1), claim, start + 2 * SECOND);
  const inOrder = (...heads: Parameters<typeof hintAt>[0][]) =>
    heads
      .map(hintAt)
      .sort(byOrder)
      .map(({ seq }) => seq);

  it('jobs of one moment stand in the order of their enqueue', () => {
    expect(inOrder(fresh(3), fresh(1), fresh(2))).toEqual([1, 2, 3]);
  });

  it('one that is retried or requeued stands behind those that became available before', () => {
    const retried = failed(taken, { message: 'no' }, start + 3 * SECOND);
    const ready = resolve(retried, (retried.dueAt ?? 0) + 1, 'me');
    expect(inOrder(retried, later)).toEqual([2, 1]);
    expect(inOrder(ready, later)).toEqual([2, 1]);
    expect(inOrder(requeued(taken, start + 3 * SECOND), later)).toEqual([2, 1]);
  });

  it('one whose claim is undone stands where it stood', () => {
    expect(inOrder(later, givenBack(taken))).toEqual([1, 2]);
  });
});
