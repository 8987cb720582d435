import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALLBACK_NAMES } from '../../../src/rules/workflow.ts';
import {
  afterCallbacks,
  afterMembers,
  afterStep,
  type MemberOutcome,
  outcomeOf,
  SHARD_MEMBERS,
  shardCount,
  shardSize,
  slotOf,
} from '../../../src/rules/workflow-progress.ts';

const outcomes = fc.constantFrom<MemberOutcome>('ok', 'bad');
const totals = fc.integer({ min: 1, max: 10_000 });

describe('a chain (ojs-workflows 4.3, 9.2)', () => {
  it('goes on to the next step, ends with the last one, and ends as failed with any that failed', () => {
    expect(afterStep(0, 3, 'ok')).toEqual({ kind: 'step', step: 1 });
    expect(afterStep(2, 3, 'ok')).toEqual({ kind: 'end', state: 'completed' });
    expect(afterStep(0, 3, 'bad')).toEqual({ kind: 'end', state: 'failed' });
    expect(afterStep(0, 1, 'ok')).toEqual({ kind: 'end', state: 'completed' });
  });
});

describe('a group (ojs-workflows 5.3, 9.3)', () => {
  it('waits for all, and is completed where none failed', () => {
    expect(afterMembers(3, { ok: 1, bad: 1 }, [])).toEqual({ kind: 'wait' });
    expect(afterMembers(3, { ok: 3, bad: 0 }, [])).toEqual({ kind: 'end', state: 'completed' });
    expect(afterMembers(3, { ok: 2, bad: 1 }, [])).toEqual({ kind: 'end', state: 'failed' });
  });
});

describe('a batch (ojs-workflows 6.4, 6.5; DECISIONS 1.6)', () => {
  it.each([
    [0, ['on_complete', 'on_success']],
    [1, ['on_complete', 'on_failure']],
  ])('with %s failures fires %s of all three', (bad, fired) => {
    expect(afterMembers(2, { ok: 2 - bad, bad }, CALLBACK_NAMES)).toEqual({ kind: 'callbacks', fired });
  });

  it('fires only what it has; where that is nothing, the jobs decide', () => {
    expect(afterMembers(1, { ok: 1, bad: 0 }, ['on_success'])).toEqual({
      kind: 'callbacks',
      fired: ['on_success'],
    });
    expect(afterMembers(1, { ok: 1, bad: 0 }, ['on_failure'])).toEqual({ kind: 'end', state: 'completed' });
    expect(afterMembers(1, { ok: 0, bad: 1 }, ['on_success'])).toEqual({ kind: 'end', state: 'failed' });
  });

  it('ends with its callbacks, and fails with one of them', () => {
    expect(afterCallbacks(2, { ok: 1, bad: 0 })).toEqual({ kind: 'wait' });
    expect(afterCallbacks(2, { ok: 2, bad: 0 })).toEqual({ kind: 'end', state: 'completed' });
    expect(afterCallbacks(2, { ok: 1, bad: 1 })).toEqual({ kind: 'end', state: 'failed' });
  });
});

describe('how a job ended (ojs-workflows 9.1)', () => {
  it('completed is a success; discarded and cancelled are failures; what is open is neither', () => {
    expect(outcomeOf({ state: 'completed' })).toBe('ok');
    for (const state of ['discarded', 'cancelled'] as const) expect(outcomeOf({ state })).toBe('bad');
    for (const state of ['pending', 'scheduled', 'available', 'active', 'retryable'] as const) {
      expect(outcomeOf({ state })).toBeUndefined();
    }
  });
});

describe('shards of a workflow (DESIGN decision 22)', () => {
  it('each member has a slot of its own, in a shard of at most 100, and their sizes add up', () => {
    fc.assert(
      fc.property(totals, (total) => {
        const sizes = new Map<number, number>();
        const slots = new Set<string>();
        for (let index = 0; index < total; index += 1) {
          const slot = slotOf(index, total);
          slots.add(`${slot.shard} ${slot.member}`);
          sizes.set(slot.shard, (sizes.get(slot.shard) ?? 0) + 1);
        }
        expect(slots.size).toBe(total);
        expect(sizes.size).toBe(shardCount(total));
        for (const [shard, size] of sizes) {
          expect(size).toBe(shardSize(shard, total));
          expect(size).toBeLessThanOrEqual(SHARD_MEMBERS);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('of 10,000 members no shard has more than a sixteenth, nor has the list of the full ones', () => {
    expect(shardSize(0, 10_000)).toBeLessThanOrEqual(10_000 / 16);
    expect(shardCount(10_000)).toBeLessThanOrEqual(10_000 / 16);
  });

  /** The sets as the table keeps them: a member goes into one of them, once. */
  function counted(total: number, ends: readonly { index: number; outcome: MemberOutcome }[]) {
    const shards = new Map<number, Record<MemberOutcome, Set<number>>>();
    const full = new Set<number>();
    const decisions: unknown[] = [];
    for (const { index, outcome } of ends) {
      const { shard, member } = slotOf(index, total);
      const sets = shards.get(shard) ?? { ok: new Set<number>(), bad: new Set<number>() };
      shards.set(shard, sets);
      if (!sets[outcome === 'ok' ? 'bad' : 'ok'].has(member)) sets[outcome].add(member);
      const tally = [...shards.values()].reduce(
        (sum, each) => ({ ok: sum.ok + each.ok.size, bad: sum.bad + each.bad.size }),
        { ok: 0, bad: 0 },
      );
      expect(tally.ok + tally.bad).toBeLessThanOrEqual(total);
      if (sets.ok.size + sets.bad.size < shardSize(shard, total)) continue;
      full.add(shard);
      if (full.size === shardCount(total)) decisions.push(afterMembers(total, tally, CALLBACK_NAMES));
    }
    return decisions;
  }

  it('in whatever order and however often members end, there is one decision, and it is that of their first ends', () => {
    const ends = fc.integer({ min: 1, max: 250 }).chain((total) =>
      fc.record({
        total: fc.constant(total),
        first: fc.array(outcomes, { minLength: total, maxLength: total }),
        order: fc.shuffledSubarray(
          Array.from({ length: total }, (_, index) => index),
          { minLength: total, maxLength: total },
        ),
        repeats: fc.array(fc.tuple(fc.nat(total - 1), outcomes), { maxLength: 50 }),
      }),
    );
    fc.assert(
      fc.property(ends, ({ total, first, order, repeats }) => {
        const once = order.map((index) => ({ index, outcome: first[index] ?? 'ok' }));
        const all = once.flatMap((end, at) => {
          const [index, outcome] = repeats[at] ?? [end.index, end.outcome];
          // A repeat comes after the first end of its member, whatever it says.
          return order.indexOf(index) <= at ? [end, { index, outcome }] : [end];
        });
        const decisions = counted(total, all);
        const bad = first.filter((outcome) => outcome === 'bad').length;
        expect(decisions.length).toBeGreaterThan(0);
        const expected = afterMembers(total, { ok: total - bad, bad }, CALLBACK_NAMES);
        for (const decision of decisions) expect(decision).toEqual(expected);
      }),
    );
  });
});
