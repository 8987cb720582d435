import type { Clock } from '../rules/clock.ts';
import type { Log } from '../rules/log.ts';
import {
  ask,
  mayTurn,
  NEW_BORROWER,
  nextFreeIn,
  nextTurnIn,
  retired,
  settle,
  turnBegun,
  turned,
  turnHelps,
  turnMet,
  turnWon,
} from '../rules/rate-borrower.ts';
import type { RateLimit } from '../rules/rate-limit.ts';
import { readShares, replaceShares } from '../table/rate-shares.ts';
import type { Store } from '../table/store.ts';

/** Starts that are permitted. */
export interface Permit {
  readonly starts: number;
  /** `started` of them have begun; the others go back. */
  settle(started: number): void;
}

/** What this server has of one queue's rate limit. */
export interface LentShare {
  permit(wanted: number): Promise<Permit>;
  freeIn(): number;
  /** Gives back what has rested; what has not, the others find after a while. */
  giveBack(): Promise<void>;
  forget(): void;
}

interface Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** Each refusal means that another server has had its turn. */
const TRIES = 5;
/** No timer waits longer, for those of Node end at 24 days. */
const LONGEST_WAIT_MS = 86_400_000;

/**
 * Follows `rules/rate-borrower`: has a turn at the item of shares when it says so, 1 read and 1 write
 * each, and none while nobody asks.
 *
 * @param nextBeat a number that no turn of this server has had. @param limitNow the limit as it is known
 *   now. @param onOver this server has nothing of it any more.
 */
export function lentShare(
  { store, clock, log }: Parts,
  queue: string,
  nextBeat: () => number,
  limitNow: () => RateLimit | undefined,
  onOver: () => void,
): LentShare {
  const { server } = store.tokens;
  let borrower = NEW_BORROWER;
  let limit: RateLimit = { starts: 0, perMs: 1_000 };
  let turning: Promise<void> | undefined;
  let cancel: () => void = () => undefined;
  let ended = false;

  function currentLimit(): RateLimit {
    limit = limitNow() ?? limit;
    return limit;
  }

  async function turn(): Promise<void> {
    borrower = turnBegun(borrower, nextBeat(), clock.now());
    try {
      let stored = await readShares(store, queue, false);
      for (let tries = 0; tries < TRIES; tries += 1) {
        const sentAt = clock.now();
        const next = turned(borrower, server, currentLimit(), stored.holders, sentAt);
        borrower = next.borrower;
        const outcome = await replaceShares(store, queue, stored, next.lent.holders);
        if (outcome.written) {
          borrower = turnWon(borrower, server, next.lent, sentAt);
          return;
        }
        borrower = turnMet(borrower);
        stored = outcome.stored;
      }
    } catch (error) {
      log.warn({ err: error, queue }, 'A share of a rate limit could not be renewed; it is tried again.');
    }
  }

  /** The turn that is under way, or one that begins now. */
  function haveTurn(): Promise<void> {
    turning ??= turn().finally(() => {
      turning = undefined;
      schedule();
    });
    return turning;
  }

  function schedule(): void {
    cancel();
    if (ended || turning) return;
    const inMs = nextTurnIn(borrower, currentLimit(), clock.now());
    if (inMs !== undefined) cancel = clock.after(Math.min(inMs, LONGEST_WAIT_MS), () => void haveTurn());
    else if (!borrower.listed) onOver();
  }

  function take(wanted: number): number {
    const asked = ask(borrower, currentLimit(), wanted, clock.now());
    borrower = asked.borrower;
    return asked.starts;
  }

  /** Whether it is worth to wait for the turn that is under way, or to begin one. */
  function turnIsNear(): boolean {
    const now = clock.now();
    return turnHelps(borrower, currentLimit(), now) && (turning !== undefined || mayTurn(borrower, now));
  }

  return {
    async permit(wanted) {
      let starts = take(wanted);
      if (starts === 0 && turnIsNear()) {
        await haveTurn();
        starts = take(wanted);
      }
      schedule();
      return {
        starts,
        settle(started) {
          borrower = settle(borrower, currentLimit(), started, starts - started, clock.now());
        },
      };
    },
    freeIn: () => (turnIsNear() ? 0 : nextFreeIn(borrower, currentLimit(), clock.now())),
    async giveBack() {
      ended = true;
      cancel();
      await turning;
      borrower = retired(borrower);
      if (borrower.listed) await turn();
    },
    forget() {
      ended = true;
      cancel();
    },
  };
}
