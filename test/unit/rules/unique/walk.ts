import type { Head } from '../../../../src/rules/head.ts';
import { type UniqueLock, withoutBatch } from '../../../../src/rules/unique-lock.ts';
import {
  type Asker,
  afterCancel,
  afterCheck,
  afterClear,
  afterConfirm,
  afterHeads,
  afterPlace,
  afterRead,
  afterStanding,
  afterWait,
  BATCH_PATIENCE_MS,
  done,
  type UniqueStep,
  type Written,
} from '../../../../src/rules/unique-steps.ts';
import { askStanding, cancelHead, putHead, readHead } from './store.ts';
import type { Answered, Scenario, World } from './world.ts';

/** Who walks to the lock: what the engine's `walkToLock` is given. */
export interface Walker<C, O> {
  readonly asker: Asker<C, O>;
  /** The lock that a choice asks for. */
  readonly lockOf: (step: Extract<UniqueStep<C, O>, { step: 'commit' }>) => UniqueLock;
  readonly afterCommit: (
    step: Extract<UniqueStep<C, O>, { step: 'commit' }>,
    outcome: Written<UniqueLock>,
  ) => UniqueStep<C, O>;
}

export interface Walked<C, O> {
  readonly world: World;
  readonly at: UniqueStep<C, O>;
  readonly batch: Answered;
}

/** What one request to the store leads to; more than one where a BatchGetItem has an order, or an answer may be lost. */
export function* walkMoves<C, O>(
  scenario: Scenario,
  world: World,
  { asker, lockOf, afterCommit }: Walker<C, O>,
  at: UniqueStep<C, O>,
  answered: Answered,
): Generator<Walked<C, O>> {
  const go = (moved: World, next: UniqueStep<C, O>): Walked<C, O> => ({ world: moved, at: next, batch: {} });
  switch (at.step) {
    case 'read': {
      const own = at.own ? asker.own?.id : undefined;
      const items = own === undefined ? ['lock'] : ['lock', 'own'];
      for (const item of items.filter((one) => !(one in answered))) {
        const [met, value] =
          item === 'lock' ? ([world, world.lock] as const) : readHead(scenario, world, own ?? '');
        const batch = { ...answered, [item]: { value } };
        yield items.every((one) => one in batch)
          ? go(met, afterRead(asker, lockIn(batch), headIn(batch, 'own'), met.now))
          : { world: met, at, batch };
      }
      return;
    }
    case 'standing': {
      const [asked, state] = askStanding(world, at.lock.batch);
      return yield go(asked, afterStanding(at.lock, scenario.headerForgotten ? 'committed' : state));
    }
    case 'wait':
      yield go(world, afterWait(0));
      return yield go(world, afterWait(BATCH_PATIENCE_MS));
    case 'heads': {
      const missing = at.ids.find((id) => !(id in answered));
      if (missing === undefined) return yield go(world, afterHeads(asker, at, new Map(), world.now));
      const [met, value] = readHead(scenario, world, missing);
      const batch = { ...answered, [missing]: { value } };
      if (!at.ids.every((id) => id in batch)) return yield { world: met, at, batch };
      const heads = new Map<string, Head>();
      for (const id of at.ids) {
        const head = headIn(batch, id);
        if (head) heads.set(id, head);
      }
      return yield go(met, afterHeads(asker, at, heads, met.now));
    }
    case 'commit': {
      if (world.lock?.version !== at.lock?.version) {
        return yield go(world, afterCommit(at, { written: false, stored: world.lock }));
      }
      const lock = lockOf(at);
      const newest = lock.head?.nonce;
      const marked = lock.holders.filter(({ replaced }) => replaced).map(({ id }) => [id, newest ?? '']);
      const moved: World = {
        ...world,
        lock: scenario.lockForgetsHead ? { ...lock, head: undefined } : lock,
        replacedBy:
          newest === undefined ? world.replacedBy : { ...world.replacedBy, ...Object.fromEntries(marked) },
      };
      yield go(moved, afterCommit(at, { written: true }));
      // The answer may be lost: then the SDK asks again, at any later time, and is refused.
      return yield { world: moved, at, batch: answered };
    }
    case 'check': {
      const [met, stored] = readHead(scenario, world, at.settling.head.id);
      return yield go(met, afterCheck(asker, at.settling, stored));
    }
    case 'confirm':
      for (const item of ['lock', 'header'].filter((one) => !(one in answered))) {
        const { batch: id } = at.settling.lock;
        const [asked, state] = askStanding(world, id);
        // The state goes as the version of a lock that is not there.
        const value = item === 'lock' ? world.lock : { version: state, holders: [], ttl: 0 };
        const batch = { ...answered, [item]: { value } };
        const header = batch.header?.value;
        yield 'lock' in batch && header && 'version' in header
          ? go(asked, afterConfirm(at.settling, lockIn(batch), stateOf(header.version)))
          : { world: asked, at, batch };
      }
      return;
    case 'cancel': {
      const [moved, outcome] = cancelHead(scenario, world, at.target, at.settling);
      return yield go(moved, afterCancel(at.settling, at.target, outcome));
    }
    case 'place': {
      const [moved, outcome] = putHead(scenario, world, at.settling.head);
      return yield go(moved, afterPlace(asker, at.settling, outcome));
    }
    case 'clear': {
      const { lock } = at.settling;
      const same = world.lock?.version === lock.version && world.lock.batch === lock.batch;
      return yield go(same ? { ...world, lock: withoutBatch(lock) } : world, afterClear());
    }
    case 'forget': {
      const same = world.lock?.version === at.head.nonce && !scenario.refusedHeadStays;
      return yield go(
        same ? { ...world, lock: { ...world.lock, head: undefined } } : world,
        done(at.outcome),
      );
    }
    case 'done':
      return;
  }
}

function stateOf(text: string) {
  const states = ['open', 'replacing', 'committed', 'aborted'] as const;
  return states.find((one) => one === text) ?? 'committed';
}

function lockIn(batch: Answered): UniqueLock | undefined {
  const value = batch.lock?.value;
  return value && 'holders' in value ? value : undefined;
}

function headIn(batch: Answered, item: string): Head | undefined {
  const value = batch[item]?.value;
  return value && 'state' in value ? value : undefined;
}
