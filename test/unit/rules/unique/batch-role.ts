import type { Head } from '../../../../src/rules/head.ts';
import { resolve } from '../../../../src/rules/lifecycle.ts';
import {
  acceptedOf,
  afterStage,
  lockToStage,
  type StageChoice,
  type StageOutcome,
  stageAsker,
} from '../../../../src/rules/unique-batch.ts';
import { standsStill } from '../../../../src/rules/unique-steps.ts';
import { finisher, type Move } from './roles.ts';
import { cancelHead, putHead } from './store.ts';
import { type Walker, walkMoves } from './walk.ts';
import {
  type BatchPhase,
  type Caller,
  type Element,
  type FinishStep,
  newHead,
  type Place,
  READER,
  type Role,
  type Scenario,
  type StageStep,
  type World,
} from './world.ts';

type BatchPlace = Place & { kind: 'batch' };

/** A batch in the order of the engine: header, lock, puts, flip, cancellations, header. `name` is its id. */
export function* batchMoves(
  scenario: Scenario,
  world: World,
  name: string,
  role: Role,
  place: BatchPlace,
  caller: Caller,
): Generator<Move> {
  const go = (moved: World, next: Partial<BatchPlace>): Move => [
    moved,
    { ...caller, place: { ...place, ...next }, batch: {} },
  ];
  const header = world.headers[name];
  const set = (state: NonNullable<typeof header>['state']): World => ({
    ...world,
    headers: { ...world.headers, [name]: { state, late: header?.late ?? false } },
  });
  const elements = elementsOf(role);
  switch (place.phase) {
    case 'open': {
      const plain = elements.filter(({ policy }) => !policy).map(({ id }) => plainHead(id, name, world));
      const unique = plain.length < elements.length;
      const at: StageStep = { step: 'read', own: false };
      return yield go(set('open'), { phase: unique ? 'lock' : 'put', at, toPut: plain });
    }
    case 'lock': {
      const walker = stager(world, name, role);
      for (const walked of walkMoves(scenario, world, walker, place.at as StageStep, caller.batch)) {
        yield [walked.world, { ...caller, place: afterLock(place, walked.at), batch: walked.batch }];
      }
      return;
    }
    case 'put': {
      const [head, ...rest] = place.toPut;
      if (!head) return yield* batchMoves(scenario, world, name, role, { ...place, phase: 'flip' }, caller);
      const [moved, outcome] = putHead(scenario, world, head);
      if (outcome.written || outcome.stored?.nonce === head.nonce) {
        return yield go(moved, { toPut: rest, put: [...place.put, head] });
      }
      return yield go(moved, { phase: 'abort', result: outcome.stored ? 'id-taken' : 'undecided' });
    }
    case 'flip': {
      if (header?.state !== 'open') return yield go(world, { phase: 'done', result: 'given up' });
      const replacing = place.replaces.length > 0;
      const phase: BatchPhase = replacing ? 'cancel' : 'done';
      return yield go(set(replacing ? 'replacing' : 'committed'), {
        phase,
        result: replacing ? '' : 'stored',
      });
    }
    case 'cancel': {
      const [target, ...rest] = place.replaces;
      if (!target)
        return yield* batchMoves(scenario, world, name, role, { ...place, phase: 'finish' }, caller);
      const [moved, outcome] = cancelHead(scenario, world, target, name);
      const still = !outcome.written && outcome.stored && standsStill(target, outcome.stored);
      const at: FinishStep = { step: 'read', own: false };
      return yield go(moved, still ? { phase: 'finish at lock', at, replaces: rest } : { replaces: rest });
    }
    case 'finish at lock':
      for (const walked of walkMoves(scenario, world, finisher(name), place.at as FinishStep, caller.batch)) {
        const over = walked.at.step === 'done';
        const next: BatchPlace = { ...place, phase: over ? 'cancel' : 'finish at lock', at: walked.at };
        yield [walked.world, { ...caller, place: next, batch: walked.batch }];
      }
      return;
    case 'finish':
      return yield go(set('committed'), { phase: 'done', result: 'stored' });
    case 'abort':
      return yield go(set('aborted'), { phase: 'done' });
    case 'done':
      return;
  }
}

/** A single job that goes the way of a batch is one of one. */
function elementsOf(role: Role): readonly Element[] {
  if (role.kind === 'batch') return role.elements;
  return role.kind === 'enqueue' ? [{ id: role.id, policy: role.policy }] : [];
}

function afterLock(place: BatchPlace, at: StageStep): BatchPlace {
  if (at.step !== 'done') return { ...place, at };
  const { outcome } = at;
  if (outcome.kind !== 'staged') return { ...place, phase: 'abort', at, result: outcome.kind };
  const accepted = acceptedOf(outcome.fates).map(({ head }) => head);
  return { ...place, phase: 'put', at, toPut: [...accepted, ...place.toPut], replaces: outcome.replaces };
}

function stager(world: World, name: string, role: Role): Walker<StageChoice, StageOutcome> {
  const unique = elementsOf(role).flatMap(({ id, policy }, index) =>
    policy
      ? [{ index, policy, head: { ...newHead(id, `${name}.${id.toLowerCase()}`, world.now), batch: name } }]
      : [],
  );
  const request = { batch: name, version: `stage ${name}`, elements: unique, reader: READER };
  return {
    asker: stageAsker(request),
    lockOf: (step) =>
      lockToStage(
        request,
        step,
        acceptedOf(step.choice.fates).map(({ head }) => resolve(head, world.now, READER)),
        world.now,
      ),
    afterCommit: (step, outcome) => afterStage(request, step.choice, outcome),
  };
}

function plainHead(id: string, batch: string, world: World): Head {
  return { ...newHead(id, `${batch}.${id.toLowerCase()}`, world.now), uniqueKey: undefined, batch };
}
