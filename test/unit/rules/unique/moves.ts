import { completed, resolve } from '../../../../src/rules/lifecycle.ts';
import { callerMoves } from './roles.ts';
import { visibleHeads } from './store.ts';
import {
  isAtRest,
  newHead,
  nextToken,
  PLAIN,
  type Role,
  type Scenario,
  type World,
  withHead,
} from './world.ts';

/** Everything that may come next. */
export function* moves(scenario: Scenario, world: World): Generator<[string, World]> {
  for (const [name, caller] of Object.entries(world.callers)) {
    if (isAtRest(caller)) continue;
    const doing = 'phase' in caller.place ? caller.place.phase : caller.place.at.step;
    for (const [moved, next] of callerMoves(scenario, world, name, roleOf(scenario, name), caller)) {
      yield [`${name}:${doing}`, { ...moved, callers: { ...moved.callers, [name]: next } }];
    }
    if (!world.crashed) {
      const callers = { ...world.callers, [name]: { ...caller, dead: true } };
      yield [`${name}:ends`, { ...world, crashed: true, callers }];
    }
  }
  if (world.workerMoves > 0) yield* workerMoves(world, scenario.failures ?? false);
  if (scenario.timePasses && world.now === 0) yield ['time', { ...world, now: 1, ended: true }];
  if (scenario.deadlines) {
    for (const [id, header] of Object.entries(world.headers)) {
      if (header.state !== 'open' || header.late) continue;
      yield [`${id}:late`, { ...world, headers: { ...world.headers, [id]: { ...header, late: true } } }];
    }
  }
  const { plainPut: id } = scenario;
  if (id !== undefined && !world.plainPut && !world.heads[id]) {
    const head = { ...newHead(id, PLAIN, world.now), uniqueKey: undefined };
    yield ['plain put', { ...withHead(world, head), plainPut: true }];
  }
  if (scenario.plainDeleted && id !== undefined && world.heads[id]?.nonce === PLAIN && isQuiet(world)) {
    const { [id]: _deleted, ...heads } = world.heads;
    yield ['plain delete', { ...world, heads, plainDeleted: true }];
  }
}

/** Nobody is under way who has asked the store for something. */
function isQuiet({ callers }: World): boolean {
  return Object.values(callers).every(
    (caller) =>
      isAtRest(caller) || (caller.place.at?.step === 'read' && Object.keys(caller.batch).length === 0),
  );
}

export function roleOf({ callers }: Scenario, name: string): Role {
  const role = callers[name];
  if (!role) throw new Error(`No caller ${name}.`);
  return role;
}

function* workerMoves(world: World, failures: boolean): Generator<[string, World]> {
  const left = { ...world, workerMoves: world.workerMoves - 1 };
  for (const { id } of visibleHeads(world)) {
    const stored = world.heads[id];
    if (!stored) continue;
    const head = resolve(stored, world.now, 'model');
    const token = nextToken(stored);
    if (head.state === 'available') {
      yield [`claim ${id}`, withHead(left, { ...head, state: 'active', token })];
    } else if (head.state === 'active') {
      yield [`ack ${id}`, { ...withHead(left, { ...completed(head, world.now), token }), ended: true }];
      yield [`requeue ${id}`, withHead(left, { ...head, state: 'available', token })];
      if (failures) {
        const dead = { ...head, state: 'discarded' as const, deadLettered: true, token };
        yield [`fail ${id}`, { ...withHead(left, dead), ended: true }];
      }
    }
  }
}
