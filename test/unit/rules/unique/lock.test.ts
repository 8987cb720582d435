import { describe, expect, it } from 'vitest';
import type { Head } from '../../../../src/rules/head.ts';
import type { JobState } from '../../../../src/rules/job-state.ts';
import { enqueueAsker } from '../../../../src/rules/unique-enqueue.ts';
import { judge, renewedTtl, type UniqueLock, withNewest } from '../../../../src/rules/unique-lock.ts';
import { parseUniquePolicy } from '../../../../src/rules/unique-policy.ts';
import { afterHeads, afterRead, PLACED_WITHIN_MS } from '../../../../src/rules/unique-steps.ts';
import { headOf } from '../head-of.ts';

const NOW = 5_000_000;
const DAY = 86_400;
const policy = (fields: object = {}) => parseUniquePolicy(fields);
const job = (id: string, state: JobState = 'available', more: Partial<Head> = {}) =>
  headOf({ id, nonce: `nonce-${id}`, state, ...more });

describe('ojs-unique-jobs 7.4: a duplicate has the fingerprint, a listed state, and is not too old', () => {
  const created = headOf().createdAt;

  it.each<[object, Head, boolean]>([
    [{}, job('a', 'retryable'), true],
    [{}, job('a', 'completed'), false],
    [{ states: ['completed'] }, job('a', 'completed'), true],
    [{ states: ['scheduled'] }, job('a', 'active'), false],
    [{ period: NOW - created + 1 }, job('a'), true],
    [{ period: NOW - created }, job('a'), false],
    [{ period: NOW, states: ['completed'] }, job('a'), false],
  ])('%j', (fields, head, duplicate) => {
    expect(judge(policy(fields), [head], NOW).kind).toBe(duplicate ? 'duplicate' : 'accept');
  });

  it('the newest is named', () => {
    expect(judge(policy(), [job('a'), job('b'), job('c', 'completed')], NOW)).toMatchObject({
      of: { id: 'b' },
    });
  });

  it('replace takes the place of all duplicates that are live, and of nothing else (5.2)', () => {
    const heads = [job('a'), job('b', 'active'), job('c', 'completed'), job('d', 'scheduled')];
    const states = ['available', 'completed', 'scheduled'];
    expect(judge(policy({ on_conflict: 'replace', states }), heads, NOW)).toEqual({
      kind: 'accept',
      replaces: [heads[0], heads[3]],
    });
  });

  it('replace_except_schedule takes over the time of the newest that is scheduled, if any (5.3)', () => {
    const fields = { on_conflict: 'replace_except_schedule' };
    const [early, late] = [job('a', 'scheduled'), job('b', 'scheduled')];
    expect(judge(policy(fields), [early, late, job('c')], NOW)).toMatchObject({ schedule: late });
    expect(judge(policy(fields), [job('c')], NOW)).toMatchObject({ schedule: undefined });
  });
});

describe('DESIGN decision 20: what a lock keeps', () => {
  const next = (
    heads: readonly Head[],
    replaces: readonly Head[] = [],
    fields: object = {},
    lock?: UniqueLock,
  ) => withNewest(lock, heads, { head: job('new'), replaces, policy: policy(fields), now: NOW });
  const idsOf = (lock: UniqueLock) => lock.holders.map(({ id, replaced }) => `${id}${replaced ? '!' : ''}`);

  it('what is live, and of each ended state the newest', () => {
    const heads = [
      job('a', 'completed'),
      job('b'),
      job('c', 'completed'),
      job('d', 'cancelled'),
      job('e', 'active'),
    ];
    expect(idsOf(next(heads))).toEqual(['b', 'c', 'd', 'e', 'new']);
  });

  it('50 live jobs; the oldest is let go, but never one that is to be cancelled', () => {
    const heads = Array.from({ length: 51 }, (_, n) => job(`j${n}`));
    const [first] = heads;
    if (!first) throw new Error('No first one.');
    expect(idsOf(next(heads)).slice(0, 2)).toEqual(['j2', 'j3']);
    expect(next(heads).holders).toHaveLength(50);
    expect(idsOf(next(heads, [first])).slice(0, 3)).toEqual(['j0!', 'j3', 'j4']);
  });

  it('until 90 days after the last due time and the end of the period; never shorter than before', () => {
    const base = NOW / 1000 + 90 * DAY;
    expect(next([]).ttl).toBe(base);
    expect(next([job('a', 'scheduled', { dueAt: NOW + 7_000 })]).ttl).toBe(base + 7);
    expect(next([], [], { period: 'P2D' }).ttl).toBe(headOf().createdAt / 1000 + 92 * DAY);
    expect(next([], [], {}, { version: 'v', holders: [], ttl: base + 1 }).ttl).toBe(base + 1);
  });

  it('a refused request renews it once it is 30 days behind', () => {
    const ttl = NOW / 1000 + 60 * DAY;
    expect(renewedTtl({ version: 'v', holders: [], ttl }, policy(), job('a'), NOW)).toBeUndefined();
    expect(renewedTtl({ version: 'v', holders: [], ttl: ttl - 1 }, policy(), job('a'), NOW)).toBe(
      NOW / 1000 + 90 * DAY,
    );
  });
});

describe('DESIGN decision 20: a lock whose newest job has no head', () => {
  const asker = enqueueAsker({ id: 'mine', nonce: 'my-nonce', policy: policy(), clientId: false });
  const head = job('other', 'available', { createdAt: NOW });
  const lock = { version: 'v', holders: [{ id: 'other', nonce: head.nonce }], head, ttl: 0 };
  const step = (ageMs: number, of: UniqueLock = lock) =>
    afterHeads(asker, { lock: of }, new Map(), NOW + ageMs);

  it('is finished while it is young', () => {
    expect(step(PLACED_WITHIN_MS - 1)).toMatchObject({ step: 'place', settling: { head, own: false } });
  });

  it('is left alone while a late put may still be under way', () => {
    expect(step(PLACED_WITHIN_MS)).toMatchObject({ step: 'done', outcome: { kind: 'undecided' } });
  });

  it('names a job that was deleted once it is old: that one is not brought back', () => {
    expect(step(2 * PLACED_WITHIN_MS)).toMatchObject({ step: 'commit', heads: [], choice: { replaces: [] } });
  });

  it('names a job that was deleted where the lock has let go of its head', () => {
    expect(step(0, { ...lock, head: undefined })).toMatchObject({ step: 'commit', heads: [] });
  });

  it("forgets that head where its id is another job's: its sender is refused, also when he asks once more", () => {
    const again = enqueueAsker({ id: 'other', nonce: 'again', policy: policy(), clientId: true });
    const taken = job('other', 'available', { nonce: 'plain' });
    const outcome = { kind: 'id-taken', head: taken };
    expect(afterRead(again, lock, taken, NOW)).toEqual({ step: 'forget', head, outcome });
    expect(afterRead(again, lock, head, NOW)).toMatchObject({ step: 'done', outcome: { kind: 'id-taken' } });
  });
});
