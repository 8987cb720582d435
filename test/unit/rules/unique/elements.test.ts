import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Head, hasEnded } from '../../../../src/rules/head.ts';
import type { JobState } from '../../../../src/rules/job-state.ts';
import { judgeElements, type UniqueElement } from '../../../../src/rules/unique-elements.ts';
import { judge } from '../../../../src/rules/unique-lock.ts';
import { parseUniquePolicy } from '../../../../src/rules/unique-policy.ts';
import { headOf } from '../head-of.ts';

const NOW = 2_000_000;
const stored = (id: string, state: JobState = 'available', more: Partial<Head> = {}) =>
  headOf({ id, nonce: `nonce-${id}`, state, ...more });
const element = (index: number, policy: object = {}, more: Partial<Head> = {}): UniqueElement => ({
  index,
  policy: parseUniquePolicy(policy),
  head: stored(`e${index}`, 'available', { createdAt: NOW, enqueuedAt: NOW, ...more }),
});
const replace = { on_conflict: 'replace' };
const ignore = { on_conflict: 'ignore' };

function settled(elements: readonly UniqueElement[], heads: readonly Head[] = []) {
  const verdict = judgeElements(elements, heads, NOW, 'me');
  if (verdict.kind !== 'settled') throw new Error('One is rejected.');
  return verdict;
}

describe('DESIGN decision 21: jobs of one batch with one fingerprint, settled in memory', () => {
  it('reject: the first that meets another, stored or earlier in the batch', () => {
    const [a, b] = [element(3), element(7)];
    expect(judgeElements([a, b], [], NOW, 'me')).toMatchObject({
      kind: 'rejected',
      element: b,
      of: { id: 'e3' },
    });
    expect(judgeElements([a], [stored('s')], NOW, 'me')).toMatchObject({ element: a, of: { id: 's' } });
  });

  it('ignore: for the sake of the newest by then', () => {
    const { fates } = settled([element(0, { states: ['completed'] }), element(1, ignore)], [stored('s')]);
    expect(fates).toMatchObject([{ kind: 'accepted' }, { kind: 'ignored', of: { id: 'e0' } }]);
  });

  it('replace: an earlier one is accepted as cancelled; what is stored is named once', () => {
    const { fates, replaces } = settled(
      [element(0, replace), element(1, replace)],
      [stored('s'), stored('t', 'completed')],
    );
    expect(fates).toMatchObject([
      { head: { state: 'cancelled', endedAt: NOW } },
      { head: { state: 'available' } },
    ]);
    expect(replaces.map(({ id }) => id)).toEqual(['s']);
  });

  it('replace_except_schedule: the time goes from hand to hand; a pending one keeps waiting', () => {
    const policy = { on_conflict: 'replace_except_schedule' };
    const dueAt = NOW + 5_000;
    const { fates } = settled(
      [element(0, policy), element(1, policy), element(2, policy, { state: 'pending' })],
      [stored('s', 'scheduled', { dueAt })],
    );
    expect(fates).toMatchObject([
      { schedule: { id: 's' }, head: { state: 'cancelled' } },
      { schedule: { id: 'e0' }, head: { state: 'cancelled' } },
      { schedule: { id: 'e1' }, head: { state: 'pending', dueAt } },
    ]);
  });

  it('one that has expired already makes no duplicate', () => {
    expect(settled([element(0, {}, { expiresAt: NOW }), element(1)]).fates).toHaveLength(2);
  });

  it('is what comes of sending them one after the other', () => {
    const policies = fc.record(
      {
        on_conflict: fc.constantFrom('replace', 'ignore', 'replace_except_schedule'),
        states: fc.subarray(['available', 'scheduled', 'completed', 'cancelled'], { minLength: 1 }),
        period: fc.constantFrom(1, 10_000_000),
      },
      { requiredKeys: ['on_conflict'] },
    );
    const states = fc.constantFrom<JobState>('available', 'active', 'completed', 'cancelled', 'discarded');
    fc.assert(
      fc.property(
        fc.array(policies, { minLength: 1, maxLength: 6 }),
        fc.array(states, { maxLength: 3 }),
        (asked, old) => {
          const heads = old.map((state, n) => stored(`s${n}`, state));
          const elements = asked.map((policy, n) => element(n, policy));
          const { fates, replaces } = settled(elements, heads);
          // One after the other, each on what the store has by then.
          let store: Head[] = heads;
          const ignoredFor: (string | undefined)[] = elements.map(({ policy, head }) => {
            const verdict = judge(policy, store, NOW);
            if (verdict.kind === 'duplicate') return verdict.of.id;
            store = store.map((one) =>
              verdict.replaces.includes(one) ? { ...one, state: 'cancelled' } : one,
            );
            store = [...store, head];
            return undefined;
          });
          expect(fates.map((fate) => (fate.kind === 'ignored' ? fate.of.id : undefined))).toEqual(ignoredFor);
          const live = store.filter((head) => !hasEnded(head)).map(({ id }) => id);
          const kept = [
            ...heads.filter((head) => !hasEnded(head) && !replaces.includes(head)),
            ...fates.flatMap((fate) => (fate.kind === 'accepted' && !hasEnded(fate.head) ? [fate.head] : [])),
          ];
          expect(kept.map(({ id }) => id)).toEqual(live);
        },
      ),
    );
  });

  it('10,000 of one key take no second', () => {
    const elements = Array.from({ length: 10_000 }, (_, n) => element(n, replace));
    const startedAt = performance.now();
    expect(settled(elements).fates.at(-1)).toMatchObject({ head: { state: 'available' } });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
