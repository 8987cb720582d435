import { hasEnded } from '../../../../src/rules/head.ts';
import { resolve } from '../../../../src/rules/lifecycle.ts';
import { firstStep } from '../../../../src/rules/unique-steps.ts';
import { callerMoves, moves, READER } from './moves.ts';
import { begin, type Caller, isAtRest, keyOf, requestOf, type Scenario, shown, type World } from './world.ts';

/**
 * The steps of a unique enqueue on a store in memory, in every order: each caller, each worker, the
 * clock and the end of one server may come next at any time. One request to the store is one move; of
 * a BatchGetItem, which AWS does not answer from one moment, each item is.
 */

export interface Findings {
  readonly states: number;
  /** Final outcomes of the callers, with how many end states show them. */
  readonly ends: ReadonlyMap<string, number>;
  /** The shortest way to each kind of fault that was found. */
  readonly faults: ReadonlyMap<string, string>;
}

/** Walks through every state that can be reached. */
export function explore(scenario: Scenario): Findings {
  const seen = new Set<string>();
  const ends = new Map<string, number>();
  const faults = new Map<string, string>();
  const found = (fault: string, way: string) => {
    const known = faults.get(fault);
    if (known === undefined || way.length < known.length) faults.set(fault, way);
  };
  const open: { world: World; way: string }[] = [{ world: begin(scenario), way: '' }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { world, way } = next;
    const key = keyOf(world);
    if (seen.has(key)) continue;
    seen.add(key);
    const wrong = faultOf(scenario, world);
    if (wrong) {
      found(wrong, way);
      continue;
    }
    if (Object.values(world.callers).every(isAtRest)) {
      const outcomes = Object.values(world.callers).map(shown).join(' ');
      ends.set(outcomes, (ends.get(outcomes) ?? 0) + 1);
      const lost = faultAtRest(scenario, settledBy(scenario, world));
      if (lost) found(lost, way);
    }
    for (const [name, moved] of moves(scenario, world)) open.push({ world: moved, way: `${way} ${name}` });
  }
  return { states: seen.size, ends, faults };
}

/** What must hold in every state. */
function faultOf({ exclusive, callers }: Scenario, world: World): string | undefined {
  const heads = Object.values(world.heads).map((head) => resolve(head, world.now, READER));
  if (heads.filter((head) => head.nonce !== 'plain' && exclusive(head)).length > 1) return 'two at once';
  if (world.cancelledLate) return 'cancelled after what replaced it was placed';
  for (const [name, { at }] of Object.entries(world.callers)) {
    if (at.step !== 'done') continue;
    const { outcome } = at;
    const request = callers[name];
    if (outcome.kind === 'created' && world.heads[request?.id ?? '']?.nonce !== request?.nonce) {
      return 'created and not stored';
    }
    if (outcome.kind === 'duplicate' && world.heads[outcome.head.id]?.nonce !== outcome.head.nonce) {
      return 'refused for a job that is not stored';
    }
    if (outcome.kind === 'duplicate' && outcome.head.nonce === 'plain') {
      return 'refused for a job that has no policy';
    }
    if (outcome.kind === 'id-taken' && !world.heads[request?.id ?? ''])
      return 'refused for an id that is free';
  }
  return undefined;
}

/** What must hold once nobody moves any more. */
function faultAtRest(scenario: Scenario, world: World): string | undefined {
  const wrong = faultOf(scenario, world);
  if (wrong) return `${wrong}, after a retry`;
  const heads = Object.values(world.heads).map((head) => resolve(head, world.now, READER));
  if (scenario.plainPut === undefined) {
    const nonces = new Set(heads.map(({ nonce }) => nonce));
    const gone = heads.find(
      ({ id, state }) => state === 'cancelled' && !nonces.has(world.replacedBy[id] ?? 'nobody'),
    );
    if (gone) return 'cancelled for a job that is not there';
  }
  const live = heads.filter((head) => !hasEnded(head)).length;
  return live === 0 && !world.ended && !scenario.replays ? 'none at rest' : undefined;
}

/** The world after the caller whose server ended has sent his request once more, with the same id. */
function settledBy(scenario: Scenario, world: World): World {
  const [name] = Object.entries(world.callers).find(([, { dead }]) => dead) ?? [];
  if (name === undefined) return world;
  const request = { ...requestOf(scenario, name), nonce: 'retry', clientId: true };
  let current = world;
  let caller: Caller = { at: firstStep(request), batch: {}, dead: false };
  while (!isAtRest(caller)) {
    const [move] = callerMoves(scenario, current, request, caller);
    if (!move) throw new Error('The retry has no move.');
    [current, caller] = move;
  }
  return current;
}
