import { replayed } from '../../../../src/rules/lifecycle.ts';
import { finishAsker } from '../../../../src/rules/unique-batch.ts';
import {
  afterCommit,
  type EnqueueChoice,
  type EnqueueOutcome,
  enqueueAsker,
  lockToCommit,
  type UniqueRequest,
} from '../../../../src/rules/unique-enqueue.ts';
import { afterReturn, lockToReturn, returnAsker } from '../../../../src/rules/unique-return.ts';
import { batchMoves } from './batch-role.ts';
import { readHead, visibleHeads } from './store.ts';
import { type Walker, walkMoves } from './walk.ts';
import {
  type Caller,
  type EnqueueStep,
  newHead,
  nextToken,
  type Place,
  type Role,
  type Scenario,
  startOf,
  type World,
  withHead,
} from './world.ts';

export type Move = readonly [World, Caller];

/** What the next request of a caller to the store leads to; `name` is also that of his batch. */
export function* callerMoves(
  scenario: Scenario,
  world: World,
  name: string,
  role: Role,
  caller: Caller,
): Generator<Move> {
  const { place } = caller;
  switch (place.kind) {
    case 'enqueue':
      if (role.kind === 'enqueue') yield* enqueueMoves(scenario, world, role, place.at, caller);
      return;
    case 'batch':
      return yield* batchMoves(scenario, world, name, role, place, caller);
    case 'return':
      if (role.kind === 'return') yield* returnMoves(scenario, world, name, role.id, place, caller);
      return;
    case 'meet': {
      if (role.kind !== 'meet' || world.headers[role.of]?.state !== 'replacing') return;
      for (const walked of walkMoves(scenario, world, finisher(role.of), place.at, caller.batch)) {
        yield [walked.world, { ...caller, place: { kind: 'meet', at: walked.at }, batch: walked.batch }];
      }
    }
  }
}

function* enqueueMoves(
  scenario: Scenario,
  world: World,
  request: UniqueRequest,
  at: EnqueueStep,
  caller: Caller,
): Generator<Move> {
  const head = newHead(request.id, request.nonce, world.now);
  const walker: Walker<EnqueueChoice, EnqueueOutcome> = {
    asker: enqueueAsker(request),
    lockOf: (step) => lockToCommit(request, step, head, world.now),
    afterCommit: (step, outcome) => afterCommit(request, step.choice, head, outcome),
  };
  for (const walked of walkMoves(scenario, world, walker, at, caller.batch)) {
    const { at: next } = walked;
    const needsBatch = next.step === 'done' && next.outcome.kind === 'needs-batch';
    const place: Place = needsBatch
      ? startOf({ kind: 'batch', elements: [] })
      : { kind: 'enqueue', at: next };
    yield [walked.world, { ...caller, place, batch: walked.batch }];
  }
}

function* returnMoves(
  scenario: Scenario,
  world: World,
  name: string,
  id: string,
  place: Place & { kind: 'return' },
  caller: Caller,
): Generator<Move> {
  const go = (moved: World, next: Partial<typeof place>): Move => [
    moved,
    { ...caller, place: { kind: 'return', phase: place.phase, result: '', ...next }, batch: {} },
  ];
  const [met, stored] = readHead(scenario, world, id);
  const isDead = stored?.deadLettered === true;
  switch (place.phase) {
    case 'look':
      // Who finds it alive is told so; here he comes again until it has died, or nobody can end it.
      if (isDead) yield go(met, { phase: 'lock', head: stored, at: { step: 'read', own: false } });
      return;
    case 'lock': {
      const { head, at } = place;
      if (!head || !at) return;
      const request = { head, version: `return ${name}` };
      const walker: Walker<true, { readonly kind: 'known' }> = {
        asker: returnAsker(request),
        lockOf: (step) => lockToReturn(request, step, world.now),
        afterCommit: (_step, outcome) => afterReturn(request, outcome),
      };
      for (const walked of walkMoves(scenario, world, walker, at, caller.batch)) {
        const over = walked.at.step === 'done';
        const busy = walked.at.step === 'done' && walked.at.outcome.kind === 'undecided';
        const next: Place = busy
          ? { kind: 'return', phase: 'done', result: 'undecided' }
          : { kind: 'return', phase: over ? 'revive' : 'lock', head, at: walked.at, result: '' };
        yield [walked.world, { ...caller, place: next, batch: walked.batch }];
      }
      return;
    }
    case 'revive': {
      if (!stored || !isDead) return yield go(met, { phase: 'done', result: 'not dead' });
      const alive = replayed(stored, { partition: 'O#default#0', order: '' }, met.now);
      const seen = visibleHeads(met).map(({ nonce }) => nonce);
      const moved = withHead(met, { ...alive, token: nextToken(stored) });
      const seenAtReturn = { ...met.seenAtReturn, [id]: seen };
      return yield go({ ...moved, seenAtReturn }, { phase: 'done', result: 'returned' });
    }
    case 'done':
      return;
  }
}

/** Cancels what a batch replaces, for whoever meets one of its jobs. */
export function finisher(batch: string): Walker<never, { readonly kind: 'finished' }> {
  const nothing = () => {
    throw new Error('Nothing is committed here.');
  };
  return { asker: finishAsker(batch), lockOf: nothing, afterCommit: nothing };
}
