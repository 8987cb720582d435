import { type Head, hasEnded } from '../../../../src/rules/head.ts';
import { moves, roleOf } from './moves.ts';
import { callerMoves } from './roles.ts';
import { visibleHeads } from './store.ts';
import {
  begin,
  type Caller,
  isAtRest,
  PLAIN,
  type Role,
  type Scenario,
  shown,
  startOf,
  type World,
} from './world.ts';
import { keyOf } from './world-key.ts';

/**
 * The steps at a lock on a store in memory, in every order: each caller, each worker, the clock and the
 * end of one server may come next at any time. One request to the store is one move; of a
 * BatchGetItem, which AWS does not answer from one moment, each item is.
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
    if (Object.entries(world.callers).every(([name, caller]) => isOver(scenario, world, name, caller))) {
      const outcomes = Object.values(world.callers).map(shown).join(' ');
      ends.set(outcomes, (ends.get(outcomes) ?? 0) + 1);
      const lost = faultAtRest(scenario, settledBy(scenario, world));
      if (lost) found(lost, way);
    }
    for (const [name, moved] of moves(scenario, world)) open.push({ world: moved, way: `${way} ${name}` });
  }
  return { states: seen.size, ends, faults };
}

/** Whether the caller is at rest, or waits for something that may never come. */
function isOver(scenario: Scenario, world: World, name: string, caller: Caller): boolean {
  return (
    isAtRest(caller) ||
    callerMoves(scenario, world, name, roleOf(scenario, name), caller).next().done === true
  );
}

/** What must hold in every state. */
function faultOf({ exclusive, callers }: Scenario, world: World): string | undefined {
  if (world.cancelledWrongly) return world.cancelledWrongly;
  const heads = visibleHeads(world);
  if (heads.filter((head) => head.uniqueKey !== undefined && exclusive(head)).length > 1)
    return 'two at once';
  for (const [name, { place }] of Object.entries(world.callers)) {
    const role = callers[name];
    if (place.kind === 'batch') {
      // Committed: all of its jobs are stored, and nobody else has their ids.
      const state = world.headers[name]?.state;
      const whole = place.put.every(({ id, nonce }) => world.heads[id]?.nonce === nonce);
      if ((state === 'replacing' || state === 'committed') && !whole) return 'a part of a batch is missing';
    }
    if (place.kind !== 'enqueue' || role?.kind !== 'enqueue' || place.at.step !== 'done') continue;
    const { outcome } = place.at;
    if (outcome.kind === 'created' && world.heads[role.id]?.nonce !== role.nonce)
      return 'created and not stored';
    if (outcome.kind === 'duplicate') {
      if (world.heads[outcome.head.id]?.nonce !== outcome.head.nonce)
        return 'refused for a job that is not stored';
      if (!isCommitted(world, outcome.head)) return 'refused for a job of a batch that is not committed';
      if (outcome.head.nonce === PLAIN) return 'refused for a job that has no policy';
    }
    if (outcome.kind === 'id-taken' && !world.heads[role.id] && !world.plainDeleted)
      return 'refused for an id that is free';
    // Where it is undecided he is told to come again.
    const isRefused = outcome.kind === 'id-taken' || outcome.kind === 'duplicate';
    if (isRefused && world.heads[role.id]?.nonce === role.nonce) return 'refused and stored all the same';
  }
  return undefined;
}

function isCommitted({ headers }: World, { batch }: Head): boolean {
  const state = batch === undefined ? 'committed' : headers[batch]?.state;
  return state === 'committed' || state === 'replacing';
}

/** What must hold once nobody moves any more. */
function faultAtRest(scenario: Scenario, world: World): string | undefined {
  const wrong = faultOf(scenario, world);
  if (wrong) return `${wrong}, after a retry`;
  const heads = visibleHeads(world);
  const nonces = new Set(heads.map(({ nonce }) => nonce));
  const gone = heads.find(({ id, state }) => state === 'cancelled' && isLost(world.replacedBy[id], nonces));
  if (gone) return 'cancelled for a job that is not there';
  const live = heads.filter((head) => !hasEnded(head) && head.uniqueKey !== undefined);
  const known = new Set(world.lock?.holders.map(({ nonce }) => nonce));
  if (live.some(({ nonce }) => !known.has(nonce))) return 'a live job is unknown to its lock';
  const accepted = Object.values(world.callers).some((caller) =>
    ['created', 'stored'].includes(shown(caller)),
  );
  const expected = (accepted || scenario.old !== undefined) && !world.ended;
  return live.length === 0 && expected ? 'none at rest' : undefined;
}

/** A job of a batch is cancelled after the commit, so nothing is said of it here. */
function isLost(replacedBy: string | undefined, nonces: ReadonlySet<string>): boolean {
  return replacedBy !== undefined && !nonces.has(replacedBy);
}

/**
 * The world after the deadlines of batches whose server ended, after somebody has met the jobs of those
 * that are committed, and after the caller whose server ended has sent his request once more, with the
 * same ids.
 */
function settledBy(scenario: Scenario, world: World): World {
  const late = Object.entries(world.headers).map(([id, header]) => [id, { ...header, late: true }] as const);
  let current: World = { ...world, headers: Object.fromEntries(late) };
  for (const [id, { state }] of late) {
    if (state === 'replacing')
      current = runThrough(scenario, current, `meets ${id}`, { kind: 'meet', of: id });
  }
  const [name] = Object.entries(world.callers).find(([, { dead }]) => dead) ?? [];
  if (name === undefined) return current;
  const role = roleOf(scenario, name);
  const retry = role.kind === 'enqueue' ? { ...role, nonce: 'retry', clientId: true } : role;
  return runThrough(scenario, current, 'retry', retry);
}

/** One more caller, whom nobody disturbs. */
function runThrough(scenario: Scenario, world: World, name: string, role: Role): World {
  let current = world;
  let caller: Caller = { place: startOf(role), batch: {}, dead: false };
  for (let steps = 0; !isAtRest(caller); steps += 1) {
    const [move] = callerMoves(scenario, current, name, role, caller);
    if (!move) return current;
    if (steps > 200) throw new Error(`${name} does not come to an end.`);
    [current, caller] = move;
  }
  return current;
}
