import { describe, expect, it } from 'vitest';
import { rateLimitOf } from '../../../../src/rules/rate-limit.ts';
import { type Holder, lend, living, type Sighting, sighted } from '../../../../src/rules/rate-shares.ts';
import { mostIn, type Step, simulate } from './simulated.ts';

const MUCH = 1_000;

/** Turns in this order over one item; what each server has after them. */
function shared(
  maxPerSecond: number,
  turns: readonly { server: string; need: number; inUse?: number; heldMs?: number }[],
): Record<string, number> {
  const limit = rateLimitOf(maxPerSecond);
  let holders: readonly Holder[] = [];
  for (const [beat, turn] of turns.entries()) {
    holders = lend(holders, { limit, beat, inUse: 0, heldMs: 0, ...turn }).holders;
  }
  return Object.fromEntries(holders.map(({ server, share }) => [server, share]));
}
const a = (need: number, more: object = {}) => ({ server: 'a', need, ...more });
const b = (need: number, more: object = {}) => ({ server: 'b', need, ...more });
const c = (need: number, more: object = {}) => ({ server: 'c', need, ...more });

describe('issue 7.3: shares of a limit move to those who fetch', () => {
  it('one that is alone gets what it needs, and all where it needs all', () => {
    expect(shared(50, [a(3)])).toEqual({ a: 3 });
    expect(shared(50, [a(MUCH)])).toEqual({ a: 50 });
  });

  it('of two that need more than there is each gets its half', () => {
    expect(shared(50, [a(MUCH), b(MUCH), a(MUCH), b(MUCH)])).toEqual({ a: 25, b: 25 });
    expect(shared(5, [a(MUCH), b(MUCH), a(MUCH), b(MUCH)])).toEqual({ a: 2, b: 3 });
  });

  it('what one does not need the other has', () => {
    expect(shared(50, [a(MUCH), b(10), a(MUCH), b(10), a(MUCH)])).toEqual({ a: 40, b: 10 });
    expect(shared(50, [a(MUCH), b(MUCH), a(10), b(MUCH)])).toEqual({ a: 10, b: 40 });
  });

  it('a third one gets its part from both', () => {
    const two = [a(MUCH), b(MUCH), a(MUCH), b(MUCH)];
    expect(shared(30, [...two, c(MUCH), a(MUCH), b(MUCH), c(MUCH)])).toEqual({ a: 10, b: 10, c: 10 });
  });

  it('who wants nothing any more leaves, and keeps only what is in use', () => {
    expect(shared(50, [a(MUCH), a(0)])).toEqual({});
    expect(shared(50, [a(MUCH), a(0, { inUse: 7 })])).toEqual({ a: 7 });
  });

  it('parts in use are not given back', () => {
    expect(shared(50, [a(MUCH), b(MUCH), a(MUCH, { inUse: 45 }), b(MUCH)])).toEqual({ a: 45, b: 5 });
  });

  it('with more servers than parts one waits in turn: who came first gets what becomes free', () => {
    const full = [a(1), b(1), c(1)];
    expect(shared(1, [...full, a(0), c(1), b(1)])).toEqual({ b: 1, c: 0 });
    expect(shared(1, [...full, a(1, { heldMs: 9_999 }), b(1)])).toEqual({ a: 1, b: 0, c: 0 });
    expect(shared(1, [...full, a(1, { heldMs: 10_000 }), c(1), a(1), b(1)])).toEqual({ a: 0, b: 1, c: 0 });
  });

  it('under a limit that became lower nobody takes before enough is given back', () => {
    const before = lend([], {
      server: 'a',
      beat: 1,
      limit: rateLimitOf(50),
      need: MUCH,
      inUse: 0,
      heldMs: 0,
    });
    const limit = rateLimitOf(10);
    const other = lend(before.holders, { server: 'b', beat: 2, limit, need: MUCH, inUse: 0, heldMs: 0 });
    expect(other.share).toBe(0);
    const lowered = lend(other.holders, { server: 'a', beat: 3, limit, need: MUCH, inUse: 30, heldMs: 0 });
    expect([lowered.share, lowered.usable]).toEqual([30, 5]);
  });
});

describe('issue 7.3: a server that dies', () => {
  const holders: Holder[] = [{ server: 'dead', share: 50, beat: 7, short: false, place: 0 }];
  const limit = rateLimitOf(50);

  it('holds its share for 2.4 s after others have seen its last word', () => {
    const seen = sighted(new Map(), holders, 0);
    expect(living(holders, sighted(seen, holders, 2_399), limit, 2_399)).toEqual(holders);
    expect(living(holders, sighted(seen, holders, 2_400), limit, 2_400)).toEqual([]);
  });

  it('is not the one that speaks again, however late; a clock put back begins anew', () => {
    const seen = sighted(new Map(), holders, 0);
    const again = holders.map((each) => ({ ...each, beat: 8 }));
    expect(living(again, sighted(seen, again, 60_000), limit, 60_000)).toEqual(again);
    const ahead: ReadonlyMap<string, Sighting> = sighted(new Map(), holders, 90_000);
    expect(sighted(ahead, holders, 1_000).get('dead')).toEqual({ beat: 7, since: 1_000 });
  });
});

describe('DECISIONS 1.4, rate limit: what a server has given back it does not use', () => {
  const fetch = (server: number): Step => ({
    kind: 'fetch',
    server,
    wanted: 10,
    claimMs: 0,
    at: 0,
    gone: false,
  });
  const read = (server: number): Step => ({ kind: 'read', server });
  const write = (server: number, answered = true, latest = true): Step => ({
    kind: 'write',
    server,
    latest,
    answered,
  });
  const limit = rateLimitOf(10);
  /** The first server has all of it, the second has said that it is short. */
  const taken: Step[] = [fetch(0), read(0), write(0), fetch(1), read(1), write(1)];
  /** The second takes what it finds free, and both start what they may. */
  const taking: Step[] = [fetch(1), read(1), write(1), fetch(0), fetch(1)];
  const starts = (steps: Step[]) => simulate(limit, [0, 5_000], [...taken, ...steps]);

  it('also where it has not heard that its write won', () => {
    const given = starts([read(0), write(0, false), ...taking]);
    expect([given.length, mostIn(given, 1_000)]).toEqual([10, 10]);
  });

  it('nor while a write it has given up may still come through', () => {
    const late = starts([read(0), fetch(0), read(0), write(0, false, false), ...taking]);
    expect([late.length, mostIn(late, 1_000)]).toEqual([10, 10]);
  });
});
