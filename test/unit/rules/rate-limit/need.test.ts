import { describe, expect, it } from 'vitest';
import { ask, NEW_BORROWER, turnBegun, turned, turnWon } from '../../../../src/rules/rate-borrower.ts';
import { rateLimitOf } from '../../../../src/rules/rate-limit.ts';
import type { Holder } from '../../../../src/rules/rate-shares.ts';

const limit = rateLimitOf(50);

describe('issue 7.3: how much of a limit a server asks for', () => {
  /** What a server that is alone has after each turn, before which so many starts were asked for; none of them ends. */
  function shares(asked: readonly number[]): number[] {
    let borrower = NEW_BORROWER;
    let holders: readonly Holder[] = [];
    return asked.map((wanted, turn) => {
      const now = turn * 700;
      borrower = ask(borrower, limit, wanted, now).borrower;
      const next = turned(turnBegun(borrower, turn + 1, now), 'a', limit, holders, now);
      borrower = turnWon(next.borrower, 'a', next.lent, now);
      holders = next.lent.holders;
      return borrower.share;
    });
  }

  it('a little more than it has in use, and twice as much where starts were refused: all within three turns', () => {
    expect(shares([1, 3])).toEqual([3, 5]);
    expect(shares([8, 20, 40])).toEqual([17, 41, 50]);
  });
});
