import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Ledger, openLedger } from '../../../src/background/ledger.ts';
import {
  type Counts,
  countsOf,
  NO_COUNTS,
  NO_TOTALS,
  OPEN_STATES,
  packed,
  plus,
  plusTotals,
  settled,
  type Totals,
  totalsOf,
  walkedBase,
} from '../../../src/rules/counts.ts';
import type { Head } from '../../../src/rules/head.ts';
import {
  cancelled,
  claimed,
  completed,
  failed,
  givenBack,
  requeued,
  resolve,
} from '../../../src/rules/lifecycle.ts';
import { headOf } from '../rules/head-of.ts';

const at = (counts: Counts, now: number) => settled(counts, now).totals;
const one = (state: keyof Totals) => totalsOf((each) => (each === state ? 1 : 0));

function newHead(id: string, shape: Pick<Head, 'state' | 'dueAt' | 'expiresAt'>): Head {
  return headOf({ id, ...shape });
}

/** Servers that write heads, each with its own ledger, and what the table would hold. */
class World {
  now = 1_000;
  readonly heads = new Map<string, Head>();
  ledgers: Ledger[] = [openLedger(), openLedger(), openLedger()];
  base: Counts = NO_COUNTS;
  walkedAt = 0;
  /** What each server last told the others. */
  told: Totals[] = [NO_TOTALS, NO_TOTALS, NO_TOTALS];

  write(server: number, head: Head, from?: Head): void {
    this.heads.set(head.id, head);
    this.ledgers[server]?.book(from ? { from, head } : { head }, this.now);
  }

  pass(ms: number): void {
    this.now += ms;
  }

  get seen() {
    return { ...this.base, walkedAt: this.walkedAt, folded: [] };
  }

  tell(server: number): void {
    const ledger = this.ledgers[server];
    if (ledger) this.told[server] = ledger.settle(this.now, this.seen);
  }

  truth(): Totals {
    return [...this.heads.values()].map((head) => at(countsOf(head), this.now)).reduce(plusTotals, NO_TOTALS);
  }

  sum(): Totals {
    for (const ledger of this.ledgers) ledger.heed(this.seen);
    return this.ledgers.map((ledger) => ledger.totals(this.now)).reduce(plusTotals, at(this.base, this.now));
  }

  /** A clean end: everything goes into the base by addition. */
  close(server: number): void {
    const ledger = this.ledgers[server];
    if (!ledger) return;
    ledger.heed(this.seen);
    this.base = settled(plus(this.base, ledger.counts()), this.now);
    this.base = { ...this.base, moves: packed(this.base.moves, 1_000) };
    this.ledgers[server] = openLedger();
    this.told[server] = NO_TOTALS;
  }

  /** kill -9 of one server, and a fold by another in a quiet moment. */
  kill(server: number, folder: number): void {
    const dead = this.told[server] ?? NO_TOTALS;
    this.ledgers[server] = openLedger();
    this.told[server] = NO_TOTALS;
    for (const other of this.ledgers.keys()) if (other !== server) this.tell(other);
    const marks = this.ledgers.map((ledger) => ledger.mark());
    const heads = [...this.heads.values()].filter(({ state }) => OPEN_STATES.some((open) => open === state));
    this.base = walkedBase({
      now: this.now,
      open: heads.map(countsOf),
      base: this.base,
      dead: [dead],
      living: this.told,
      lapsed: 0,
    });
    this.walkedAt = this.now;
    this.ledgers[folder]?.forgetMoves(marks[folder] ?? 0, this.now);
    // Others hear of it later; what they do until then is booked after the walk.
    this.now += 1;
  }
}

const server = fc.integer({ min: 0, max: 2 });
const job = fc.integer({ min: 0, max: 7 }).map(String);
const wait = fc.integer({ min: 1, max: 40 });
const expiry = fc.option(fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 20_000_000 })), {
  nil: undefined,
  freq: 3,
});

type Step = (world: World) => void;
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(server, fc.uuid(), fc.option(wait, { nil: undefined }), expiry).map(
      ([by, id, delay, ttl]): Step =>
        (world) => {
          const dueAt = delay === undefined ? undefined : world.now + delay;
          const expiresAt = ttl === undefined ? undefined : world.now + ttl;
          world.write(
            by,
            newHead(id, { state: dueAt === undefined ? 'available' : 'scheduled', dueAt, expiresAt }),
          );
        },
    ),
  },
  {
    weight: 12,
    arbitrary: fc
      .tuple(
        server,
        job,
        fc.constantFrom('claim', 'blind', 'ack', 'nack', 'requeue', 'cancel', 'settle'),
        wait,
      )
      .map(
        ([by, index, verb, delay]): Step =>
          (world) => {
            const open = [...world.heads.values()].filter(({ state }) =>
              OPEN_STATES.some((each) => each === state),
            );
            const stored = open[Number(index) % Math.max(1, open.length)];
            if (stored) act(world, by, stored, verb, delay);
          },
      ),
  },
  {
    weight: 6,
    // Two hours: long enough for what is undone to be tidied away.
    arbitrary: fc.oneof({ weight: 5, arbitrary: wait }, { weight: 1, arbitrary: fc.constant(7_200_000) }).map(
      (ms): Step =>
        (world) =>
          world.pass(ms),
    ),
  },
  {
    weight: 4,
    arbitrary: server.map(
      (by): Step =>
        (world) =>
          world.tell(by),
    ),
  },
);

function act(world: World, by: number, stored: Head, verb: string, delay: number): void {
  const now = world.now;
  const current = resolve(stored, now, 'me');
  const wanted = { server: `s${by}`, defaultLeaseMs: 1e9 };
  if (verb === 'claim' && current.state === 'available')
    world.write(by, claimed(current, wanted, now), stored);
  if (verb === 'blind' && current.state === 'available' && stored.state !== 'active') {
    const head = claimed(current, wanted, now);
    world.write(by, head, givenBack(head));
  }
  if (verb === 'settle' && current !== stored) world.write(by, current, stored);
  if (verb === 'cancel' && OPEN_STATES.some((open) => open === current.state))
    world.write(by, cancelled(current, now), stored);
  if (current.state !== 'active') return;
  if (verb === 'ack') world.write(by, completed(current, now), stored);
  if (verb === 'requeue') world.write(by, requeued(current, now), stored);
  if (verb === 'nack') {
    const next = failed(current, { message: 'no' }, now);
    world.write(by, next.state === 'retryable' ? { ...next, dueAt: now + delay } : next, stored);
  }
}

describe('DESIGN 17: whoever adds up what all servers count has the truth', () => {
  it('whatever servers write in which order, at every moment from then on', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 80 }), (steps) => {
        const world = new World();
        for (const each of steps) {
          each(world);
          expect(world.sum()).toEqual(world.truth());
        }
        world.now += 100_000_000;
        expect(world.sum()).toEqual(world.truth());
      }),
      { numRuns: 300 },
    );
  });

  const end = fc.tuple(server).map(
    ([by]): Step =>
      (world) =>
        world.close(by),
  );

  it('when servers go, cleanly', () => {
    const all = fc.array(fc.oneof({ weight: 8, arbitrary: step }, { weight: 1, arbitrary: end }), {
      minLength: 10,
      maxLength: 80,
    });
    fc.assert(
      fc.property(all, (steps) => {
        const world = new World();
        for (const each of steps) {
          each(world);
          expect(world.sum()).toEqual(world.truth());
        }
        world.now += 100_000_000;
        expect(world.sum()).toEqual(world.truth());
      }),
      { numRuns: 300 },
    );
  });

  it('when servers die, untold counts and all: open jobs are right after the walk, and stay right', () => {
    const die = fc.tuple(server, fc.integer({ min: 1, max: 2 })).map(
      ([by, step]): Step =>
        (world) =>
          world.kill(by, (by + step) % 3),
    );
    const openOnly = (totals: Totals) => OPEN_STATES.map((state) => totals[state]);
    const all = fc.array(fc.oneof({ weight: 12, arbitrary: step }, { weight: 1, arbitrary: end }), {
      minLength: 5,
      maxLength: 40,
    });
    fc.assert(
      fc.property(all, die, all, die, all, (first, oneDies, second, otherDies, third) => {
        const world = new World();
        for (const each of first) each(world);
        oneDies(world);
        expect(openOnly(world.sum())).toEqual(openOnly(world.truth()));
        for (const each of second) {
          each(world);
          expect(openOnly(world.sum())).toEqual(openOnly(world.truth()));
        }
        otherDies(world);
        for (const each of third) each(world);
        expect(openOnly(world.sum())).toEqual(openOnly(world.truth()));
        world.now += 100_000_000;
        expect(openOnly(world.sum())).toEqual(openOnly(world.truth()));
      }),
      { numRuns: 300 },
    );
  });

  it('what ended long before its expiry is forgotten within two hours', () => {
    const world = new World();
    for (let n = 0; n < 1_200; n += 1) {
      const head = newHead(`${n}`, { state: 'available', expiresAt: world.now + 30 * 86_400_000 + n });
      world.write(0, head);
      if (n % 100 > 0) world.write(0, cancelled(head, world.now), head);
    }
    const ledger = world.ledgers[0] ?? openLedger();
    expect(ledger.counts().moves).toHaveLength(1_200 + 1_188);
    world.tell(0);
    world.pass(3_600_000);
    expect(ledger.crowded(world.now)).toBe(true);
    world.tell(0);
    expect(ledger.counts().moves).toHaveLength(12);
    expect(ledger.crowded(world.now)).toBe(false);
    expect(world.sum()).toEqual(world.truth());
    world.pass(31 * 86_400_000);
    expect(world.sum()).toEqual(world.truth());
  });

  it('nothing ended is lost with a dead server that had told all it did', () => {
    const world = new World();
    world.write(0, newHead('a', { state: 'available' }));
    act(world, 0, world.heads.get('a') ?? newHead('a', { state: 'available' }), 'claim', 1);
    act(world, 0, world.heads.get('a') ?? newHead('a', { state: 'available' }), 'ack', 1);
    world.tell(0);
    world.kill(0, 1);
    expect(world.sum()).toEqual(one('completed'));
  });
});
